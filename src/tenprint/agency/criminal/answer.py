"""Step 3, answers: SRE with identification and rap sheet, or ERRT with code, field and remedy."""

from __future__ import annotations

from sqlalchemy import select, update

from tenprint import transaction
from tenprint.agency.correlation import ori_of
from tenprint.agency.criminal.rapsheet import rap_sheet
from tenprint.agency.criminal.records import arrests
from tenprint.agency.criminal.tables import criminal_search
from tenprint.agency.disagreements import on_history
from tenprint.errors import InputError, UsageError
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.messages import Answer
from tenprint.exchange.unit import Unit
from tenprint.transaction import build

MOST_MESSAGES = 11  # EBTS 2.060 MSG occurs up to 11 times


def reject(unit: Unit, envelope: Envelope, request: bytes, errors: list[str]) -> None:
    """Send an ERRT down to the booking agency; it returns the request's fields where they fit into it."""
    parsed = transaction.read(request)
    messages, tcn = errors[:MOST_MESSAGES], answer_tcn(unit, envelope.correlation)
    try:
        answer = build.errt(parsed, messages, tcn=tcn, now=unit.now)
    except (InputError, UsageError):
        whom = {"ori": parsed.dai, "dai": parsed.ori, "tcr": parsed.tcn}
        answer = build.errt(None, messages, **whom, tcn=tcn, now=unit.now)
    send_answer(unit, envelope, answer)


def answer(unit: Unit, envelope: Envelope, fbi_number: str, *, identified: bool) -> None:
    """Send an SRE down, with the rap sheet where the submission asked for it."""
    row = unit.connection.execute(
        select(criminal_search.c.request).where(criminal_search.c.correlation == envelope.correlation)
    ).one()
    data = unit.unseal(envelope.correlation, row.request, bytes, context="request")
    if data is None:  # expunged in the meantime: nobody is left to be answered about
        return
    request = transaction.read(data)
    wants_history = request.text("2.070").strip().upper() == "Y"
    history = arrests(unit, fbi_number, purpose=envelope.purpose) if identified and wants_history else []
    unit.connection.execute(
        update(criminal_search)
        .where(criminal_search.c.correlation == envelope.correlation)
        .values(answered_at=unit.now, fbi_number=fbi_number, identified=identified)
    )
    sheet = rap_sheet(fbi_number, history, on_history(unit, fbi_number)) if wants_history and identified else None
    sre = build.sre(
        request,
        ident=identified,
        fbi_number=fbi_number,
        rap_sheet=sheet,
        tcn=answer_tcn(unit, envelope.correlation),
        now=unit.now,
    )
    send_answer(unit, envelope, sre)


def answer_tcn(unit: Unit, correlation: str) -> str:
    """Return the TCN of our answer: ours, new, and the same when the step is repeated."""
    from tenprint.ids import derived_message_id

    return f"{ori_of(correlation)[:2]}{derived_message_id(unit.agency.name, 'answer', correlation)[:16].upper()}"


def send_answer(unit: Unit, envelope: Envelope, answer: transaction.Transaction) -> None:
    """Send an answer down to the booking agency."""
    unit.send(
        "answer",
        "state",
        Answer(answer.to_bytes()),
        correlation=envelope.correlation,
        purpose=envelope.purpose,
        priority=envelope.priority,
    )
