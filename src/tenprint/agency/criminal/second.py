"""Steps 5 to 7: the second repository's answer, the query to the enforcement agency, the combined answer."""

from __future__ import annotations

import msgspec
from sqlalchemy import select, update

from tenprint import transaction
from tenprint.agency.base import Agency, Handler
from tenprint.agency.correlation import ori_of
from tenprint.agency.criminal.records import arrests, convictions, missing_dispositions
from tenprint.agency.criminal.tables import criminal_search
from tenprint.agency.disagreements import on_history, with_statements
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.machines import SECOND_SEARCH
from tenprint.exchange.messages import (
    CombinedAnswer,
    IdentifyAnswer,
    ImmigrationAlienQuery,
    ImmigrationAlienResponse,
)
from tenprint.exchange.unit import Unit
from tenprint.ids import FIN

UNKNOWN = "UNKNOWN"  # said explicitly; the generic code 0399 is refused


def identify_answer(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """Write the answer down; a match leads to a query, no match to nothing but the notice."""
    body = msgspec.msgpack.decode(envelope.payload, type=IdentifyAnswer)
    if body.outcome == "match":
        FIN(body.reference or "")
    unit.connection.execute(
        update(criminal_search)
        .where(criminal_search.c.correlation == envelope.correlation)
        .values(
            second_outcome=body.outcome,
            second_reference=body.reference,
            second_coverage=body.coverage,
            second_policy_version=body.policy_version,
        )
    )
    if body.outcome == "match":
        unit.fire(SECOND_SEARCH, envelope.correlation, "match")
        query_when_ready(unit, envelope.correlation)
        return
    unit.fire(SECOND_SEARCH, envelope.correlation, "no_match" if body.outcome == "no_match" else "fail")
    text = (
        "No match in the second repository. This says nothing about status."
        if body.outcome == "no_match"
        else f"The second repository could not be searched: {body.reason}"
    )
    unit.send(
        "combined_answer",
        "state",
        CombinedAnswer(body.outcome, text, body.coverage, body.policy_version),
        correlation=envelope.correlation,
        purpose=envelope.purpose,
    )


def query_when_ready(unit: Unit, correlation: str) -> None:
    """Send the IAQ once both searches are settled: the match says who, the criminal search says the history."""
    row = unit.connection.execute(select(criminal_search).where(criminal_search.c.correlation == correlation)).one()
    if row.second_outcome != "match" or row.answered_at is None:
        return
    data = unit.unseal(correlation, row.request, bytes, context="request")
    if data is None:
        return
    request = transaction.read(data)
    history = arrests(unit, row.fbi_number, purpose=row.purpose)
    agency = unit.agency
    assert isinstance(agency, Agency)
    registered = agency.activation.agency(ori_of(correlation))
    body = ImmigrationAlienQuery(
        ori=ori_of(correlation),
        county=registered.fips if registered else "",
        purpose="C",
        name=request.text("2.018"),
        date_of_birth=request.text("2.022"),
        sex=request.text("2.024"),
        place_of_birth=request.text("2.020"),
        in_custody=True,
        charges=[charge.literal for charge in history[-1].charges] if history else [],
        offence_code=UNKNOWN,
        fbi_number=row.fbi_number,
        sid=request.text("2.015") or None,
        reference=row.second_reference,
        convictions=convictions(history),
        dispositions_missing=missing_dispositions(history),
        disagreements=on_history(unit, row.fbi_number),
    )
    unit.send("iaq", "enforcement", body, correlation=correlation, purpose=row.purpose, priority=2)


def acknowledged(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """The enforcement agency has the query."""
    unit.fire(SECOND_SEARCH, envelope.correlation, "acknowledge")


def responded(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """An officer determined: pass the response on as the combined answer."""
    body = msgspec.msgpack.decode(envelope.payload, type=ImmigrationAlienResponse)
    unit.fire(SECOND_SEARCH, envelope.correlation, "respond")
    row = unit.connection.execute(
        select(criminal_search).where(criminal_search.c.correlation == envelope.correlation)
    ).one()
    text = with_statements(body.note, on_history(unit, row.fbi_number))
    unit.send(
        "combined_answer",
        "state",
        CombinedAnswer("match_iar", text, row.second_coverage, row.second_policy_version),
        correlation=envelope.correlation,
        purpose=envelope.purpose,
    )


HANDLERS = {
    "identify_answer": Handler(identify_answer),
    "iaq_acknowledgement": Handler(acknowledged),
    "iar": Handler(responded),
}
