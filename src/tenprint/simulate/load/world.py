"""The world of a load run: five embedded agencies, and two galleries of subjects who are never booked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

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
    """Open the agencies of a prepared folder."""
    return Embedded(
        folder,
        clock=SystemClock(),
        policies=PolicyStore(),
        activation=simulated_registry(),
        database_url=database_url,
    )


def _subjects(number: int, threads: int) -> Iterator[tuple[str, dict[int, Template]]]:
    for batch in stream(0, number, GALLERY_SEED, kind="rolled", threads=threads):
        for subject in range(batch.start, batch.start + len(batch)):
            yield f"distractor:{subject}", batch.fingers(subject)
