"""`tenprint policy compare`: the same cases under two policies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from tenprint.cli.policy_options import Json, Policies
from tenprint.policy import PolicyStore
from tenprint.policy.cases import read_cases
from tenprint.policy.compare import Comparison, compare


def compare_policies(
    first: Annotated[str, typer.Argument(help="Version of the levels, as 2010-06.")],
    second: Annotated[str, typer.Argument(help="The other version, as 2014-11.")],
    cases: Annotated[Path, typer.Argument(help="JSON file of cases, as `simulate population` writes.")],
    plot: Annotated[Path | None, typer.Option(help="Write a picture of it: a .png or .svg file.")] = None,
    policies: Policies = None,
    as_json: Json = False,
) -> None:
    """Compare two policies over the same cases: a table, with --plot a picture, with --json every case."""
    store = PolicyStore(policies)
    comparison = compare(read_cases(cases), store.levels(first), store.levels(second))
    if plot is not None:
        from tenprint.policy.plot import plot as draw

        draw(comparison, plot)
    if as_json:
        typer.echo(msgspec.json.encode(comparison))
    else:
        _print(comparison, plot)


def _print(comparison: Comparison, plot: Path | None) -> None:
    table = Table(title=f"{comparison.cases} cases: rows {comparison.first}, columns {comparison.second}")
    table.add_column("")
    for name in (*comparison.second_classes, "all"):
        table.add_column(name, justify="right")
    _, totals = comparison.totals()
    for name, row in zip(comparison.first_classes, comparison.table, strict=True):
        table.add_row(name, *(str(count) for count in row), str(sum(row)))
    table.add_section()
    table.add_row("all", *(str(count) for count in totals.values()), str(comparison.cases))
    Console().print(table)
    typer.echo(f"{comparison.without_conviction} cases have no conviction; they are pooled with no level.")
    if plot is not None:
        typer.echo(f"Picture: {plot}")
