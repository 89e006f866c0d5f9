"""`tenprint case list`: the cases that you may see, gravest level first, then the oldest."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from tenprint.cases.listing import list_cases as cases_for
from tenprint.cli.case_options import DEMO, OFFICER, Json, World, at_desk, opened

COLUMNS = ("case", "level", "state", "office", "opened")
DECIDED = ("determination", "action", "outcome")


def list_cases(
    world: World = DEMO,
    user: Annotated[str, typer.Option(help="Who looks; stands in the audit log.")] = "officer.reader",
    as_json: Json = False,
) -> None:
    """List cases: gravest level first, then the oldest. The look is audited."""
    with opened(world) as agencies, at_desk(agencies, user, OFFICER) as unit:
        listed = cases_for(unit, agencies.enforcement.policies.levels(at=agencies.clock.now()))
    if as_json:
        typer.echo(msgspec.json.encode(listed).decode())
        return
    table = Table(title=f"{len(listed)} cases", title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for name in (*COLUMNS, "decided"):
        table.add_column(name, no_wrap=name in ("case", "level", "opened"))
    for entry in listed:
        decided = filter(None, (_word(getattr(entry, name)) for name in DECIDED))
        table.add_row(*(_word(getattr(entry, name)) for name in COLUMNS), ", ".join(decided))
    Console().print(table)


def _word(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    text = str(value or "")
    return text if text.isupper() or "-" in text else text.replace("_", " ")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("list")(list_cases)
