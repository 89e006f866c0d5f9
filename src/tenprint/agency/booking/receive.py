"""What a booking agency does with the answers that it receives; requests are in `requests.py`."""

from __future__ import annotations

import msgspec
from sqlalchemy import insert

from tenprint import transaction
from tenprint.agency.base import Handler
from tenprint.agency.booking import requests
from tenprint.agency.booking.tables import booking_answer
from tenprint.agency.correlation import check_reference
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.machines import SUBMISSION
from tenprint.exchange.messages import Answer, CombinedAnswer
from tenprint.exchange.unit import Unit


def answer(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """SRE or ERRT: keep it and close the submission."""
    data = msgspec.msgpack.decode(envelope.payload, type=Answer).transaction
    parsed = transaction.read(data)
    check_reference(parsed.tcr or "", envelope.correlation)
    tot = parsed.tot
    _keep(unit, envelope, tot, data, identified=parsed.text("2.059").strip() == "I")
    unit.fire(SUBMISSION, envelope.correlation, "reject" if tot.startswith("ERR") else "answer")


def combined_answer(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """The second answer, where the state relays it: for information, nothing has to be done."""
    msgspec.msgpack.decode(envelope.payload, type=CombinedAnswer)
    _keep(unit, envelope, "second", envelope.payload)
    unit.fire(SUBMISSION, envelope.correlation, "second_answer")


def _keep(unit: Unit, envelope: Envelope, kind: str, data: bytes, *, identified: bool | None = None) -> None:
    unit.connection.execute(
        insert(booking_answer).values(
            correlation=envelope.correlation,
            message_id=envelope.id,
            kind=kind,
            identified=identified,
            received_at=unit.now,
            data=unit.agency.vault.seal(unit.connection, envelope.correlation, data, context="answer"),
        )
    )


HANDLERS = {
    "answer": Handler(answer),
    "combined_answer": Handler(combined_answer),
    **requests.HANDLERS,
}
