"""`tenprint redress expunge|seal|unseal|certificates|retain`: what a court orders, and what time alone erases."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from tenprint.agency.keeping import sealing
from tenprint.agency.keeping.certificates import orders
from tenprint.agency.keeping.expunge import expunge_bookings, expunge_subject
from tenprint.agency.keeping.retain import retain as retain_at
from tenprint.cli.authority import sign_in
from tenprint.cli.case_options import DEMO, As, Json, World, acting, agency_of, looking, opened

User = Annotated[str, typer.Option(help="Your name.")]
Role = Annotated[str, typer.Option("--at", help="Agency, by its role.")]
Authority = Annotated[str, typer.Option(help="Court and number of the order; no name.")]
Record = Annotated[str, typer.Argument(help="Booking as ORI:TCN, or name of an encounter.")]


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
    typer.echo(f"order {order} carried out; see `tenprint redress certificates`")


def seal(record: Record, authority: Authority, user: User, world: World = DEMO) -> None:
    """Seal an arrest on an order; it leaves rap sheets and levels, and all who were told are told."""
    with acting(world, user, _court()) as unit:
        touched = sealing.seal_record(unit, record, authority)
    typer.echo(f"{record}: sealed; corrected: {', '.join(touched) or 'nothing'}")


def unseal(record: Record, authority: Authority, user: User, world: World = DEMO) -> None:
    """Open a sealed arrest again on an order; all who were told are told."""
    with acting(world, user, _court()) as unit:
        touched = sealing.unseal_record(unit, record, authority)
    typer.echo(f"{record}: open again; corrected: {', '.join(touched) or 'nothing'}")


def certificates(user: User, at: Role = "criminal", world: World = DEMO, as_json: Json = False) -> None:
    """List the orders that were carried out, who certified that it was done, and who has not yet."""
    with looking(world, user, _court(at)) as unit:
        listed = orders(unit)
    if as_json:
        typer.echo(msgspec.json.encode(listed).decode())
        return
    for entry in listed:
        typer.echo(f"{entry.order}  {entry.at:%Y-%m-%d %H:%M}  {entry.authority}: {entry.bookings} booking(s)")
        typer.echo(f"  here: keys destroyed {entry.keys_destroyed}, enrolments removed {entry.enrolments_removed}")
        for given in entry.certificates:
            done = f"keys destroyed {given.keys_destroyed}, enrolments removed {given.enrolments_removed}"
            typer.echo(f"  {given.agency} certified {given.at}: {done}")
        if entry.missing:
            typer.echo(f"  waiting for: {', '.join(entry.missing)}")


def retain(user: User, at: Role = "immigration", world: World = DEMO) -> None:
    """Erase now whatever the retention policy's time is over for; the clock does the same every minute."""
    with opened(world) as agencies:
        agency = agency_of(agencies, at)
        with agency.act(sign_in(agency, user, role="records_clerk", purpose="retention")) as unit:
            unit.permit("record:retain", "due")
            unit.audit("record:retain", "due", purpose="retention")
        typer.echo(f"{retain_at(agency)} kind(s) of data erased")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (expunge, seal, unseal, certificates, retain):
        app.command()(command)


def _court(at: str = "criminal") -> As:
    return As(at, "records_clerk", "court")
