"""`tenprint redress`: what a person can ask for, and what a court can order."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from tenprint.agency.keeping import redress as requests
from tenprint.agency.keeping.expunge import expunge_bookings, expunge_subject
from tenprint.agency.keeping.identity import merge as merge_subjects
from tenprint.agency.keeping.identity import unlink as unlink_encounter
from tenprint.agency.keeping.notice import notice_for
from tenprint.agency.keeping.retain import retain as retain_at
from tenprint.agency.keeping.sealing import seal_record
from tenprint.cli.case_options import DEMO, As, Grounds, World, acting, looking, opened

app = typer.Typer(no_args_is_help=True)
Booking = Annotated[str, typer.Argument(help="Booking, as ORI:TCN.")]
User = Annotated[str, typer.Option(help="Your name.")]
Role = Annotated[str, typer.Option("--at", help="Agency, by its role.")]
Authority = Annotated[str, typer.Option(help="Court and number of the order; no name.")]


@app.command()
def notice(booking: Booking, user: User, at: Role = "criminal", world: World = DEMO) -> None:
    """Print the notice to the person in plain language: what is held, who was told, what can be asked for."""
    with looking(world, user, _redress(at)) as unit:
        text = notice_for(unit, booking)
    typer.echo(text)


@app.command()
def access(booking: Booking, user: User, at: Role = "criminal", world: World = DEMO) -> None:
    """Print all that an agency holds about a booking, with the accounting of disclosures, as JSON."""
    with looking(world, user, _redress(at)) as unit:
        held = requests.access(unit, booking)
    typer.echo(msgspec.json.encode(held).decode())


@app.command()
def amend(
    booking: Booking,
    field: Annotated[str, typer.Argument(help=", ".join(requests.FIELDS))],
    value: Annotated[str, typer.Option(help="The right value; JSON for a disposition.")],
    why: Annotated[str, typer.Option(help="Why it is right.")],
    user: User,
    charge: Annotated[int, typer.Option(help="Of a disposition: which charge, counted from 0.")] = 0,
    world: World = DEMO,
) -> None:
    """Take a request for amendment in; another person decides."""
    wanted = requests.Wanted(value, why, charge)
    with acting(world, user, _redress()) as unit:
        number = requests.request_amendment(unit, booking, field, wanted)
    typer.echo(f"{number}: waits for a decision")


@app.command()
def decide(
    number: Annotated[str, typer.Argument(help="Request, as R000001.")],
    user: User,
    grounds: Grounds,
    approve: Annotated[bool, typer.Option("--approve/--refuse")],
    world: World = DEMO,
) -> None:
    """Decide on an amendment; who took it in cannot. All who were told are told."""
    with acting(world, user, _redress()) as unit:
        touched = requests.decide_amendment(unit, number, approve=approve, grounds=grounds)
    typer.echo(f"{number}: {'approved' if approve else 'refused'}; corrected: {', '.join(touched) or 'nothing'}")


@app.command()
def disagree(
    number: Annotated[str, typer.Argument(help="Refused request.")],
    statement: Annotated[str, typer.Option(help="The person's words.")],
    user: User,
    world: World = DEMO,
) -> None:
    """Attach the person's statement of disagreement to a refused amendment and tell all who were told."""
    with acting(world, user, _redress()) as unit:
        told = requests.disagree(unit, number, statement)
    typer.echo(f"{number}: told {', '.join(told)}")


@app.command()
def expunge(
    what: Annotated[str, typer.Argument(help="Booking (ORI:TCN), FBI number or FIN.")],
    authority: Authority,
    user: User,
    at: Role = "criminal",
    world: World = DEMO,
) -> None:
    """Forget a booking or a person on an order, here and at everybody who was told."""
    with acting(world, user, _court(at)) as unit:
        if ":" in what:
            order = expunge_bookings(unit, [what], authority)
        else:
            order = expunge_subject(unit, what, authority)
    typer.echo(f"order {order} carried out")


@app.command()
def seal(record: Booking, authority: Authority, user: User, world: World = DEMO) -> None:
    """Seal an arrest on an order; it leaves rap sheets and levels, and all who were told are told."""
    with acting(world, user, _court()) as unit:
        touched = seal_record(unit, record, authority)
    typer.echo(f"{record}: sealed; corrected: {', '.join(touched) or 'nothing'}")


@app.command()
def merge(survivor: str, absorbed: str, user: User, world: World = DEMO) -> None:
    """Make two FBI numbers one; all who relied on either are told."""
    with acting(world, user, _records()) as unit:
        touched = merge_subjects(unit, survivor, absorbed)
    typer.echo(f"{absorbed} is {survivor}; corrected: {', '.join(touched) or 'nothing'}")


@app.command()
def unlink(record: Booking, user: User, world: World = DEMO) -> None:
    """Take an encounter out of the subject it was wrongly joined to; requests that rested on it are taken back."""
    with acting(world, user, _records()) as unit:
        number, touched = unlink_encounter(unit, record)
    typer.echo(f"{record}: now {number}; corrected: {', '.join(touched) or 'nothing'}")


@app.command()
def retain(at: Role = "immigration", world: World = DEMO) -> None:
    """Erase now whatever the retention policy's time is over for."""
    with opened(world) as agencies:
        typer.echo(f"{retain_at(agencies.agencies[at])} kind(s) of data erased")


def _redress(at: str = "criminal") -> As:
    return As(at, "redress_officer", "redress")


def _records(at: str = "criminal") -> As:
    return As(at, "records_clerk", "redress")


def _court(at: str = "criminal") -> As:
    return As(at, "records_clerk", "court")
