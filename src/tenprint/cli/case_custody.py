"""`tenprint case requests|serve|custody|clocks`: what the jail does with a request, and what runs out when."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from tenprint.agency.booking import reading
from tenprint.agency.booking.custody import EVENTS, record
from tenprint.agency.booking.requests import serve as serve_request
from tenprint.agency.chores import do_chores
from tenprint.agency.claims import booking_of
from tenprint.cases.clock_list import running_clocks
from tenprint.cli.case_options import CLERK, DEMO, OFFICER, Json, World, acting, at_desk, looking, opened, travel
from tenprint.errors import UsageError

Clerk = Annotated[str, typer.Option(help="Your name.")]
Case = Annotated[str, typer.Argument(help="Case number that the request names, or booking as ORI:TCN.")]


def requests(clerk: Clerk, world: World = DEMO, as_json: Json = False) -> None:
    """List as the jail the requests on persons in custody."""
    with looking(world, clerk, CLERK) as unit:
        listed = reading.requests(unit)
    if as_json:
        typer.echo(msgspec.json.encode(listed).decode())
        return
    for entry in listed:
        typer.echo(f"{entry.request}  {entry.kind}  {entry.state}  received {entry.received_at:%Y-%m-%d %H:%M}")


def serve(number: Case, clerk: Clerk, world: World = DEMO) -> None:
    """Say as the jail that a copy of the newest request of a case was served on the person."""
    with acting(world, clerk, CLERK) as unit:
        found = reading.requests(unit, booking_of(unit, number))
        if not found:
            raise UsageError(f"there is no request on {number}", remedy="See `tenprint case requests`.")
        request = found[-1].request
        serve_request(unit, request)
    typer.echo(f"{request}: served")


def custody(
    number: Case,
    event: Annotated[str, typer.Argument(help=", ".join(EVENTS))],
    clerk: Clerk,
    world: World = DEMO,
) -> None:
    """Record as the jail a custody event; a hold needs a served detainer, and a release ends it."""
    with acting(world, clerk, CLERK) as unit:
        state = record(unit, booking_of(unit, number), event)
    typer.echo(f"{number}: {state}")


def clocks(
    world: World = DEMO,
    user: Annotated[str, typer.Option(help="Your name.")] = "officer.reader",
    as_json: Json = False,
) -> None:
    """Show the running clocks and the alarms they raised; due prompts are raised now."""
    listed = []
    with opened(world) as agencies:
        for who in (OFFICER, CLERK):
            do_chores(agencies.agencies[who.agency])
            with at_desk(agencies, user, who) as unit:
                listed += [{"role": who.agency, **msgspec.structs.asdict(entry)} for entry in running_clocks(unit)]
        travel(agencies)
    if as_json:
        typer.echo(msgspec.json.encode(listed).decode())
        return
    for entry in listed:
        late = "OVERDUE" if entry["overdue"] else "due"
        typer.echo(f"{entry['role']} {entry['kind']} {entry['key']}: {late} {entry['due']}, alarms {entry['alarms']}")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (requests, serve, custody, clocks):
        app.command()(command)
