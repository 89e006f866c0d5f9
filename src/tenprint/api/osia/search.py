"""Identification and verification. A partial search is an error, never an empty list."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, select

from tenprint.api.osia import galleries
from tenprint.api.osia.biometrics import Prints, prints_of, refuse_protected
from tenprint.api.osia.call import NOT_FOUND, Call, Reply
from tenprint.api.osia.filters import Filter
from tenprint.api.osia.parameters import DEFAULT_CANDIDATES, MOST_CANDIDATES, SEARCH_DEPTH, SEARCH_SECONDS
from tenprint.api.osia.schemas import Candidate, IdentifyRequest, ScoreDetail
from tenprint.api.osia.store import Store
from tenprint.api.osia.tables import encounter
from tenprint.api.osia.vocabulary import NAMES
from tenprint.errors import UnavailableError, UsageError
from tenprint.fingerprint.template import Template
from tenprint.search import Bands, FingerScore, Options, Positions
from tenprint.search import Candidate as Found

MOST_FINGERS = 10


class Probe(NamedTuple):
    """What is searched with, as far as it can be made ready without a transaction."""

    fingers: dict[int, Template]
    positions: Positions
    filter: Filter


class Searched(NamedTuple):
    """What the engine found: encounter's own key -> candidate; or no such gallery or person."""

    found: dict[str, Found]
    coverage: str
    filter: Filter
    known: bool = True


UNKNOWN_PLACE = Searched({}, "", Filter({}), known=False)


def identify_bio(store: Store, call: Call) -> Searched:
    """Search with the prints of the request.

    Raises:
        InputError: no usable print, or a filter that is refused.
        UnavailableError: not everything could be searched.
    """
    body = msgspec.json.decode(call.body, type=IdentifyRequest)
    refuse_protected(body)
    chosen = Filter(body.filter)
    check_options(call)
    prints = prints_of(body.biometric_data, store.references)
    return _search(store, call, _probe(prints, chosen))


def identify_known(store: Store, call: Call) -> Searched:
    """Search with the prints of a person on file, or of one encounter."""
    chosen = Filter(msgspec.json.decode(call.body, type=dict[str, Any]) if call.body else {})
    check_options(call)
    with store.database.read() as connection:
        rows = store.rows(connection, call.path["personId"])
        wanted = call.path.get("encounterId")
        rows = [row for row in rows if wanted is None or row.encounter == wanted]
        if not rows:
            return UNKNOWN_PLACE
        fingers: dict[int, Template] = {}
        for row in rows:
            for position, template in galleries.prints(connection, store.vault, row).items():
                if position not in fingers or len(template) > len(fingers[position]):
                    fingers[position] = template
    if not fingers:
        raise UsageError("what is on file holds no usable print of a finger", where="path")
    return _search(store, call, Probe(fingers, Positions.KNOWN, chosen))


def answer(store: Store, connection: Connection, call: Call, searched: Searched) -> Reply:
    """Return the candidates: persons, the likeliest first, each with what its fingers say."""
    if not searched.known:
        return NOT_FOUND
    best: dict[str, tuple[Found, Row[Any]]] = {}
    rows = connection.execute(select(encounter).where(encounter.c.uid.in_(searched.found))).all()
    for row in sorted(rows, key=lambda row: -searched.found[row.uid].llr):
        if row.person == call.path.get("personId") or row.person in best:
            continue
        body = store.opened(connection, row) if searched.filter.narrows else None
        if not searched.filter.narrows or (body is not None and searched.filter.passes(body.biographic_data)):
            best[row.person] = (searched.found[row.uid], row)
    limit = call.query.get("maxNbCand", DEFAULT_CANDIDATES)
    candidates = [
        Candidate(
            person_id=person,
            rank=rank,
            score=found.llr,
            scores=details(found.fingers, row.encounter, galleries.of(connection, row.uid)),
            others={
                "falseMatchProbability": found.false_match_probability,
                "band": str(found.band),
                "explanation": found.explanation,
                "coverage": searched.coverage,
            },
        )
        for rank, (person, (found, row)) in enumerate(list(best.items())[:limit], 1)
    ]
    return Reply.of(candidates, coverage=searched.coverage)


def details(fingers: tuple[FingerScore, ...], identifier: str, inside: list[str]) -> list[ScoreDetail]:
    """Return the parts of a score, a finger each."""
    return [
        ScoreDetail(
            score=finger.llr,
            encounter_id=identifier,
            galleries=inside,
            biometric_type="FINGER",
            biometric_sub_type=NAMES.get(finger.file_position, "UNKNOWN"),  # type: ignore[arg-type]
            others={"searchedAs": NAMES.get(finger.position, "UNKNOWN")},
        )
        for finger in fingers
    ]


def check_options(call: Call) -> None:
    """Refuse options that mean nothing.

    Raises:
        UsageError: they do not.
    """
    threshold = call.query.get("threshold")
    if threshold is not None and not math.isfinite(threshold):
        raise UsageError("a threshold is a number", where="threshold", remedy="In nats; see docs/reference/osia.md.")
    if not 1 <= call.query.get("maxNbCand", DEFAULT_CANDIDATES) <= MOST_CANDIDATES:
        raise UsageError(f"1 to {MOST_CANDIDATES} candidates can be asked for", where="maxNbCand")


def _probe(prints: Prints, chosen: Filter) -> Probe:
    if not chosen.fingers:
        raise UsageError("only fingers are searched", where="filter", remedy="Let biometricType name FINGER.")
    if not prints.known and not prints.unknown:
        raise UsageError("there is no usable print of a finger", where="biometricData")
    if prints.known:
        return Probe(prints.known, Positions.KNOWN, chosen)
    numbered: Mapping[int, Template] = dict(enumerate(prints.unknown[:MOST_FINGERS], 1))
    return Probe(dict(numbered), Positions.UNKNOWN, chosen)


def _search(store: Store, call: Call, probe: Probe) -> Searched:
    store.galleries.catch_up()
    with store.database.read() as connection:
        names = galleries.chosen(connection, call.path["galleryId"])
    if names is None:
        return UNKNOWN_PLACE
    engines = [store.galleries.get(name) for name in names]
    total = sum(len(engine) for engine in engines)
    limit = min(call.query.get("maxNbCand", DEFAULT_CANDIDATES) * SEARCH_DEPTH, MOST_CANDIDATES * SEARCH_DEPTH)
    options = Options(
        limit=limit,
        bands=_bands(store),
        deadline=SEARCH_SECONDS,
        gallery_size=max(total, 1),
    )
    threshold = call.query.get("threshold")
    found: dict[str, Found] = {}
    searched = 0
    for engine in engines:
        if not len(engine):
            continue
        [result] = engine.search([probe.fingers], positions=probe.positions, options=options)
        if not result.coverage.complete:
            raise UnavailableError(f"only {result.coverage} could be searched", remedy="Ask again.")
        searched += result.coverage.subjects
        wanted = result.hits if threshold is None else [c for c in result.candidates if c.llr >= threshold]
        found |= {candidate.subject: candidate for candidate in wanted}
    coverage = f"{len(names)} of {len(names)} galleries, {searched} encounters"
    return Searched(found, coverage, probe.filter)


def _bands(store: Store) -> Bands:
    policy = store.policies.bands(at=store.clock.now())
    return Bands(
        lights_out=policy.lights_out.false_match_probability_at_most,
        adjudicate=policy.adjudicate.false_match_probability_at_most,
    )
