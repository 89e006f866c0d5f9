"""Synthetic prints, populations, transactions, galleries, load."""

from __future__ import annotations

import typer

from tenprint.cli import (
    simulate_activation,
    simulate_gallery,
    simulate_load,
    simulate_population,
    simulate_prints,
    simulate_transactions,
    simulate_world,
)

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def simulate() -> None:
    """Synthetic prints, populations, transactions, galleries, load."""


app.command("activation")(simulate_activation.activation)
app.command("gallery")(simulate_gallery.gallery)
app.command("load")(simulate_load.load)
app.command("population")(simulate_population.population)
app.command("prints")(simulate_prints.prints)
app.command("transactions")(simulate_transactions.transactions)
app.command("world")(simulate_world.world)
