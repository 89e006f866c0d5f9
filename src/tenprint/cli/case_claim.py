"""`tenprint case claim|resolve|claims`: claims to citizenship, from any role, and what became of them."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from tenprint.agency.booking.requests import pass_claim_on
from tenprint.agency.correlation import ori_of
from tenprint.cases.claim import claim as hold
from tenprint.cases.claim import resolve as resolve_claim
from tenprint.cases.claim_figures import claim_figures
from tenprint.cases.opening import find
from tenprint.cases.vocabulary import Channel
from tenprint.cli.case_options import DEMO, Grounds, Json, Number, World, act, opened, travel
from tenprint.errors import UsageError
from tenprint.exchange.messages import CitizenshipClaim

ROLES = ("booking", "state", "criminal", "immigration", "enforcement")


def claim(
    number: Number,
    user: Annotated[str, typer.Option(help="Your name.")],
    channel: Annotated[Channel, typer.Option(help="How the claim was made.")],
    statement: Annotated[str, typer.Option(help="What was said.")],
    at: Annotated[str, typer.Option(help=f"Role at which it was made: {', '.join(ROLES)}.")] = "enforcement",
    world: World = DEMO,
) -> None:
    """Pass on that somebody says the person is a citizen; the case is held at once, whatever its state."""
    if at not in ROLES:
        raise UsageError(f"there is no role {at!r}", remedy=f"One of: {', '.join(ROLES)}.")
    with opened(world) as agencies:
        with act(agencies.enforcement, user) as unit:
            row = find(unit, number)
            if at == "enforcement":
                hold(
                    unit,
                    row.correlation,
                    ori=row.ori,
                    county=row.county,
                    channel=channel,
                    origin=at,
                    statement=statement,
                )
        if at != "enforcement":
            with act(agencies.agencies[at], user) as unit:
                if at == "booking":
                    pass_claim_on(unit, row.correlation, channel, statement)
                else:
                    unit.send(
                        "citizenship_claim",
                        "enforcement",
                        CitizenshipClaim(channel, statement),
                        correlation=row.correlation,
                        purpose="criminal",
                        priority=1,
                    )
        travel(agencies)
    typer.echo(f"{number}: held ({ori_of(row.correlation)})")


def resolve(
    number: Number,
    supervisor: Annotated[str, typer.Option(help="Your name.")],
    citizen: Annotated[bool, typer.Option("--citizen/--not-citizen")],
    grounds: Grounds,
    world: World = DEMO,
) -> None:
    """Decide as a supervisor on a case that a claim to citizenship holds."""
    with opened(world) as agencies:
        with act(agencies.enforcement, supervisor) as unit:
            resolve_claim(unit, number, citizen=citizen, grounds=grounds)
        travel(agencies)
    typer.echo(f"{number}: {'closed, a citizen' if citizen else 'goes on'}")


def claims(world: World = DEMO, as_json: Json = False) -> None:
    """Count claims to citizenship: by channel and result, overdue ones, and citizens of whom a request was made."""
    with opened(world) as agencies, agencies.enforcement.database.read() as connection:
        figures = claim_figures(connection, agencies.clock.now())
    if as_json:
        typer.echo(msgspec.json.encode(figures).decode())
        return
    for name, value in msgspec.structs.asdict(figures).items():
        typer.echo(f"{name.replace('_', ' ')}: {value}")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (claim, resolve, claims):
        app.command()(command)
