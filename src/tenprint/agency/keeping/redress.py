"""Redress: what a person can ask for. Access to what is held, amendment, a statement of disagreement.

One person takes a request in, another decides on it. A refusal gives the person the right to a statement, which goes
to all who were told, as an amendment does, and stands on every rap sheet and answer from then on.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, func, insert, select, update

from tenprint.accountability import disclosure
from tenprint.accountability.ledger import correction, redress_request
from tenprint.accountability.names import is_software, same_person
from tenprint.agency.criminal.records import Arrest
from tenprint.agency.immigration.records import encounters
from tenprint.agency.immigration.tables import immigration_search
from tenprint.agency.keeping.amend_arrest import ARRESTS, arrest_of
from tenprint.agency.keeping.amend_encounter import ENCOUNTERS
from tenprint.agency.keeping.amend_evidence import EVIDENCE, items
from tenprint.agency.keeping.amendable import Amendable, Wanted
from tenprint.agency.keeping.correct import tell
from tenprint.cases.evidence import Item
from tenprint.errors import RefusedError, UsageError
from tenprint.exchange.messages import Correction, Encounter
from tenprint.exchange.unit import Unit

# role -> what can be amended there; the roles between them only carry what others hold
AMENDABLE: dict[str, Amendable] = {"criminal": ARRESTS, "immigration": ENCOUNTERS, "enforcement": EVIDENCE}
FIELDS = tuple(dict.fromkeys(field for amendable in AMENDABLE.values() for field in amendable.fields))

__all__ = [
    "AMENDABLE",
    "FIELDS",
    "Held",
    "Wanted",
    "access",
    "correct",
    "decide_amendment",
    "disagree",
    "held",
    "request_amendment",
]


class Held(msgspec.Struct, frozen=True):
    """What an agency holds about a booking, for the person whom it is about."""

    agency: str
    correlation: str
    arrest: Arrest | None
    disclosures: list[disclosure.Disclosure]
    corrections: list[str]
    requests: list[str]
    encounters: list[Encounter] = []
    evidence: list[Item] = []
    statements: list[str] = []


def access(unit: Unit, correlation: str) -> Held:
    """Return what is held at this agency and who was told what, when; the look is audited.

    Raises:
        NotAuthorisedError: not a redress officer of this agency.
    """
    session = unit.permit("redress:access", correlation)
    unit.audit("redress:access", correlation, purpose=session.purpose)
    return held(unit, correlation)


def held(unit: Unit, correlation: str) -> Held:
    """Gather what is held; for functions that have asked the access table and written the look down."""
    corrections = unit.connection.execute(select(correction).where(correction.c.correlation == correlation)).all()
    texts = [unit.unseal(correlation, row.data, Correction, context="correction") for row in corrections]
    asked = unit.connection.execute(
        select(redress_request).where(redress_request.c.correlation == correlation).order_by(redress_request.c.number)
    ).all()
    return Held(
        agency=unit.agency.name,
        correlation=correlation,
        arrest=arrest_of(unit, correlation),
        disclosures=disclosure.accounting(unit.connection, correlation),
        corrections=[text.text for text in texts if text is not None],
        requests=[f"{row.number}: {row.kind} of {row.field}, {_state(row)}" for row in asked],
        encounters=_encounters(unit, correlation),
        evidence=items(unit, correlation),
        statements=[
            text
            for row in asked
            if (text := unit.unseal(correlation, row.disagreement, str, context="disagreement")) is not None
        ],
    )


def request_amendment(unit: Unit, correlation: str, field: str, wanted: Wanted) -> str:
    """Take a request for amendment in; return its number.

    Args:
        unit: of a redress officer.
        correlation: the record: at enforcement a booking, at a repository an encounter's name (of a booking, its own).
        field: one of the role's, see `AMENDABLE`.
        wanted: the right value, and why.

    Raises:
        UsageError: no such record or field, or the value is not of its form.
    """
    unit.permit("redress:amend", correlation)
    amendable = _amendable(unit)
    if field not in amendable.fields or not wanted.why.strip():
        known = ", ".join(amendable.fields)
        raise UsageError("an amendment names a record on file, one of its fields, and why", remedy=known)
    amendable.check(unit, correlation, field, wanted)
    count = unit.connection.scalar(select(func.count()).select_from(redress_request)) or 0
    number = f"R{int(count) + 1:06d}"
    unit.connection.execute(
        insert(redress_request).values(
            number=number,
            correlation=correlation,
            kind="amendment",
            field=field,
            taken_by=unit.actor,
            taken_at=unit.now,
            wanted=unit.seal(correlation, wanted, context="redress"),
        )
    )
    unit.audit("redress:amend", number, purpose="redress")
    return number


def decide_amendment(unit: Unit, number: str, *, approve: bool, grounds: str) -> list[str]:
    """Decide on an amendment; an approved one is written, and all who were told are told. Returns the bookings touched.

    Raises:
        UsageError: no such open request, or no grounds.
        RefusedError: software, or the person who took it in.
    """
    row = _open(unit, number)
    own = same_person(unit.actor, row.taken_by)
    unit.permit("redress:decide", number, relation="own_decision" if own else "agency")
    if own or is_software(unit.actor):
        raise RefusedError("another named person decides on an amendment", where=number)
    if not grounds.strip():
        raise UsageError("a decision needs its grounds")
    touched: list[str] = []
    if approve:
        touched = _amend(unit, row)
    unit.connection.execute(
        update(redress_request)
        .where(redress_request.c.number == number)
        .values(
            decided_by=unit.actor,
            decided_at=unit.now,
            approved="yes" if approve else "no",
            grounds=unit.seal(row.correlation, grounds, context="redress grounds"),
        )
    )
    unit.audit("redress:decide", number, purpose="redress", outcome="approved" if approve else "refused")
    return touched


def disagree(unit: Unit, number: str, statement: str) -> list[str]:
    """Attach the person's statement to a refused amendment, and tell all who were told.

    Raises:
        UsageError: the request was not refused, or the statement is empty.
    """
    unit.permit("redress:disagree", number)
    row = unit.connection.execute(select(redress_request).where(redress_request.c.number == number)).first()
    if row is None or row.approved != "no" or not statement.strip():
        raise UsageError("a statement of disagreement follows a refused amendment")
    unit.connection.execute(
        update(redress_request)
        .where(redress_request.c.number == number)
        .values(disagreement=unit.seal(row.correlation, statement, context="disagreement"))
    )
    told = tell(unit, Correction("disagreement", row.correlation, f"The person disagrees ({row.field}): {statement}"))
    unit.audit("redress:disagree", number, purpose="redress")
    return told


def correct(unit: Unit, record: str, field: str, wanted: Wanted) -> list[str]:
    """Correct a record of one's own motion, as when a court's disposition arrives; all who were told are told.

    Raises:
        UsageError: no such record or field, or the value is not of its form.
        NotAuthorisedError: not a records clerk of this agency.
    """
    session = unit.permit("record:correct", record)
    amendable = _amendable(unit)
    if field not in amendable.fields or not wanted.why.strip():
        known = ", ".join(amendable.fields)
        raise UsageError("a correction names a record on file, one of its fields, and why", remedy=known)
    amendable.check(unit, record, field, wanted)
    touched = amendable.apply(unit, unit.actor, record, field, wanted)
    unit.audit("record:correct", record, purpose=session.purpose, outcome=field)
    return touched


def _amend(unit: Unit, row: Row[Any]) -> list[str]:
    wanted = unit.unseal(row.correlation, row.wanted, Wanted, context="redress")
    if wanted is None:
        raise UsageError("the record was expunged in the meantime", where=row.number)
    return _amendable(unit).apply(unit, row.number, row.correlation, row.field, wanted)


def _amendable(unit: Unit) -> Amendable:
    role = unit.agency.partners[unit.agency.name].role
    if role not in AMENDABLE:
        raise UsageError(f"the {role} role carries records and holds none of its own", remedy="Ask the repositories.")
    return AMENDABLE[role]


def _encounters(unit: Unit, correlation: str) -> list[Encounter]:
    query = select(immigration_search.c.fin).where(immigration_search.c.correlation == correlation)
    fin = unit.connection.scalar(query)
    return encounters(unit, fin, purpose="redress") if fin else []


def _open(unit: Unit, number: str) -> Row[Any]:
    row = unit.connection.execute(
        select(redress_request).where(redress_request.c.number == number, redress_request.c.decided_at.is_(None))
    ).first()
    if row is None:
        raise UsageError(f"there is no open request {number}")
    return row


def _state(row: Row[Any]) -> str:
    return {"yes": "approved", "no": "refused"}.get(row.approved or "", "waits for a decision")
