"""Identities that were wrongly apart or wrongly joined: merge, unlink, and what follows for those who relied on them.

Prints stay where they are: an encounter is enrolled under its own name, and only the number it belongs to changes.
"""

from __future__ import annotations

from sqlalchemy import func, or_, select, update

from tenprint.agency.criminal import records
from tenprint.agency.criminal.tables import criminal_encounter, criminal_search, criminal_subject
from tenprint.agency.immigration.records import encounters
from tenprint.agency.immigration.tables import immigration_encounter, immigration_search
from tenprint.agency.keeping.correct import tell
from tenprint.errors import RefusedError, UsageError
from tenprint.exchange.messages import Correction
from tenprint.exchange.unit import Unit

FIRST_NEW_FIN = 9_000_000_000  # numbers given at unlinking are drawn upwards from here


def merge(unit: Unit, survivor: str, absorbed: str) -> list[str]:
    """Make two FBI numbers one; return the bookings whose receivers were told.

    Raises:
        UsageError: one of them has no record, or they are the same.
        RefusedError: software.
    """
    _person(unit, "identity:merge", survivor)
    if survivor == absorbed or not _has(unit, survivor) or not _has(unit, absorbed):
        raise UsageError(f"{survivor} and {absorbed} are not two subjects on record")
    touched = _searches(unit, absorbed) + _searches(unit, survivor)
    unit.connection.execute(
        update(criminal_encounter).where(criminal_encounter.c.fbi_number == absorbed).values(fbi_number=survivor)
    )
    unit.connection.execute(
        update(criminal_search).where(criminal_search.c.fbi_number == absorbed).values(fbi_number=survivor)
    )
    unit.connection.execute(
        update(criminal_subject)
        .where(or_(criminal_subject.c.fbi_number == absorbed, criminal_subject.c.merged_into == absorbed))
        .values(merged_into=survivor)
    )
    unit.audit("identity:merge", f"fbi_number:{survivor}", purpose="redress", outcome=f"absorbed {absorbed}")
    text = f"The records of {absorbed} belong to {survivor}."
    for correlation in touched:
        _tell(unit, correlation, survivor, "identity", text, formerly=absorbed)
    return touched


def merge_encounters(unit: Unit, survivor: str, absorbed: str) -> list[str]:
    """Make two FINs one; return the bookings whose receivers were told, with all encounters that are on record now.

    Raises:
        UsageError: one of them has no encounter, or they are the same.
        RefusedError: software.
    """
    _person(unit, "identity:merge", survivor)
    known = set(
        unit.connection.scalars(
            select(immigration_encounter.c.fin).where(immigration_encounter.c.fin.in_((survivor, absorbed)))
        )
    )
    if survivor == absorbed or known != {survivor, absorbed}:
        raise UsageError(f"{survivor} and {absorbed} are not two subjects on record")
    touched = sorted(_matched(unit, absorbed) + _matched(unit, survivor))
    for table in (immigration_encounter, immigration_search):
        unit.connection.execute(update(table).where(table.c.fin == absorbed).values(fin=survivor))
    unit.audit("identity:merge", f"fin:{survivor}", purpose="redress", outcome=f"absorbed {absorbed}")
    for correlation in touched:
        tell_encounters(unit, correlation, survivor, "identity", f"The encounters of {absorbed} belong to {survivor}.")
    return touched


def unlink(unit: Unit, holder: str) -> tuple[str, list[str]]:
    """Take an encounter out of the subject it was wrongly joined to; return its new FBI number and whom it touched.

    Args:
        unit: a records clerk's act.
        holder: the encounter; for a booking its correlation.

    Raises:
        UsageError: there is no such encounter, or it is the subject's only one.
        RefusedError: software.
    """
    _person(unit, "identity:unlink", holder)
    old = records.number_of(unit, holder)
    if old is None or _encounters(unit, old) < 2:
        raise UsageError(f"{holder} is not joined to other encounters")
    touched = _searches(unit, old)
    new = records.new_subject(unit)
    unit.connection.execute(
        update(criminal_encounter).where(criminal_encounter.c.holder == holder).values(fbi_number=new)
    )
    unit.connection.execute(
        update(criminal_search).where(criminal_search.c.correlation == holder).values(fbi_number=new)
    )
    unit.audit("identity:unlink", f"fbi_number:{old}", purpose="redress", outcome=f"one encounter is now {new}")
    for correlation in touched:
        number = new if correlation == holder else old
        _tell(unit, correlation, number, "identity", f"Records of two persons were joined under {old}; now {number}.")
    return new, touched


