"""The world of a load run: five embedded agencies, and two galleries of subjects who are never booked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from sqlalchemy import func, insert, select

from tenprint.agency.criminal.agency import CriminalAgency
from tenprint.agency.enrolments import enrolment
from tenprint.agency.immigration.agency import ImmigrationAgency
from tenprint.clock import SystemClock
from tenprint.errors import UsageError
from tenprint.fingerprint.template import Template
from tenprint.policy import PolicyStore
from tenprint.runtime.embedded import Embedded
from tenprint.search import Gallery
from tenprint.search.enrolment import enrol
from tenprint.simulate.gallery import stream
from tenprint.simulate.load.parameters import GALLERY_SEED
from tenprint.simulate.population import simulated_registry

MARKER = "load.json"
REPOSITORIES = ("criminal", "immigration")
DISTRACTOR = "distractor:"  # how the names of the galleries' subjects begin
ROWS = 10_000  # enrolments written in one transaction


class Marker(msgspec.Struct, frozen=True):
    """What the folder says of itself."""

    subjects: int


def prepare(
    folder: Path, subjects: int, *, threads: int = 2, progress: Callable[[int], None] = lambda subjects: None
) -> None:
    """Make the folder's galleries, or go on making them; what is ready is left as it is.

    Both repositories hold the same synthetic subjects, drawn and encoded once: who is in a gallery does not matter
    for the time that a search takes, only how many.

    Raises:
        UsageError: the folder holds another world.
    """
    marker = folder / MARKER
    if marker.exists():
        made = msgspec.json.decode(marker.read_bytes(), type=Marker)
        if made.subjects != subjects:
            raise UsageError(
                f"this world has galleries of {made.subjects} subjects",
                where=str(folder),
                remedy="Say so with --gallery-subjects, or name another folder.",
            )
    elif folder.exists() and any(folder.iterdir()):
        raise UsageError("the folder is not empty and holds no load world", where=str(folder))
    else:
        folder.mkdir(parents=True, exist_ok=True)
        marker.write_bytes(msgspec.json.encode(Marker(subjects)))
    first, second = (folder / role / "gallery" for role in REPOSITORIES)
    if second.exists():
        return
    growing = folder / "growing"
    if not first.exists():
        with Gallery.open(growing) if growing.exists() else Gallery.create(growing) as gallery:
            enrol(gallery, _subjects(subjects, threads), threads=threads, progress=progress)
            gallery.checkpoint()
        first.parent.mkdir(exist_ok=True)
        growing.replace(first)
    copy = folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(first, copy)
    second.parent.mkdir(exist_ok=True)
    copy.replace(second)


def open_world(folder: Path, database_url: str | None = None) -> Embedded:
    """Open the agencies of a prepared folder; who is in the galleries is on record in the databases too."""
    world = Embedded(
        folder,
        clock=SystemClock(),
        policies=PolicyStore(),
        activation=simulated_registry(),
        database_url=database_url,
    )
    subjects = msgspec.json.decode((folder / MARKER).read_bytes(), type=Marker).subjects
    for agency in (world.criminal, world.immigration):
        _on_record(agency, subjects)
    return world


def _on_record(agency: CriminalAgency | ImmigrationAgency, subjects: int) -> None:
    """Write down as enrolled who is in the gallery; a repository erases from its gallery whom its database lacks.

    Their prints are in the gallery alone.
    """
    with agency.database.read() as connection:
        first = connection.scalar(select(func.count()).where(enrolment.c.holder.startswith(DISTRACTOR))) or 0
    for start in range(first, subjects, ROWS):
        names = [f"{DISTRACTOR}{number}" for number in range(start, min(start + ROWS, subjects))]
        with agency.database.write() as connection:
            rows = [
                {
                    "holder": name,
                    "applied": True,
                    "data": agency.vault.seal(connection, name, msgspec.msgpack.encode({}), context="enrolment"),
                }
                for name in names
            ]
            connection.execute(insert(enrolment), rows)


def _subjects(number: int, threads: int) -> Iterator[tuple[str, dict[int, Template]]]:
    for batch in stream(0, number, GALLERY_SEED, kind="rolled", threads=threads):
        for subject in range(batch.start, batch.start + len(batch)):
            yield f"{DISTRACTOR}{subject}", batch.fingers(subject)
