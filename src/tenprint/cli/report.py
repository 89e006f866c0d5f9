"""`tenprint report`: every figure of a place as a page, a PDF, CSV or Parquet."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tenprint.simulate.world.driver import open_world
from tenprint.statistics.book import Book
from tenprint.statistics.report import make
from tenprint.statistics.scope import NATION, Scope

app = typer.Typer()


class Format(StrEnum):
    """Forms of the report."""

    HTML = "html"
    PDF = "pdf"
    CSV = "csv"
    PARQUET = "parquet"


@app.command()
def report(
    out: Annotated[Path, typer.Option(help="File to write.")],
    state: Annotated[Path, typer.Option("--state", "--world", help="Folder of the world.")] = Path("demo"),
    jurisdiction: Annotated[
        str, typer.Option(help="US, a state as MO, a county as 29510, or an ORI as MO5109000.")
    ] = NATION,
    first: Annotated[str | None, typer.Option("--from", help="First month, as 2010-09.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last month, as 2010-12.")] = None,
    form: Annotated[Format, typer.Option("--format", help="Of the file.")] = Format.HTML,
    public: Annotated[bool, typer.Option("--public", help="Hide small counts and what gives them away.")] = False,
) -> None:
    """Write every figure of a place, each with what it was counted from."""
    from tenprint.statistics import export

    scope = Scope(jurisdiction, first, last)
    world, _plan = open_world(state)
    with world:
        book = Book(
            {role: agency.database for role, agency in world.agencies.items()},
            registry=world.criminal.activation,
            policies=world.criminal.policies,
            clock=world.clock,
        )
        made = make(book, scope, public=public, now=world.clock.now())
    match form:
        case Format.HTML:
            data = export.to_html(made).encode()
        case Format.CSV:
            data = export.to_csv(made).encode()
        case Format.PARQUET:
            data = export.to_parquet(made)
        case Format.PDF:
            data = export.to_pdf(made)
    out.write_bytes(data)
    hidden = sum(row.suppressed for row in made.rows)
    typer.echo(f"{out}: {len(made.rows)} numbers of {made.place_name}, {hidden} not shown")
