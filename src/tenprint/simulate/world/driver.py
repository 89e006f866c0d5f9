"""The demo, step by step. Each step can be repeated: a demo that was killed goes on where it stood."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from tenprint.agency.booking.submit import submit
from tenprint.clock import ShiftedClock
from tenprint.errors import UsageError
from tenprint.policy import PolicyStore
from tenprint.runtime.embedded import Embedded
from tenprint.simulate.population import simulated_registry
from tenprint.simulate.world import staff
from tenprint.simulate.world.background import load
from tenprint.simulate.world.parameters import START
from tenprint.simulate.world.plan import Plan
from tenprint.simulate.world.summary import summarise
from tenprint.simulate.world.transactions import car

MARKER = "world.json"
SUMMARY = "summary.json"
OFFICER = "booking.officer"
SETTLE_SECONDS = 900.0


class Marker(msgspec.Struct, frozen=True):
    """What a world's folder says of itself."""

    seed: int
    bookings: int
    created: datetime


class Progress:
    """What the demo tells while it runs; the command line draws it. This one draws nothing."""

    def phase(self, name: str, total: int) -> None:
        """A phase with this many steps begins."""

    def step(self) -> None:
        """One step of the phase is done."""

    def look(self, world: Embedded, plan: Plan) -> None:
        """The world may have moved."""


def open_world(folder: Path) -> tuple[Embedded, Plan]:
    """Open the world that a demo left in a folder.

    Raises:
        UsageError: there is none.
    """
    path = folder / MARKER
    if not path.exists():
        raise UsageError("there is no demo's world", where=str(folder), remedy="Make one with `tenprint demo`.")
    marker = msgspec.json.decode(path.read_bytes(), type=Marker)
    world = Embedded(
        folder,
        clock=ShiftedClock(marker.created, START),
        policies=PolicyStore(),
        activation=simulated_registry(),
    )
    return world, Plan(marker.seed, marker.bookings)


def prepare_folder(folder: Path, seed: int, bookings: int, *, resume: bool) -> None:
    """Make the folder of a new world, or check that the one to go on with is the one that is meant.

    Raises:
        UsageError: the folder holds something else, or another world.
    """
    path = folder / MARKER
    if path.exists():
        marker = msgspec.json.decode(path.read_bytes(), type=Marker)
        if resume:
            if (marker.seed, marker.bookings) != (seed, bookings):
                raise UsageError(
                    f"this world has seed {marker.seed} and {marker.bookings} bookings",
                    where=str(folder),
                    remedy=f"Resume it with --seed {marker.seed} --bookings {marker.bookings}.",
                )
            return
        shutil.rmtree(folder)
    elif folder.exists() and any(folder.iterdir()):
        raise UsageError(
            "the folder is not empty and holds no demo's world", where=str(folder), remedy="Name another with --out."
        )
    folder.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.write_bytes(msgspec.json.encode(Marker(seed, bookings, datetime.now(UTC))))
    temporary.replace(path)


def run(folder: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Run the demo of a prepared folder to its end and return the summary, which is written to the folder too."""
    progress = progress or Progress()
    world, plan = open_world(folder)
    with world:
        _fill_repositories(world, plan, progress)
        world.start()
        _book(world, plan, progress)
        _settle(world, plan, progress)
        while staff.examine(world, plan.is_same):
            _settle(world, plan, progress)
        _claims(world, plan, progress)
        summary = summarise(world, plan)
    (folder / SUMMARY).write_bytes(msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n")
    return summary


def _fill_repositories(world: Embedded, plan: Plan, progress: Progress) -> None:
    progress.phase("Records and prints from before", len(plan.people))
    people = [(booking.person, booking.history) for booking in plan.people.values()]
    load(people, world.criminal, world.immigration, parameters=plan.parameters, progress=progress.step)


def _book(world: Embedded, plan: Plan, progress: Progress) -> None:
    progress.phase("Bookings", len(plan.bookings))
    for booking in plan.bookings:
        submit(world.booking, car(plan.seed, booking, parameters=plan.parameters), user=OFFICER)
        progress.step()
        progress.look(world, plan)


def _settle(world: Embedded, plan: Plan, progress: Progress) -> None:
    watch: Callable[[], None] = lambda: progress.look(world, plan)  # noqa: E731
    if not world.settle(SETTLE_SECONDS, watch):
        raise UsageError("the agencies did not come to rest", remedy="Go on with --resume; see the dead letters.")


def _claims(world: Embedded, plan: Plan, progress: Progress) -> None:
    """The naturalised citizens say so; their cases are held, and closed by a supervisor without a request."""
    progress.phase("Claims to citizenship", len(plan.claimants))
    for booking in plan.claimants:
        staff.claim_citizenship(world, plan.correlation(booking))
    _settle(world, plan, progress)
    for booking in plan.claimants:
        staff.resolve_claim(world, plan.correlation(booking))
        progress.step()
    _settle(world, plan, progress)
