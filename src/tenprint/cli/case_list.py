"""`tenprint case list`: all cases, gravest level first, then the oldest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from tenprint.cases.machine import CASE
from tenprint.cases.tables import case
from tenprint.cli.case_options import DEMO, Json, World, opened
from tenprint.exchange import states

COLUMNS = ("case", "level", "state", "office", "opened", "determination", "action", "outcome")


def list_cases(world: World = DEMO, as_json: Json = False) -> None:
    """List all cases: gravest level first, then the oldest."""
    with opened(world) as agencies, agencies.enforcement.database.read() as connection:
        levels = agencies.enforcement.policies.levels(at=agencies.clock.now())
        rank = {entry.name: number for number, entry in enumerate(levels.classes)}
        rows = connection.execute(select(case)).all()
        rows = sorted(rows, key=lambda r: (rank.get(r.level, len(rank)), r.opened_at is None, r.opened_at))
        listed = [
            {
                "case": row.case,
                "level": row.level,
                "state": states.current(connection, CASE, row.case),
                "office": row.field_office,
                "county": row.county,
                "opened": row.opened_at,
                "determination": row.determination,
                "action": row.action,
                "custody": row.custody,
                "outcome": row.outcome,
            }
            for row in rows
        ]
    if as_json:
        typer.echo(msgspec.json.encode(listed).decode())
        return
    table = Table(title=f"{len(listed)} cases", title_justify="left")
    for name in COLUMNS:
        table.add_column(name, no_wrap=name in ("case", "level"))
    for entry in listed:
        table.add_row(*(_word(entry[name]) for name in COLUMNS))
    Console().print(table)


def _word(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value or "")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("list")(list_cases)
