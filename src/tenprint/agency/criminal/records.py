"""Arrests and dispositions, and what of them counts: a charge is not a conviction."""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy import insert, select

from tenprint.accountability.ledger import is_sealed
from tenprint.agency.criminal.tables import criminal_encounter, criminal_subject
from tenprint.exchange.unit import Unit
from tenprint.policy import Conviction, Severity

FIRST_NUMBER = 100_000  # FBI numbers are drawn upwards from here


class Disposition(msgspec.Struct, frozen=True):
    """What became of a charge, as a court recorded it."""

    outcome: str  # convicted, acquitted, dismissed
    date: dt.date
    severity: Severity | None = None
    sentence_days: int = 0


class Charge(msgspec.Struct, frozen=True):
    """One charge of an arrest; without a disposition nothing is known of how it ended."""

    offence: str | None  # NCIC code
    literal: str
    disposition: Disposition | None = None


class Arrest(msgspec.Struct, frozen=True):
    """What one encounter put on record about a person."""

    name: str
    date_of_birth: str
    sex: str
    place_of_birth: str
    date: str
    ori: str
    charges: list[Charge]


def new_subject(unit: Unit) -> str:
    """Return the number of a new subject."""
    row = unit.connection.execute(insert(criminal_subject).values(created_at=unit.now))
    number = int(row.inserted_primary_key[0])  # type: ignore[index]
    fbi_number = f"{FIRST_NUMBER + number}T"
    unit.connection.execute(
        criminal_subject.update().where(criminal_subject.c.number == number).values(fbi_number=fbi_number)
    )
    return fbi_number


def add_encounter(unit: Unit, holder: str, fbi_number: str, arrest: Arrest) -> None:
    """Put an arrest on record."""
    unit.connection.execute(
        insert(criminal_encounter).values(
            holder=holder,
            fbi_number=fbi_number,
            ori=arrest.ori,
            date=arrest.date,
            arrest=unit.seal(holder, arrest, context="arrest"),
        )
    )


def number_of(unit: Unit, holder: str) -> str | None:
    """Return the subject to whom an enrolled encounter belongs."""
    return unit.connection.scalar(select(criminal_encounter.c.fbi_number).where(criminal_encounter.c.holder == holder))


def arrests(unit: Unit, fbi_number: str, *, purpose: str) -> list[Arrest]:
    """Return a subject's arrests, oldest first; sealed ones for the court alone. The look is audited."""
    rows = unit.connection.execute(
        select(criminal_encounter.c.holder, criminal_encounter.c.arrest)
        .where(criminal_encounter.c.fbi_number == fbi_number)
        .order_by(criminal_encounter.c.date, criminal_encounter.c.holder)
    ).all()
    rows = [row for row in rows if purpose == "court" or not is_sealed(unit.connection, row.holder)]
    unit.audit("record:read", f"fbi_number:{fbi_number}", purpose=purpose)
    found = (unit.unseal(row.holder, row.arrest, Arrest, context="arrest") for row in rows)
    return [arrest for arrest in found if arrest is not None]


def convictions(history: list[Arrest]) -> list[Conviction]:
    """Return the convictions of a history. What was charged, dismissed, acquitted or left open is not among them."""
    return [
        Conviction(
            offence=charge.offence,
            severity=charge.disposition.severity,
            date=charge.disposition.date,
            sentence_days=charge.disposition.sentence_days,
        )
        for arrest in history
        for charge in arrest.charges
        if charge.disposition and charge.disposition.outcome == "convicted" and charge.disposition.severity
    ]


def missing_dispositions(history: list[Arrest]) -> int:
    """Return how many charges have no disposition on record: a gap, said openly, never read as a conviction."""
    return sum(charge.disposition is None for arrest in history for charge in arrest.charges)
