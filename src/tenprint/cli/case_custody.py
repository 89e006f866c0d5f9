"""`tenprint case serve|custody|clocks`: what the jail does with a request, and what runs out when."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer
from sqlalchemy import select

from tenprint.agency.booking.custody import EVENTS, record
from tenprint.agency.booking.requests import serve as serve_request
from tenprint.agency.chores import do_chores
from tenprint.cases.clock_tables import alarm, clock
from tenprint.cases.opening import find
from tenprint.cases.requests import request_name
from tenprint.cli.case_options import DEMO, Json, Number, World, act, opened, travel

Clerk = Annotated[str, typer.Option(help="Your name.")]


def serve(number: Number, clerk: Clerk, world: World = DEMO) -> None:
    """Say as the jail that a copy of the request was served on the person."""
    with opened(world) as agencies:
        with act(agencies.enforcement, clerk) as unit:
            request = request_name(number, find(unit, number).requests)
        with act(agencies.booking, clerk) as unit:
            serve_request(unit, request)
        travel(agencies)
    typer.echo(f"{request}: served")


def custody(
    number: Number,
    event: Annotated[str, typer.Argument(help=", ".join(EVENTS))],
    clerk: Clerk,
    world: World = DEMO,
) -> None:
    """Record as the jail a custody event; a hold needs a served detainer, and a release ends it."""
    with opened(world) as agencies:
        with act(agencies.enforcement, clerk) as unit:
            correlation = find(unit, number).correlation
        with act(agencies.booking, clerk) as unit:
            state = record(unit, correlation, event)
        travel(agencies)
    typer.echo(f"{number}: {state}")


def clocks(world: World = DEMO, as_json: Json = False) -> None:
    """Show the running clocks and the alarms they raised; due prompts are raised now."""
    listed = []
    with opened(world) as agencies:
        for role in ("enforcement", "booking"):
            agency = agencies.agencies[role]
            do_chores(agency)
            with agency.database.read() as connection:
                for row in connection.execute(select(clock).where(clock.c.stopped_at.is_(None))):
                    raised = connection.execute(
                        select(alarm.c.level).where(alarm.c.kind == row.kind, alarm.c.key == row.key)
                    ).all()
                    listed.append(
                        {
                            "role": role,
                            "kind": row.kind,
                            "key": row.key,
                            "due": row.due_at,
                            "overdue": row.due_at <= agencies.clock.now(),
                            "alarms": len(raised),
                        }
                    )
        travel(agencies)
    if as_json:
        typer.echo(msgspec.json.encode(listed).decode())
        return
    for entry in listed:
        late = "OVERDUE" if entry["overdue"] else "due"
        typer.echo(f"{entry['role']} {entry['kind']} {entry['key']}: {late} {entry['due']}, alarms {entry['alarms']}")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (serve, custody, clocks):
        app.command()(command)
