"""Step 2 and back: requests go up, answers come down. The state sees each transaction once each way."""

from __future__ import annotations

import hashlib

import msgspec
from sqlalchemy import insert, select, update

from tenprint import transaction
from tenprint.agency.base import Agency, Handler
from tenprint.agency.correlation import check_reference
from tenprint.agency.state.numbers import state_number
from tenprint.agency.state.tables import state_relay
from tenprint.errors import ConflictError
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.machines import SUBMISSION
from tenprint.exchange.messages import Answer, CombinedAnswer, Submission
from tenprint.exchange.unit import Unit


def submission(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """Check that the file can be read, write it down, send it on unchanged; else answer with the error."""
    data = msgspec.msgpack.decode(envelope.payload, type=Submission).transaction
    parsed = transaction.read(data)
    digest = hashlib.sha256(data).hexdigest()
    known = unit.connection.scalar(
        select(state_relay.c.digest).where(state_relay.c.correlation == envelope.correlation)
    )
    if known is not None:
        raise ConflictError(
            f"{envelope.correlation} was submitted before{'' if known == digest else ' with other content'}",
            where="state",
        )
    unit.connection.execute(
        insert(state_relay).values(
            correlation=envelope.correlation,
            ori=parsed.ori,
            tot=parsed.tot,
            digest=digest,
            received_at=unit.now,
        )
    )
    unit.fire(SUBMISSION, envelope.correlation, "receive")
    unit.fire(SUBMISSION, envelope.correlation, "relay")
    unit.send(
        "submission",
        "criminal",
        Submission(data),
        correlation=envelope.correlation,
        purpose=envelope.purpose,
        priority=envelope.priority,
    )


def answer(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """Give the subject its state number and hand the answer down."""
    data = msgspec.msgpack.decode(envelope.payload, type=Answer).transaction
    parsed = transaction.read(data)
    check_reference(parsed.tcr or "", envelope.correlation)
    tot = parsed.tot
    fbi_number = parsed.text("2.014") if tot == "SRE" else ""
    if fbi_number and not parsed.text("2.015"):
        parsed["2.015"] = state_number(unit, envelope.correlation[:2], fbi_number)
        data = parsed.to_bytes()
    unit.connection.execute(
        update(state_relay)
        .where(state_relay.c.correlation == envelope.correlation)
        .values(answered_at=unit.now, answer=tot, identified=parsed.text("2.059").strip() == "I")
    )
    unit.fire(SUBMISSION, envelope.correlation, "reject" if tot.startswith("ERR") else "answer")
    unit.send(
        "answer",
        "booking",
        Answer(data),
        correlation=envelope.correlation,
        purpose=envelope.purpose,
        priority=envelope.priority,
    )


def combined_answer(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """The second answer ends here, or goes down where this state's setting says so."""
    unit.fire(SUBMISSION, envelope.correlation, "second_answer")
    agency = unit.agency
    assert isinstance(agency, Agency)
    if agency.policies.purposes(at=unit.now).relays_second_answer(envelope.correlation[:2]):
        body = msgspec.msgpack.decode(envelope.payload, type=CombinedAnswer)
        unit.send("combined_answer", "booking", body, correlation=envelope.correlation, purpose=envelope.purpose)


HANDLERS = {
    "submission": Handler(submission),
    "answer": Handler(answer),
    "combined_answer": Handler(combined_answer),
}
