"""Step 3, the search of the criminal master file, and what follows from each band."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import select, update

from tenprint import transaction
from tenprint.agency.base import Handler
from tenprint.agency.criminal.agency import CriminalAgency
from tenprint.agency.criminal.answer import answer
from tenprint.agency.criminal.candidates import answer_search
from tenprint.agency.criminal.check import ANSWERED_IN_TIME, CANDIDATE_LISTS, SEARCHES
from tenprint.agency.criminal.records import Arrest, Charge, add_encounter, new_subject, number_of
from tenprint.agency.criminal.second import query_when_ready
from tenprint.agency.criminal.tables import criminal_search
from tenprint.agency.repository import Found, list_many, search_many, whole
from tenprint.cases.adjudication import open_adjudication
from tenprint.errors import UnavailableError
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.machines import SUBMISSION
from tenprint.exchange.messages import AdjudicatedSearch
from tenprint.exchange.unit import Unit
from tenprint.policy import Band
from tenprint.storage.prepared import PreparedList

_PRINTS = PreparedList(
    select(
        criminal_search.c.correlation, criminal_search.c.prints, criminal_search.c.tot, criminal_search.c.received_at
    ),
    criminal_search.c.correlation,
)
RETAINED_PURPOSES = frozenset({"criminal"})  # submissions whose prints are enrolled


def prepare(agency: CriminalAgency, envelopes: Sequence[Envelope]) -> list[Found | UnavailableError | None]:
    """Search for several at once; nothing is written. None where the submission was expunged in the meantime.

    Where only a part could be searched it is tried again, until all can be. Only a rapid search is answered when its
    time is over, with what there is: somebody waits in the street, and nobody is enrolled by it.
    """
    correlations = [envelope.correlation for envelope in envelopes]
    with agency.database.read() as connection:
        agency.vault.fetch(connection, correlations)
        rows = {row[0]: row[1:] for row in _PRINTS.rows(connection, correlations)}
        prints = {
            correlation: msgspec.msgpack.decode(plain, type=dict[int, bytes])
            for correlation in correlations
            if (plain := agency.vault.open(connection, correlation, rows[correlation][0], context="prints")) is not None
        }
    bands = agency.policies.bands(at=agency.clock.now())
    found: dict[str, Found] = {}
    lists = {correlation for correlation in prints if rows[correlation][1] in CANDIDATE_LISTS}
    for search, part in ((search_many, prints.keys() - lists), (list_many, lists)):
        if part:
            chosen = [correlation for correlation in prints if correlation in part]
            answers = search(agency.masterfile, [prints[correlation] for correlation in chosen], bands)
            found |= dict(zip(chosen, answers, strict=True))
    results: list[Found | UnavailableError | None] = []
    for envelope in envelopes:
        one = found.get(envelope.correlation)
        if one is not None and not _is_over(agency, envelope, *rows[envelope.correlation][1:]):
            results.append(whole(one))
        else:
            results.append(one)
    return results


def _is_over(agency: CriminalAgency, envelope: Envelope, tot: str, received: datetime) -> bool:
    """Whether a search that is answered in any case is due."""
    if tot not in ANSWERED_IN_TIME:
        return False
    now = agency.clock.now()
    return agency.policies.priorities(at=now).due(received, tot=tot, pry=envelope.priority).at <= now


def apply(unit: Unit, envelope: Envelope, found: Found | None) -> None:
    """Identify lights-out, queue for examiners, or open a new subject: as the policy's bands say."""
    if found is None:
        return
    correlation = envelope.correlation
    unit.connection.execute(
        update(criminal_search)
        .where(criminal_search.c.correlation == correlation)
        .values(
            band=str(found.band),
            best=None if found.best == float("-inf") else found.best,
            coverage=found.coverage,
            policy_version=found.policy_version,
        )
    )
    if _tot(unit, correlation) in SEARCHES:
        answer_search(unit, envelope, found)
        return
    if found.band is Band.ADJUDICATE:
        unit.fire(SUBMISSION, correlation, "candidate")
        prints = unit.unseal(correlation, _prints(unit, correlation), dict[int, bytes], context="prints")
        open_adjudication(unit, correlation, found.candidates, purpose=envelope.purpose, prints=prints)
        return
    settle(unit, envelope, found.candidates[0][0] if found.band is Band.LIGHTS_OUT else None)


def adjudicated(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """The examiners concluded."""
    settle(unit, envelope, msgspec.msgpack.decode(envelope.payload, type=AdjudicatedSearch).subject)


def settle(unit: Unit, envelope: Envelope, holder: str | None) -> None:
    """Answer, enrol the encounter, and ask the enforcement agency where the second repository had a match."""
    known = number_of(unit, holder) if holder else None
    unit.fire(SUBMISSION, envelope.correlation, "identify" if known else "no_identification")
    fbi_number = known or new_subject(unit)
    answer(unit, envelope, fbi_number, identified=known is not None)
    if envelope.purpose in RETAINED_PURPOSES:
        _enrol(unit, envelope, fbi_number)
    query_when_ready(unit, envelope.correlation)


def _prints(unit: Unit, correlation: str) -> bytes | None:
    query = select(criminal_search.c.prints).where(criminal_search.c.correlation == correlation)
    prints: bytes | None = unit.connection.execute(query).scalar_one()
    return prints


def _tot(unit: Unit, correlation: str) -> str:
    query = select(criminal_search.c.tot).where(criminal_search.c.correlation == correlation)
    tot: str = unit.connection.execute(query).scalar_one()
    return tot


def _enrol(unit: Unit, envelope: Envelope, fbi_number: str) -> None:
    agency = unit.agency
    assert isinstance(agency, CriminalAgency)
    row = unit.connection.execute(
        select(criminal_search.c.prints, criminal_search.c.request).where(
            criminal_search.c.correlation == envelope.correlation
        )
    ).one()
    prints = unit.unseal(envelope.correlation, row.prints, dict[int, bytes], context="prints")
    data = unit.unseal(envelope.correlation, row.request, bytes, context="request")
    if prints is None or data is None:
        return
    add_encounter(unit, envelope.correlation, fbi_number, arrest_of(transaction.read(data)))
    agency.masterfile.enrol(unit.connection, envelope.correlation, prints)


def arrest_of(request: transaction.Transaction) -> Arrest:
    """Return what a submission says of the arrest; how its charges end is not known yet."""
    field = request.get("2.047")
    literals = [" ".join(str(item) for item in subfield).strip() for subfield in field] if field else []
    return Arrest(
        name=request.text("2.018"),
        date_of_birth=request.text("2.022"),
        sex=request.text("2.024"),
        place_of_birth=request.text("2.020"),
        date=request.text("2.045") or request.text("1.005"),
        ori=request.ori,
        charges=[Charge(offence=None, literal=literal) for literal in literals if literal],
    )


HANDLER = Handler(apply, prepare_many=prepare)
ADJUDICATED = Handler(adjudicated)
