"""What the enforcement agency does with what it receives. None of it decides anything."""

from __future__ import annotations

import msgspec
from sqlalchemy import update

from tenprint.agency.base import Agency, Handler
from tenprint.agency.correlation import ori_of
from tenprint.cases import custody, evidence
from tenprint.cases.claim import hold
from tenprint.cases.machine import CASE
from tenprint.cases.opening import ensure, open_case
from tenprint.cases.tables import case
from tenprint.cases.vocabulary import Affirms, Channel, Reliability
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.messages import (
    CitizenshipClaim,
    CustodyNotice,
    DetainerAcknowledgement,
    ImmigrationAlienQuery,
    MatchNotice,
    QueryAcknowledgement,
)
from tenprint.exchange.unit import Unit


def query(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """Step 6: open the case, acknowledge automatically."""
    body = msgspec.msgpack.decode(envelope.payload, type=ImmigrationAlienQuery)
    agency = unit.agency
    assert isinstance(agency, Agency)
    number = open_case(unit, envelope.correlation, body, agency.policies.levels(at=unit.now))
    unit.send(
        "iaq_acknowledgement",
        "criminal",
        QueryAcknowledgement(number),
        correlation=envelope.correlation,
        purpose=envelope.purpose,
    )


def match_notice(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """Put the encounters on record into the ledger; each says what its source recorded, no more."""
    body = msgspec.msgpack.decode(envelope.payload, type=MatchNotice)
    number = ensure(unit, envelope.correlation, ori=body.ori, county=_county(unit, body.ori))
    for entry in body.encounters:
        evidence.file_encounter(unit, number, entry)
    for text in body.disagreements:
        evidence.file(
            unit,
            number,
            source="the person concerned",
            kind="statement",
            date=f"{unit.now:%Y-%m-%d}",
            affirms=Affirms.NOTHING,
            reliability=Reliability.STATEMENT,
            detail={"statement": text},
        )


def acknowledgement(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """The jail has the request, or its cancellation, or served the request on the person."""
    body = msgspec.msgpack.decode(envelope.payload, type=DetainerAcknowledgement)
    unit.fire(CASE, body.case, "acknowledge")
    if body.served:
        unit.connection.execute(update(case).where(case.c.case == body.case).values(served_at=unit.now))
    unit.audit(f"case:jail_has_{body.of}", body.case, purpose=envelope.purpose)


def custody_notice(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """A custody event: for the officer to see; it moves no case by itself."""
    body = msgspec.msgpack.decode(envelope.payload, type=CustodyNotice)
    custody.record(unit, envelope.correlation, body)


def citizenship_claim(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """Stop the case at once."""
    body = msgspec.msgpack.decode(envelope.payload, type=CitizenshipClaim)
    agency = unit.agency
    assert isinstance(agency, Agency)
    ori = ori_of(envelope.correlation)
    hold(
        unit,
        envelope.correlation,
        ori=ori,
        county=_county(unit, ori),
        channel=body.channel if body.channel in list(Channel) else Channel.OTHER,
        origin=agency.partners[envelope.sender].role,
        statement=body.statement,
    )


def _county(unit: Unit, ori: str) -> str:
    agency = unit.agency
    assert isinstance(agency, Agency)
    registered = agency.activation.agency(ori)
    return registered.fips if registered else ""


HANDLERS = {
    "iaq": Handler(query),
    "match_notice": Handler(match_notice),
    "detainer_acknowledgement": Handler(acknowledgement),
    "custody": Handler(custody_notice),
    "citizenship_claim": Handler(citizenship_claim),
}
