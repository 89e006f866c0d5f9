"""Answers of searches without a booking: SRT, TPRR and RPISR. Nobody is enrolled, identified or given a number by them.

An officer in the street gets red, yellow or green at once (RPIS); an agency that searches with images or for rap sheets
gets the candidates, and its own examiners compare. So none of these waits for examiners here.
"""

from __future__ import annotations

from sqlalchemy import select, update

from tenprint import transaction
from tenprint.agency.criminal.answer import answer_tcn, reject, send_answer
from tenprint.agency.criminal.rapsheet import rap_sheet
from tenprint.agency.criminal.records import Arrest, arrests, number_of
from tenprint.agency.criminal.tables import criminal_search
from tenprint.agency.disagreements import on_history
from tenprint.agency.repository import Found
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.machines import SUBMISSION
from tenprint.exchange.unit import Unit
from tenprint.policy import Band
from tenprint.transaction import Transaction, build

MOST_CANDIDATES = 25  # EBTS 2.064 CAN of an SRT
RESULTS = {Band.LIGHTS_OUT: "R", Band.ADJUDICATE: "Y", Band.NO_MATCH: "G"}
NOTES = {
    "R": "PRINTS MATCH A SUBJECT ON RECORD. CONFIRM BY A TEN-PRINT SUBMISSION BEFORE YOU RELY ON IT.",
    "Y": "POSSIBLE MATCH THAT NO EXAMINER HAS LOOKED AT. IT IS NO IDENTIFICATION.",
    "G": "NO MATCH IN THE CRIMINAL FILE. THIS SAYS NOTHING ABOUT WHO THE PERSON IS.",
}
NOT_THE_WHOLE = "ONLY {coverage} COULD BE SEARCHED IN TIME."
NO_ANSWER = f"E0000 {NOT_THE_WHOLE} THIS SAYS NOTHING ABOUT A MATCH: SEARCH AGAIN UNDER A NEW TCN."
NOTHING_FOUND = "NO SUBJECT ON RECORD MATCHES THESE PRINTS."


def answer_search(unit: Unit, envelope: Envelope, found: Found) -> None:
    """Answer with the candidates of the bands; with none where there are none."""
    row = unit.connection.execute(
        select(criminal_search.c.request).where(criminal_search.c.correlation == envelope.correlation)
    ).one()
    data = unit.unseal(envelope.correlation, row.request, bytes, context="request")
    if data is None:  # expunged in the meantime
        return
    nothing = not found.complete and not found.candidates
    unit.fire(SUBMISSION, envelope.correlation, "reject" if nothing else "no_identification")
    unit.connection.execute(
        update(criminal_search)
        .where(criminal_search.c.correlation == envelope.correlation)
        .values(answered_at=unit.now, identified=False)
    )
    if nothing:  # no candidate in a part of the file is not "no match"
        reject(unit, envelope, data, [NO_ANSWER.format(coverage=found.coverage.upper())])
        return
    numbers = dict.fromkeys(number_of(unit, holder) for holder, _ in found.candidates)
    histories = {
        number: arrests(unit, number, purpose=envelope.purpose) for number in list(numbers)[:MOST_CANDIDATES] if number
    }
    request = transaction.read(data)
    header = {"tcn": answer_tcn(unit, envelope.correlation), "now": unit.now}
    send_answer(unit, envelope, _ANSWERS[request.tot](unit, request, found, histories, header))


Histories = dict[str, list[Arrest]]
Heading = dict[str, object]


def _rapid(unit: Unit, request: Transaction, found: Found, histories: Histories, header: Heading) -> Transaction:
    result = RESULTS[found.band]
    if result == "R":
        # The best candidate alone was found: what the others have on record is none of this answer's business.
        best = number_of(unit, found.candidates[0][0])
        histories = {number: history for number, history in histories.items() if number == best}
    if not histories:  # expunged since the search
        result = "G"
    note = NOTES[result]
    if not found.complete:
        note = f"{note} {NOT_THE_WHOLE.format(coverage=found.coverage.upper())}"
    first = next(iter(histories.values()), [])
    sheets = [rap_sheet(number, history, on_history(unit, number)) for number, history in histories.items()]
    return build.rpisr(
        request,
        result=result,  # type: ignore[arg-type]
        note=note,
        fbi_numbers=list(histories),
        name=first[-1].name if first and result == "R" else None,
        rap_sheet="\n".join(sheets) if result == "R" else None,
        **header,  # type: ignore[arg-type]
    )


def _images(_unit: Unit, request: Transaction, _found: Found, histories: Histories, header: Heading) -> Transaction:
    candidates = [(number, history[-1].name if history else "") for number, history in histories.items()]
    return build.srt(request, candidates=candidates, **header)  # type: ignore[arg-type]


def _rap_sheets(unit: Unit, request: Transaction, _found: Found, histories: Histories, header: Heading) -> Transaction:
    sheets = [rap_sheet(number, history, on_history(unit, number)) for number, history in histories.items()]
    return build.tprr(request, rap_sheets=sheets or [NOTHING_FOUND], **header)  # type: ignore[arg-type]


_ANSWERS = {"RPIS": _rapid, "TPIS": _images, "TPRS": _rap_sheets}
