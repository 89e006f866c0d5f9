"""What the case commands share: the world they act in, the named person who acts, what the act causes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from tenprint.agency.base import Agency
from tenprint.cli.authority import authorise
from tenprint.exchange.unit import Unit
from tenprint.ids import new_message_id
from tenprint.runtime.embedded import Embedded
from tenprint.simulate.world.driver import open_world

World = Annotated[Path, typer.Option(help="Folder of the demo's world.")]
Number = Annotated[str, typer.Argument(help="Case number, as `tenprint case list` shows it.")]
Grounds = Annotated[str, typer.Option(help="On what it rests, in a sentence.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DEMO = Path("demo")


class Permit(NamedTuple):
    """What an act needs of the access table: action, the role it is for, the case it is about, purpose."""

    action: str
    role: str
    case: str | None = None
    purpose: str = "criminal"


TRAVEL_SECONDS = 60


@contextmanager
def opened(folder: Path) -> Iterator[Embedded]:
    """Open the world of a demo."""
    world, _plan = open_world(folder)
    with world:
        yield world


@contextmanager
def act(agency: Agency, user: str) -> Iterator[Unit]:
    """One act of a named person; each has a cause of its own."""
    with agency.unit(cause=str(new_message_id()), actor=user) as unit:
        yield unit


@contextmanager
def acting(folder: Path, role: str, user: str, permit: Permit | None = None) -> Iterator[Unit]:
    """One act at one agency of a world, where the access table permits it, and the travel of what it caused."""
    with opened(folder) as world:
        if permit is not None:
            authorise(world.agencies[role], user, permit.action, permit.purpose, role=permit.role, case=permit.case)
        with act(world.agencies[role], user) as unit:
            yield unit
        travel(world)


def travel(world: Embedded) -> None:
    """Let what an act caused reach the other agencies."""
    world.start()
    world.settle(TRAVEL_SECONDS)
