"""A repository's records for people: a criminal history, or the encounters of a subject. Each look is audited."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from tenprint.accountability.ledger import is_sealed
from tenprint.agency.criminal import records
from tenprint.agency.criminal.records import Arrest
from tenprint.agency.criminal.tables import criminal_encounter, criminal_subject
from tenprint.agency.disagreements import on_encounters, on_history
from tenprint.agency.immigration.records import encounters
from tenprint.errors import UsageError
from tenprint.exchange.messages import Encounter
from tenprint.exchange.unit import Unit


class Records(msgspec.Struct, frozen=True):
    """What is on record under a number.

    Attributes:
        number: the one that was asked for; `now` is the one that its records have.
        arrests, encounters: of the criminal or of the immigration repository.
        holders: names of the criminal encounters, for amendment and sealing.
        sealed: how many records are sealed and not shown.
        statements: what the person says against a record.
    """

    number: str
    now: str
    arrests: list[Arrest]
    encounters: list[Encounter]
    holders: list[str]
    sealed: int
    statements: list[str]


def read_records(unit: Unit, number: str) -> Records:
    """Return the records of a subject; sealed ones for the court alone.

    Raises:
        UsageError: there is no such subject here.
        NotAuthorisedError: not a records clerk of this agency.
    """
    session = unit.permit("record:read", number)
    role = unit.agency.partners[unit.agency.name].role
    if role == "immigration":
        found = encounters(unit, number, purpose=session.purpose)
        if not found:
            raise UsageError(f"there is no subject {number}")
        return Records(number, number, [], found, [], 0, on_encounters(unit, number))
    if role != "criminal":
        raise UsageError("only a repository keeps persons by number")
    now = _now(unit, number)
    holders = unit.connection.scalars(
        select(criminal_encounter.c.holder)
        .where(criminal_encounter.c.fbi_number == now)
        .order_by(criminal_encounter.c.date, criminal_encounter.c.holder)
    ).all()
    if not holders:
        raise UsageError(f"there is no subject {number}")
    closed = {holder for holder in holders if is_sealed(unit.connection, holder)}
    hidden = set() if session.decide("record:read", "sealed").allowed else closed
    history = records.arrests(unit, now, purpose="court" if not hidden else session.purpose)
    shown = [holder for holder in holders if holder not in hidden]
    return Records(number, now, history, [], shown, len(hidden), on_history(unit, now))


def _now(unit: Unit, number: str) -> str:
    """Return the number that the records have: another one, where it was merged."""
    query = select(criminal_subject.c.merged_into).where(criminal_subject.c.fbi_number == number)
    return unit.connection.scalar(query) or number
