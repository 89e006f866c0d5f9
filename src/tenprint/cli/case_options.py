"""What the case commands share: the world they act in, the named person who acts, what the act causes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from tenprint.agency.base import Agency
from tenprint.cli.authority import sign_in
from tenprint.errors import UsageError
from tenprint.exchange.unit import Unit
from tenprint.runtime.embedded import Embedded
from tenprint.simulate.world.driver import open_world

World = Annotated[Path, typer.Option(help="Folder of the demo's world.")]
Number = Annotated[str, typer.Argument(help="Case number, as `tenprint case list` shows it.")]
Grounds = Annotated[str, typer.Option(help="On what it rests, in a sentence.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DEMO = Path("demo")


TRAVEL_SECONDS = 60


class As(NamedTuple):
    """As what somebody acts: at which agency, in which role where names are taken at their word, for which purpose."""

    agency: str
    role: str
    purpose: str


TECHNICIAN = As("enforcement", "technician", "criminal")
OFFICER = As("enforcement", "officer", "criminal")
SUPERVISOR = As("enforcement", "supervisor", "criminal")
CLERK = As("booking", "jail_clerk", "custody")
BOOKING = As("booking", "booking_officer", "criminal")


@contextmanager
def opened(folder: Path) -> Iterator[Embedded]:
    """Open the world of a demo."""
    world, _plan = open_world(folder)
    with world:
        yield world


def agency_of(world: Embedded, role: str) -> Agency:
    """Return an agency by its role.

    Raises:
        UsageError: there is no such role.
    """
    if role not in world.agencies:
        raise UsageError(f"there is no role {role!r}", remedy=f"One of: {', '.join(world.agencies)}.")
    return world.agencies[role]


@contextmanager
def at_desk(world: Embedded, user: str, who: As) -> Iterator[Unit]:
    """One act of a person in an open world; what they may do, the access table says in what they call."""
    agency = agency_of(world, who.agency)
    with agency.act(sign_in(agency, user, role=who.role, purpose=who.purpose)) as unit:
        yield unit


@contextmanager
def looking(folder: Path, user: str, who: As) -> Iterator[Unit]:
    """One look at one agency of a world; nothing travels after it."""
    with opened(folder) as world, at_desk(world, user, who) as unit:
        yield unit


@contextmanager
def acting(folder: Path, user: str, who: As) -> Iterator[Unit]:
    """One act at one agency of a world, and the travel of what it caused."""
    with opened(folder) as world:
        with at_desk(world, user, who) as unit:
            yield unit
        travel(world)


def travel(world: Embedded) -> None:
    """Let what an act caused reach the other agencies."""
    world.start()
    world.settle(TRAVEL_SECONDS)