def unlink_encounter(unit: Unit, holder: str) -> tuple[str, list[str]]:
    """Take an immigration encounter out of the subject it was wrongly filed under; return its new FIN and whom.

    Raises:
        UsageError: there is no such encounter.
        RefusedError: software.
    """
    _person(unit, "identity:unlink", holder)
    old = unit.connection.scalar(select(immigration_encounter.c.fin).where(immigration_encounter.c.holder == holder))
    if old is None:
        raise UsageError(f"there is no encounter {holder}")
    top = unit.connection.scalar(
        select(func.max(immigration_encounter.c.fin)).where(immigration_encounter.c.fin >= f"FIN{FIRST_NEW_FIN}")
    )
    new = f"FIN{int(top[3:]) + 1 if top else FIRST_NEW_FIN:010d}"
    unit.connection.execute(
        update(immigration_encounter).where(immigration_encounter.c.holder == holder).values(fin=new)
    )
    touched = _matched(unit, old)
    unit.audit("identity:unlink", f"fin:{old}", purpose="redress", outcome=f"one encounter is now {new}")
    for correlation in touched:
        text = f"An encounter that was filed under {old} is of another person. The match is to be looked at again."
        tell_encounters(unit, correlation, old, "identity", text)
    return new, touched


def tell_encounters(unit: Unit, correlation: str, fin: str, kind: str, text: str) -> None:
    """Tell all who were told of a match; the enforcement agency gets the encounters that are on record now."""
    tell(unit, Correction(kind, correlation, text, encounters=encounters(unit, fin, purpose="redress")))


def correct_history(unit: Unit, correlation: str, kind: str, text: str) -> None:
    """Tell all who were told of a booking that the history is another now."""
    number = unit.connection.scalar(
        select(criminal_search.c.fbi_number).where(criminal_search.c.correlation == correlation)
    )
    _tell(unit, correlation, number, kind, text)


def bookings_relying_on(unit: Unit, holder: str) -> list[str]:
    """Return the bookings that were answered with the history to which an encounter belongs."""
    number = records.number_of(unit, holder)
    return _searches(unit, number) if number else []


def _matched(unit: Unit, fin: str) -> list[str]:
    query = select(immigration_search.c.correlation).where(immigration_search.c.fin == fin)
    return list(unit.connection.scalars(query.order_by(immigration_search.c.correlation)))


def _tell(
    unit: Unit, correlation: str, number: str | None, kind: str, text: str, *, formerly: str | None = None
) -> None:
    history = records.arrests(unit, number, purpose="redress") if number else []
    tell(
        unit,
        Correction(
            kind=kind,
            about=correlation,
            text=text,
            convictions=records.convictions(history),
            fbi_number=number,
            dispositions_missing=records.missing_dispositions(history),
            formerly=formerly,
        ),
    )


def _searches(unit: Unit, number: str) -> list[str]:
    query = select(criminal_search.c.correlation).where(criminal_search.c.fbi_number == number)
    return list(unit.connection.scalars(query.order_by(criminal_search.c.correlation)))


def _encounters(unit: Unit, number: str) -> int:
    query = select(func.count()).select_from(criminal_encounter).where(criminal_encounter.c.fbi_number == number)
    return int(unit.connection.scalar(query) or 0)


def _has(unit: Unit, number: str) -> bool:
    return _encounters(unit, number) > 0


def _person(unit: Unit, action: str, thing: str) -> None:
    if unit.actor in ("", "system"):
        raise RefusedError("a named person corrects identities")
    unit.permit(action, thing)


__all__ = [
    "bookings_relying_on",
    "correct_history",
    "merge",
    "merge_encounters",
    "tell_encounters",
    "unlink",
    "unlink_encounter",
]
