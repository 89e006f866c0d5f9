"""One print or two: extract, explain, match."""

from __future__ import annotations

import typer

from tenprint.cli import (
    fingerprint_explain,
    fingerprint_extract,
    fingerprint_match,
    fingerprint_quality,
    fingerprint_segment,
)

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def fingerprint() -> None:
    """One print or two: extract, explain, match."""


app.command("extract")(fingerprint_extract.extract)
app.command("explain")(fingerprint_explain.explain)
app.command("match")(fingerprint_match.match)
app.command("quality")(fingerprint_quality.quality)
app.command("segment")(fingerprint_segment.segment)
