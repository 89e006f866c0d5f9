"""`tenprint redress`: what a person can ask for, and what keeping records right means. Orders: `redress_orders`."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from tenprint.agency.keeping import redress as requests
from tenprint.agency.keeping.identity import merge as merge_subjects
from tenprint.agency.keeping.identity import merge_encounters, unlink_encounter
from tenprint.agency.keeping.identity import unlink as unlink_record
from tenprint.agency.keeping.notice import notice_for
from tenprint.agency.keeping.reading import read_records
from tenprint.cli import redress_orders
from tenprint.cli.case_options import DEMO, As, Grounds, World, acting, looking
from tenprint.errors import UsageError

app = typer.Typer(no_args_is_help=True)
redress_orders.register(app)
Booking = Annotated[str, typer.Argument(help="Booking, as ORI:TCN.")]
Record = Annotated[str, typer.Argument(help="Booking as ORI:TCN, or name of a repository's encounter.")]
User = Annotated[str, typer.Option(help="Your name.")]
Role = Annotated[str, typer.Option("--at", help="Agency, by its role.")]
Value = Annotated[str, typer.Option(help="The right value; JSON for a disposition.")]
Why = Annotated[str, typer.Option(help="Why it is right.")]
Field = Annotated[str, typer.Argument(help=", ".join(requests.FIELDS))]
Charge = Annotated[int, typer.Option(help="Of a disposition: which charge, counted from 0.")]
Item = Annotated[str, typer.Option(help="Of evidence: digest of the item, as `case show --json` gives it.")]


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
    record: Record,
    field: Field,
    value: Value,
    why: Why,
    user: User,
    charge: Charge = 0,
    item: Item = "",
    at: Role = "criminal",
    world: World = DEMO,
) -> None:
    """Take a request for amendment in, of an arrest, an encounter or a case's evidence; another person decides."""
    with acting(world, user, _redress(at)) as unit:
        number = requests.request_amendment(unit, record, field, requests.Wanted(value, why, charge, item))
    typer.echo(f"{number}: waits for a decision")


@app.command()
def decide(
    number: Annotated[str, typer.Argument(help="Request, as R000001.")],
    user: User,
    grounds: Grounds,
    approve: Annotated[bool, typer.Option("--approve/--refuse")],
    at: Role = "criminal",
    world: World = DEMO,
) -> None:
    """Decide on an amendment; who took it in cannot. All who were told are told."""
    with acting(world, user, _redress(at)) as unit:
        touched = requests.decide_amendment(unit, number, approve=approve, grounds=grounds)
    typer.echo(f"{number}: {'approved' if approve else 'refused'}; corrected: {', '.join(touched) or 'nothing'}")


@app.command()
def disagree(
    number: Annotated[str, typer.Argument(help="Refused request.")],
    statement: Annotated[str, typer.Option(help="The person's words.")],
    user: User,
    at: Role = "criminal",
    world: World = DEMO,
) -> None:
    """Attach the person's statement of disagreement to a refused amendment and tell all who were told."""
    with acting(world, user, _redress(at)) as unit:
        told = requests.disagree(unit, number, statement)
    typer.echo(f"{number}: told {', '.join(told)}")


@app.command()
def records(
    number: Annotated[str, typer.Argument(help="FBI number, or at the immigration role a FIN.")],
    user: User,
    at: Role = "criminal",
    world: World = DEMO,
) -> None:
    """Print what is on record under a number, as JSON; sealed records are not shown."""
    with looking(world, user, _records(at)) as unit:
        found = read_records(unit, number)
    typer.echo(msgspec.json.encode(found).decode())


@app.command()
def correct(
    record: Record,
    field: Field,
    value: Value,
    why: Why,
    user: User,
    charge: Charge = 0,
    item: Item = "",
    at: Role = "criminal",
    world: World = DEMO,
) -> None:
    """Correct a record of one's own motion, as when a court's disposition arrives; all who were told are told."""
    with acting(world, user, _records(at)) as unit:
        touched = requests.correct(unit, record, field, requests.Wanted(value, why, charge, item))
    typer.echo(f"{record}: corrected; told about: {', '.join(touched) or 'nothing'}")


@app.command()
def merge(
    survivor: Annotated[str, typer.Argument(help="Number that stays: FBI number or FIN.")],
    absorbed: Annotated[str, typer.Argument(help="Number that is given up.")],
    user: User,
    world: World = DEMO,
) -> None:
    """Make two FBI numbers, or two FINs, one; all who relied on either are told, and what rested on them."""
    fins = [number.startswith("FIN") for number in (survivor, absorbed)]
    if any(fins) != all(fins):
        raise UsageError("an FBI number and a FIN are no two numbers of one repository")
    with acting(world, user, _records("immigration" if all(fins) else "criminal")) as unit:
        touched = (merge_encounters if all(fins) else merge_subjects)(unit, survivor, absorbed)
    typer.echo(f"{absorbed} is {survivor}; corrected: {', '.join(touched) or 'nothing'}")


@app.command()
def unlink(record: Record, user: User, at: Role = "criminal", world: World = DEMO) -> None:
    """Take an encounter out of the subject it was wrongly joined to; requests that rested on it are taken back."""
    with acting(world, user, _records(at)) as unit:
        number, touched = (unlink_encounter if at == "immigration" else unlink_record)(unit, record)
    typer.echo(f"{record}: now {number}; corrected: {', '.join(touched) or 'nothing'}")


def _redress(at: str) -> As:
    return As(at, "redress_officer", "redress")


def _records(at: str) -> As:
    return As(at, "records_clerk", "redress")
