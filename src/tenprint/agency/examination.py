"""What an examiner is shown of a task: the prints of the search and of each candidate, under letters; nothing else."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from tenprint.agency.enrolments import enrolment
from tenprint.cases.adjudication import look
from tenprint.exchange.unit import Unit


class Prints(msgspec.Struct, frozen=True):
    """Finger position -> compact template, and the encoded image where the agency holds one."""

    templates: dict[int, bytes]
    images: dict[int, bytes] = {}


class Material(msgspec.Struct, frozen=True):
    """All that an examiner sees."""

    task: str
    search: Prints
    candidates: dict[str, Prints]  # letter -> prints on file


def material(unit: Unit, task: str) -> Material:
    """Open a task of the examiner `unit.actor`.

    Raises:
        UsageError: the examiner has no such task.
    """
    _row, payload, names = look(unit, task)
    return Material(
        task=task,
        search=Prints(payload.prints, payload.images),
        candidates={
            letter: Prints(
                payload.filed[holder] if holder in payload.filed else on_file(unit, holder),
                payload.filed_images.get(holder, {}),
            )
            for letter, holder in names.items()
        },
    )


def on_file(unit: Unit, holder: str) -> dict[int, bytes]:
    """Return the prints of an encounter on file; for functions that have asked the access table."""
    sealed = unit.connection.scalar(select(enrolment.c.data).where(enrolment.c.holder == holder))
    if sealed is None:
        return {}
    return unit.unseal(holder, sealed, dict[int, bytes], context="enrolment") or {}
