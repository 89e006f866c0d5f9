"""What people of a booking agency may look at: their submissions, the answers, the requests on persons in custody."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import select

from tenprint.agency.booking.tables import booking_answer, booking_request, booking_submission
from tenprint.errors import UsageError
from tenprint.exchange import states
from tenprint.exchange.machines import REQUEST, SUBMISSION
from tenprint.exchange.messages import DetainerRequest
from tenprint.exchange.unit import Unit


class ReceivedAnswer(msgspec.Struct, frozen=True):
    """An answer; its transaction is None where it was erased."""

    kind: str
    received_at: datetime
    identified: bool | None
    transaction: bytes | None


class SubmissionLine(msgspec.Struct, frozen=True):
    """A submission in a list; it names no person."""

    correlation: str
    tot: str
    purpose: str
    submitted_at: datetime
    submitted_by: str
    state: str


class ReceivedRequest(msgspec.Struct, frozen=True):
    """A request on a person in custody; `content` is None where it was erased."""

    request: str
    case: str
    correlation: str
    kind: str
    state: str
    received_at: datetime
    hold_hours: int
    served_at: datetime | None
    served_by: str | None
    content: DetainerRequest | None


def answers(unit: Unit, correlation: str) -> list[ReceivedAnswer]:
    """Return the answers to a submission, oldest first; the look is audited.

    Raises:
        UsageError: there is no such submission of the user's ORI.
        NotAuthorisedError: not somebody who books.
    """
    session = unit.permit("answer:read", correlation)
    known = select(booking_submission.c.ori).where(booking_submission.c.correlation == correlation)
    ori = unit.connection.scalar(known)
    if ori is None or (session.ori is not None and session.ori != ori):
        raise UsageError(f"there is no submission {correlation}")
    unit.audit("answer:read", correlation, purpose=session.purpose)
    rows = unit.connection.execute(
        select(booking_answer).where(booking_answer.c.correlation == correlation).order_by(booking_answer.c.sequence)
    ).all()
    vault = unit.agency.vault
    return [
        ReceivedAnswer(
            row.kind,
            row.received_at,
            row.identified,
            vault.open(unit.connection, correlation, row.data, context="answer"),
        )
        for row in rows
    ]


def submissions(unit: Unit, *, most: int = 200, before: tuple[datetime, str] | None = None) -> list[SubmissionLine]:
    """Return the newest submissions of the user's ORI; the look is audited.

    Args:
        unit: of somebody who books.
        most: how many at most.
        before: moment and correlation of the last one of the page before.

    Raises:
        NotAuthorisedError: not somebody who books.
    """
    session = unit.permit("answer:read", "submissions")
    unit.audit("answer:read", "submissions", purpose=session.purpose)
    table = booking_submission.c
    query = select(booking_submission).order_by(table.submitted_at.desc(), table.correlation.desc()).limit(most)
    if before is not None:
        at, correlation = before
        older = (table.submitted_at == at) & (table.correlation < correlation)
        query = query.where((table.submitted_at < at) | older)
    if session.ori is not None:
        query = query.where(booking_submission.c.ori == session.ori)
    return [
        SubmissionLine(
            row.correlation,
            row.tot,
            row.purpose,
            row.submitted_at,
            row.submitted_by,
            states.current(unit.connection, SUBMISSION, row.correlation),
        )
        for row in unit.connection.execute(query).all()
    ]


def requests(unit: Unit, correlation: str | None = None) -> list[ReceivedRequest]:
    """Return the requests on persons in custody, of one booking or of all; the look is audited.

    Raises:
        NotAuthorisedError: not somebody of the jail.
    """
    session = unit.permit("request:read", correlation or "requests")
    unit.audit("request:read", correlation or "requests", purpose=session.purpose)
    query = select(booking_request).order_by(booking_request.c.received_at, booking_request.c.request)
    if correlation is not None:
        query = query.where(booking_request.c.correlation == correlation)
    return [
        ReceivedRequest(
            row.request,
            row.case,
            row.correlation,
            row.kind,
            states.current(unit.connection, REQUEST, row.request),
            row.received_at,
            row.hold_hours,
            row.served_at,
            row.served_by,
            unit.unseal(row.correlation, row.data, DetainerRequest, context="request"),
        )
        for row in unit.connection.execute(query).all()
    ]
