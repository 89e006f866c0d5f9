"""What a booking agency does with what it receives: answers, second answers, requests and their cancellations."""

from __future__ import annotations

import msgspec
from sqlalchemy import insert, select, update

from tenprint import transaction
from tenprint.agency.base import Handler
from tenprint.agency.booking.tables import booking_answer, booking_request
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.machines import REQUEST, SUBMISSION
from tenprint.exchange.messages import (
    Answer,
    CombinedAnswer,
    DetainerAcknowledgement,
    DetainerCancellation,
    DetainerRequest,
)
from tenprint.exchange.unit import Unit


def answer(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """SRE or ERRT: keep it and close the submission."""
    data = msgspec.msgpack.decode(envelope.payload, type=Answer).transaction
    tot = transaction.read(data).tot
    _keep(unit, envelope, tot, data)
    unit.fire(SUBMISSION, envelope.correlation, "reject" if tot.startswith("ERR") else "answer")


def combined_answer(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """The second answer, where the state relays it: for information, nothing has to be done."""
    msgspec.msgpack.decode(envelope.payload, type=CombinedAnswer)
    _keep(unit, envelope, "second", envelope.payload)
    unit.fire(SUBMISSION, envelope.correlation, "second_answer")


def detainer(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """A request by two named officers: keep it and acknowledge receipt; the jail serves it on the person."""
    body = msgspec.msgpack.decode(envelope.payload, type=DetainerRequest)
    state = unit.fire(REQUEST, body.case, "request")
    known = unit.connection.scalar(select(booking_request.c.case).where(booking_request.c.case == body.case))
    if known is None:
        unit.connection.execute(
            insert(booking_request).values(
                case=body.case,
                correlation=envelope.correlation,
                kind=body.kind,
                received_at=unit.now,
                hold_hours=body.hold_hours,
                served=False,
                data=unit.seal(envelope.correlation, body, context="request"),
            )
        )
    unit.send(
        "detainer_acknowledgement",
        "enforcement",
        DetainerAcknowledgement(body.case, "cancelled_before" if state == "cancelled" else "request", served=False),
        correlation=envelope.correlation,
        purpose=envelope.purpose,
    )


def detainer_cancellation(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """A cancellation: it wins, whichever came first, and is acknowledged."""
    body = msgspec.msgpack.decode(envelope.payload, type=DetainerCancellation)
    unit.fire(REQUEST, body.case, "cancel")
    unit.send(
        "detainer_acknowledgement",
        "enforcement",
        DetainerAcknowledgement(body.case, "cancellation", served=False),
        correlation=envelope.correlation,
        purpose=envelope.purpose,
    )


def serve(unit: Unit, case: str) -> None:
    """The jail served a copy of the request on the person; said by a named user."""
    unit.fire(REQUEST, case, "serve")
    row = unit.connection.execute(
        update(booking_request)
        .where(booking_request.c.case == case)
        .values(served=True)
        .returning(booking_request.c.correlation)
    ).one()
    unit.send(
        "detainer_acknowledgement",
        "enforcement",
        DetainerAcknowledgement(case, "request", served=True),
        correlation=row.correlation,
        purpose="criminal",
    )


def _keep(unit: Unit, envelope: Envelope, kind: str, data: bytes) -> None:
    unit.connection.execute(
        insert(booking_answer).values(
            correlation=envelope.correlation,
            message_id=envelope.id,
            kind=kind,
            received_at=unit.now,
            data=unit.agency.vault.seal(unit.connection, envelope.correlation, data, context="answer"),
        )
    )


HANDLERS = {
    "answer": Handler(answer),
    "combined_answer": Handler(combined_answer),
    "detainer": Handler(detainer),
    "detainer_cancellation": Handler(detainer_cancellation),
}
