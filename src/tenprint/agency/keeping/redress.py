"""Redress: what a person can ask for. Access to what is held, amendment, a statement of disagreement.

One person takes a request in, another decides on it. A refusal gives the person the right to a statement, which goes
to all who were told, as an amendment does.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, func, insert, select, update

from tenprint.accountability import disclosure
from tenprint.accountability.ledger import correction, redress_request
from tenprint.agency.criminal.records import Arrest, Charge, Disposition
from tenprint.agency.criminal.tables import criminal_encounter
from tenprint.agency.keeping.correct import tell
from tenprint.agency.keeping.identity import bookings_relying_on, correct_history
from tenprint.errors import RefusedError, UsageError, ValueFormatError
from tenprint.exchange.messages import Correction
from tenprint.exchange.unit import Unit

FIELDS = ("name", "date_of_birth", "sex", "place_of_birth", "disposition")


class Wanted(msgspec.Struct, frozen=True):
    """What is asked for: the new value, and why. For a disposition `charge`, `value` (JSON of a Disposition)."""

    value: str
    why: str
    charge: int = 0


class Held(msgspec.Struct, frozen=True):
    """What an agency holds about a booking, for the person whom it is about."""

    agency: str
    correlation: str
    arrest: Arrest | None
    disclosures: list[disclosure.Disclosure]
    corrections: list[str]
    requests: list[str]


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
        arrest=_arrest(unit, correlation),
        disclosures=disclosure.accounting(unit.connection, correlation),
        corrections=[text.text for text in texts if text is not None],
        requests=[f"{row.number}: {row.kind} of {row.field}, {_state(row)}" for row in asked],
    )


def request_amendment(unit: Unit, correlation: str, field: str, wanted: Wanted) -> str:
    """Take a request for amendment in; return its number.

    Raises:
        UsageError: no such record or field, or the value is not of its form.
    """
    unit.permit("redress:amend", correlation)
    arrest = _arrest(unit, correlation)
    if arrest is None or field not in FIELDS or not wanted.why.strip():
        raise UsageError("an amendment names a record on file, one of its fields, and why", remedy=", ".join(FIELDS))
    _amended(arrest, field, wanted)
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
    unit.permit("redress:decide", number, relation="own_decision" if unit.actor == row.taken_by else "agency")
    if unit.actor in ("", "system", row.taken_by):
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


def _amend(unit: Unit, row: Row[Any]) -> list[str]:
    arrest = _arrest(unit, row.correlation)
    wanted = unit.unseal(row.correlation, row.wanted, Wanted, context="redress")
    if arrest is None or wanted is None:
        raise UsageError("the record was expunged in the meantime", where=row.number)
    amended = _amended(arrest, row.field, wanted)
    unit.connection.execute(
        update(criminal_encounter)
        .where(criminal_encounter.c.holder == row.correlation)
        .values(arrest=unit.seal(row.correlation, amended, context="arrest"))
    )
    touched = bookings_relying_on(unit, row.correlation)
    for correlation in touched:
        text = f"The {row.field.replace('_', ' ')} of the record of {amended.date} was amended ({row.number})."
        correct_history(unit, correlation, "amended", text)
    return touched


def _amended(arrest: Arrest, field: str, wanted: Wanted) -> Arrest:
    if field != "disposition":
        return msgspec.structs.replace(arrest, **{field: wanted.value})
    if not 0 <= wanted.charge < len(arrest.charges):
        raise UsageError(f"the record has {len(arrest.charges)} charges, counted from 0")
    try:
        disposition = msgspec.json.decode(wanted.value, type=Disposition)
    except msgspec.MsgspecError as error:
        raise ValueFormatError(f"not a disposition: {error}", where="amendment") from None
    charges = list(arrest.charges)
    old = charges[wanted.charge]
    charges[wanted.charge] = Charge(old.offence, old.literal, disposition)
    return msgspec.structs.replace(arrest, charges=charges)


def _arrest(unit: Unit, holder: str) -> Arrest | None:
    sealed = unit.connection.scalar(select(criminal_encounter.c.arrest).where(criminal_encounter.c.holder == holder))
    return unit.unseal(holder, sealed, Arrest, context="arrest") if sealed is not None else None


def _open(unit: Unit, number: str) -> Row[Any]:
    row = unit.connection.execute(
        select(redress_request).where(redress_request.c.number == number, redress_request.c.decided_at.is_(None))
    ).first()
    if row is None:
        raise UsageError(f"there is no open request {number}")
    return row


def _state(row: Row[Any]) -> str:
    return {"yes": "approved", "no": "refused"}.get(row.approved or "", "waits for a decision")
