"""Accuracy, speed and fidelity reports."""

from __future__ import annotations

import typer

from tenprint.cli import evaluate_fidelity, evaluate_identification, evaluate_verification

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def evaluate() -> None:
    """Accuracy, speed and fidelity reports."""


app.command("fidelity")(evaluate_fidelity.fidelity)
app.command("identification")(evaluate_identification.identification)
app.command("verification")(evaluate_verification.verification)
