"""`tenprint case claim|resolve|claims`: claims to citizenship, from any role, and what became of them."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from tenprint.agency.claims import make_claim
from tenprint.cases.claim import resolve as resolve_claim
from tenprint.cases.claim_figures import claim_figures
from tenprint.cases.vocabulary import Channel
from tenprint.cli.case_options import DEMO, SUPERVISOR, As, Grounds, Json, Number, World, acting, looking
from tenprint.errors import UsageError

# role of the agency -> as what a claim is written down there
TAKERS = {
    "booking": As("booking", "jail_clerk", "custody"),
    "state": As("state", "records_clerk", "redress"),
    "criminal": As("criminal", "records_clerk", "redress"),
    "immigration": As("immigration", "records_clerk", "redress"),
    "enforcement": As("enforcement", "officer", "criminal"),
}


def claim(
    number: Annotated[str, typer.Argument(help="Case number, or booking as ORI:TCN.")],
    user: Annotated[str, typer.Option(help="Your name.")],
    channel: Annotated[Channel, typer.Option(help="How the claim was made.")],
    statement: Annotated[str, typer.Option(help="What was said.")],
    at: Annotated[str, typer.Option(help=f"Role at which it was made: {', '.join(TAKERS)}.")] = "enforcement",
    world: World = DEMO,
) -> None:
    """Pass on that somebody says the person is a citizen; the case is held at once, whatever its state."""
    if at not in TAKERS:
        raise UsageError(f"there is no role {at!r}", remedy=f"One of: {', '.join(TAKERS)}.")
    with acting(world, user, TAKERS[at]) as unit:
        booking = make_claim(unit, number, channel, statement)
    typer.echo(f"{number}: held ({booking})")


def resolve(
    number: Number,
    supervisor: Annotated[str, typer.Option(help="Your name.")],
    citizen: Annotated[bool, typer.Option("--citizen/--not-citizen")],
    grounds: Grounds,
    world: World = DEMO,
) -> None:
    """Decide as a supervisor on a case that a claim to citizenship holds."""
    with acting(world, supervisor, SUPERVISOR) as unit:
        resolve_claim(unit, number, citizen=citizen, grounds=grounds)
    typer.echo(f"{number}: {'closed, a citizen' if citizen else 'goes on'}")


def claims(
    world: World = DEMO,
    user: Annotated[str, typer.Option(help="Your name.")] = "oversight.reader",
    as_json: Json = False,
) -> None:
    """Count claims to citizenship: by channel and result, overdue ones, and citizens of whom a request was made."""
    with looking(world, user, As("enforcement", "oversight", "oversight")) as unit:
        unit.permit("statistics:read", "claims")
        unit.audit("statistics:read", "claims", purpose="oversight")
        figures = claim_figures(unit.connection, unit.now)
    if as_json:
        typer.echo(msgspec.json.encode(figures).decode())
        return
    for name, value in msgspec.structs.asdict(figures).items():
        typer.echo(f"{name.replace('_', ' ')}: {value}")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (claim, resolve, claims):
        app.command()(command)
