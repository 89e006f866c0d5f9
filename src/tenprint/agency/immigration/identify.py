"""Step 4: the search of the immigration biometrics, independent of the criminal one and at the same time."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import insert, select, update

from tenprint.agency.base import Handler
from tenprint.agency.disagreements import on_encounters
from tenprint.agency.immigration.agency import ImmigrationAgency
from tenprint.agency.immigration.records import encounters, subject_of
from tenprint.agency.immigration.tables import immigration_search
from tenprint.agency.repository import Found, search_many, whole
from tenprint.cases.adjudication import examiners_of, open_adjudication
from tenprint.errors import UnavailableError
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.machines import SECOND_SEARCH
from tenprint.exchange.messages import AdjudicatedSearch, IdentifyAnswer, IdentifyRequest, MatchNotice
from tenprint.exchange.unit import Unit
from tenprint.policy import Band

LIGHTS_OUT = "lights-out"


def prepare(agency: ImmigrationAgency, envelopes: Sequence[Envelope]) -> list[Found | UnavailableError]:
    """Search for several at once; nothing is written."""
    requests = [msgspec.msgpack.decode(envelope.payload, type=IdentifyRequest) for envelope in envelopes]
    prints = [{one.position: one.template for one in request.prints} for request in requests]
    found = search_many(agency.masterfile, prints, agency.policies.bands(at=agency.clock.now()))
    return [whole(one) for one in found]


def apply(unit: Unit, envelope: Envelope, found: Found) -> None:
    """Match lights-out, queue for examiners, or no match: as the policy's bands say."""
    request = msgspec.msgpack.decode(envelope.payload, type=IdentifyRequest)
    unit.connection.execute(
        insert(immigration_search).values(
            correlation=envelope.correlation,
            ori=request.ori,
            received_at=unit.now,
            band=str(found.band),
            best=None if found.best == float("-inf") else found.best,
            coverage=found.coverage,
            policy_version=found.policy_version,
        )
    )
    unit.fire(SECOND_SEARCH, envelope.correlation, "receive")
    if found.band is Band.ADJUDICATE:
        unit.fire(SECOND_SEARCH, envelope.correlation, "candidate")
        open_adjudication(
            unit,
            envelope.correlation,
            found.candidates,
            purpose=envelope.purpose,
            prints={one.position: one.template for one in request.prints},
            images={one.position: one.image for one in request.prints if one.image},
        )
        return
    settle(unit, envelope, found.candidates[0][0] if found.band is Band.LIGHTS_OUT else None, LIGHTS_OUT)


def adjudicated(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """The examiners concluded."""
    subject = msgspec.msgpack.decode(envelope.payload, type=AdjudicatedSearch).subject
    settle(unit, envelope, subject, "examiners " + ", ".join(examiners_of(unit, envelope.correlation)))


def settle(unit: Unit, envelope: Envelope, holder: str | None, decided_by: str) -> None:
    """Answer the criminal repository; on a match tell the enforcement agency what is on record.

    On no match the search's row is all that stays, until its retention ends: no print, no name.
    """
    row = unit.connection.execute(
        select(immigration_search).where(immigration_search.c.correlation == envelope.correlation)
    ).one()
    fin = subject_of(unit, holder) if holder else None
    outcome = "match" if fin else "no_match"
    unit.fire(SECOND_SEARCH, envelope.correlation, outcome)
    unit.connection.execute(
        update(immigration_search)
        .where(immigration_search.c.correlation == envelope.correlation)
        .values(outcome=outcome, fin=fin, decided_by=decided_by, answered_at=unit.now)
    )
    if fin:
        notice = MatchNotice(
            ori=row.ori,
            reference=fin,
            score=row.best,
            decided_by=decided_by,
            policy_version=row.policy_version,
            encounters=encounters(unit, fin, purpose=envelope.purpose),
            disagreements=on_encounters(unit, fin),
        )
        unit.send(
            "match_notice",
            "enforcement",
            notice,
            correlation=envelope.correlation,
            purpose=envelope.purpose,
            priority=2,
        )
    unit.send(
        "identify_answer",
        "criminal",
        IdentifyAnswer(outcome, row.coverage, row.policy_version, fin),
        correlation=envelope.correlation,
        purpose=envelope.purpose,
        priority=envelope.priority,
    )


HANDLERS = {
    "identify_request": Handler(apply, prepare_many=prepare),
    "adjudicated": Handler(adjudicated),
}
