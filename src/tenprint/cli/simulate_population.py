"""`tenprint simulate population`: synthetic people, bookings and cases."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import track

from tenprint.simulate.population import World, agencies_of
from tenprint.simulate.population.export import rows, write


class What(StrEnum):
    """What a row is."""

    people = "people"
    bookings = "bookings"
    cases = "cases"


def population(
    out: Annotated[Path, typer.Option(help="File to write: .csv, .json or .jsonl.")],
    what: Annotated[What, typer.Option(help="Rows: people, bookings with their truth, or cases for `policy`.")] = (
        What.bookings
    ),
    number: Annotated[int, typer.Option("--number", "-n", min=1, help="How many.")] = 1000,
    seed: Annotated[int, typer.Option(help="Of the world; the same seed gives the same bytes.")] = 7,
    county: Annotated[list[str] | None, typer.Option(help="Only agencies of this county (FIPS code); repeat.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object about what was written.")] = False,
) -> None:
    """Write synthetic people whose truth is known. Every name is invented; nobody is real."""
    oris = [agency.ori for fips in county for agency in agencies_of(fips)] if county else None
    world = World(seed, oris=oris)
    entries = track(
        rows(world, what.value, number),
        total=number,
        description=f"{number} {what}",
        console=Console(stderr=True),
        transient=True,
    )
    written = write(out, entries, what.value)
    if as_json:
        typer.echo(msgspec.json.encode({"file": str(out), "rows": written, "what": what, "seed": seed}))
    else:
        typer.echo(f"{written} {what} of seed {seed}: {out}")
