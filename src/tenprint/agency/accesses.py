"""Everyone who looked at a person's data at this agency, or received some of it: the log and the accounting together.

A person is found by a booking, by a case, or by the number that a repository gave. Asking is a look of its own: it is
written down with its occasion before anything is shown.
"""

from __future__ import annotations

import functools
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, select

from tenprint.accountability import disclosure
from tenprint.accountability.access import access_table
from tenprint.accountability.ledger import redress_request
from tenprint.accountability.letters import letter
from tenprint.accountability.mentions import entries_about
from tenprint.accountability.names import is_software
from tenprint.accountability.session import Session
from tenprint.agency.base import Agency
from tenprint.agency.criminal.tables import criminal_encounter, criminal_search
from tenprint.agency.immigration.tables import immigration_encounter, immigration_search
from tenprint.agency.keeping.letters import PUBLIC
from tenprint.cases.opening import case_number
from tenprint.cases.tables import case
from tenprint.errors import UsageError

PURPOSES = {  # of steps that the software takes by the clock, or that follow from a person's act elsewhere
    "custody": "Custody, and the clocks that end it.",
    "redress": "Redress: who was told is told what is right.",
    "retention": "Retention: what its time is over for is erased.",
    "court": "An order of a court.",
    "administration": "Accounts and sessions.",
    "operation": "Messages that have to keep moving.",
}


class Occasion(StrEnum):
    """Why somebody asks; the audit log keeps it with the look."""

    ASKED_BY_THE_PERSON = "asked_by_the_person"
    COMPLAINT = "complaint"
    COURT_OR_LAWMAKER = "court_or_lawmaker"
    REVIEW = "review"
    SUSPICION_OF_MISUSE = "suspicion_of_misuse"


class Access(NamedTuple):
    """One look at the person's data, or one thing done to it, at this agency.

    Attributes:
        place: of the entry in the audit log.
        basis: by which row of the access table, or for which purpose of a message, it was lawful; in words.
        software: a step that no person took.
    """

    place: int
    at: datetime
    user: str
    software: bool
    action: str
    object: str
    purpose: str
    basis: str
    outcome: str


class Told(NamedTuple):
    """One message in which data of the person left this agency."""

    at: datetime
    recipient: str
    type: str
    fields: tuple[str, ...]
    purpose: str
    basis: str
    by: str


class Accesses(NamedTuple):
    """What was found: the bookings that were meant, the names under which the log speaks of them, and both lists."""

    bookings: tuple[str, ...]
    things: tuple[str, ...]
    looks: list[Access]
    told: list[Told]


def accesses(agency: Agency, session: Session, person: str, occasion: Occasion) -> Accesses:
    """Return who looked at a person's data here and who received some, oldest first.

    The question is written down first. Reading holds up no writer.

    Args:
        agency: whose log and accounting are read.
        session: of an auditor or a redress officer.
        person: a booking as ORI:TCN, a case, an FBI number or a FIN.
        occasion: why it is asked.

    Raises:
        NotAuthorisedError: neither a redress officer nor an auditor of this agency.
        UsageError: nobody is named.
    """
    person = person.strip()
    if not person:
        raise UsageError("nobody is named", remedy="Give a booking as ORI:TCN, a case, or the number of a subject.")
    with agency.act(session) as unit:
        unit.permit("disclosure:read", person[:96])
        unit.audit("disclosure:read", person[:96], purpose=session.purpose, outcome=f"occasion: {occasion}")
    with agency.database.read() as connection:
        bookings = _bookings(connection, agency.role, person)
        things = _things(connection, person, bookings)
        lines = [line for booking in bookings for line in disclosure.accounting(connection, booking)]
    logged = entries_about(agency.database, things)
    basis = functools.cache(functools.partial(basis_of, agency))
    looks = [
        Access(
            n,
            e.at,
            e.user,
            is_software(e.user),
            e.action,
            e.object,
            e.purpose,
            basis(e.user, e.action, e.purpose),
            e.outcome,
        )
        for n, e in logged
    ]
    told = [Told(x.at, x.recipient, x.type, x.fields, x.purpose, basis("", "", x.purpose), x.by) for x in lines]
    return Accesses(tuple(bookings), tuple(things), looks, sorted(told, key=lambda line: line.at))


def basis_of(agency: Agency, user: str, action: str, purpose: str) -> str:
    """Say in words on what basis something was done.

    A person's act rests on the row of the access table that grants it, or another one of the same kind for the same
    purpose; a step of the software rests on the purpose of the transaction.
    """
    if user == PUBLIC:
        return "A letter of the public."
    if not is_software(user):
        kind = action.partition(":")[0] + ":"
        fitting = [grant for grant in access_table().grants if purpose in grant.purposes]
        exact = [grant for grant in fitting if action in grant.actions]
        alike = [grant for grant in fitting if any(name.startswith(kind) for name in grant.actions)]
        if exact or (alike and action):
            return (exact or alike)[0].words
    for entry in agency.policies.purposes(at=agency.clock.now().date()).purposes:
        if entry.code == purpose:
            return entry.words
    return PURPOSES.get(purpose, "No basis is on record for this purpose.")


def _bookings(connection: Connection, role: str, person: str) -> list[str]:
    """Return the bookings of a person, by whatever number this agency knows them."""
    if ":" in person:
        return [person]
    queries = {
        "enforcement": [select(case.c.correlation).where(case.c.case == person.upper())],
        "criminal": [select(criminal_search.c.correlation).where(criminal_search.c.fbi_number == person.upper())],
        "immigration": [select(immigration_search.c.correlation).where(immigration_search.c.fin == person.upper())],
    }
    found = [str(name) for query in queries.get(role, []) for name in connection.scalars(query)]
    return sorted(dict.fromkeys(found))


def _things(connection: Connection, person: str, bookings: list[str]) -> list[str]:
    """Return the names under which the log speaks of these bookings and of the subject that they belong to."""
    numbers = {person.upper()} if ":" not in person else set()
    things = [person]
    for booking in bookings:
        things += [booking, case_number(booking)]
        for column, key in (
            (criminal_search.c.fbi_number, criminal_search.c.correlation),
            (immigration_search.c.fin, immigration_search.c.correlation),
        ):
            numbers |= set(filter(None, connection.scalars(select(column).where(key == booking))))
        for name, key in (
            (letter.c.short, letter.c.correlation),
            (redress_request.c.number, redress_request.c.correlation),
        ):
            things += connection.scalars(select(name).where(key == booking))
    for number in sorted(numbers):
        things += [number, f"number:{number}", f"fbi_number:{number}", f"fin:{number}"]
        for holder, key in (
            (criminal_encounter.c.holder, criminal_encounter.c.fbi_number),
            (immigration_encounter.c.holder, immigration_encounter.c.fin),
        ):
            things += connection.scalars(select(holder).where(key == number))
    return list(dict.fromkeys(things))
