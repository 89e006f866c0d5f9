"""Verification: are these the prints of that person, or of one person?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from tenprint.api.osia import galleries
from tenprint.api.osia.biometrics import prints_of, refuse_protected
from tenprint.api.osia.call import NOT_FOUND, Call, Reply
from tenprint.api.osia.parameters import VERIFY_THRESHOLD
from tenprint.api.osia.schemas import Decision, ScoreDetail, VerifyFromBioRequest, VerifyFromIdRequest
from tenprint.api.osia.search import check_options, details
from tenprint.api.osia.store import Store
from tenprint.errors import UsageError
from tenprint.fingerprint.template import Template
from tenprint.search import FingerScore
from tenprint.search.fusion import fuse, limit_finger
from tenprint.search.matcher import StandardMatcher


class Filed(NamedTuple):
    """An encounter with which is compared."""

    identifier: str
    galleries: list[str]
    fingers: dict[int, Template]


def with_person(store: Store, call: Call) -> Decision | None:
    """Compare with the active encounters of a person in a gallery; None where there is no such person or gallery.

    Raises:
        InputError: no usable print, or no finger in common.
    """
    body = msgspec.json.decode(call.body, type=VerifyFromIdRequest)
    refuse_protected(body)
    check_options(call)
    probe = prints_of(body.biometric_data, store.references).known
    filed = _filed(store, call)
    if not filed:
        return None
    best: tuple[float, list[ScoreDetail]] | None = None
    for entry in filed:
        scores = _compare(probe, entry.fingers)
        total = fuse(score.llr for score in scores)
        if scores and (best is None or total > best[0]):
            best = (total, details(tuple(scores), entry.identifier, entry.galleries))
    return _decide(call, best)


def with_prints(store: Store, call: Call) -> Decision:
    """Compare two sets of prints.

    Raises:
        InputError: no usable print, or no finger in common.
    """
    body = msgspec.json.decode(call.body, type=VerifyFromBioRequest)
    refuse_protected(body)
    check_options(call)
    first = prints_of(body.biometricData1, store.references).known
    second = prints_of(body.biometricData2, store.references).known
    scores = _compare(first, second)
    parts = [
        ScoreDetail(score=s.score, biometric_type=s.biometric_type, biometric_sub_type=s.biometric_sub_type)
        for s in details(tuple(scores), "", [])
    ]
    return _decide(call, (fuse(score.llr for score in scores), parts) if scores else None)


def answer(_store: Store, _connection: Connection, _call: Call, decision: Decision | None) -> Reply:
    """Return the decision."""
    return NOT_FOUND if decision is None else Reply.of(decision)


def _filed(store: Store, call: Call) -> list[Filed]:
    with store.database.read() as connection:
        names = galleries.chosen(connection, call.path["galleryId"])
        return [
            Filed(row.encounter, inside, galleries.prints(connection, store.vault, row))
            for row in store.rows(connection, call.path["personId"])
            if row.active and set(inside := galleries.of(connection, row.uid)) & set(names or ())
        ]


def _compare(probe: Mapping[int, Template], filed: Mapping[int, Template]) -> list[FingerScore]:
    matcher = StandardMatcher()
    result = []
    for position in sorted(set(probe) & set(filed)):
        score, llr = matcher.compare(matcher.prepare(probe[position]), matcher.prepare(filed[position]))
        result.append(FingerScore(position, position, score, limit_finger(llr)))
    return result


def _decide(call: Call, best: tuple[float, list[ScoreDetail]] | None) -> Decision:
    if best is None:
        raise UsageError(
            "there is no finger that both have, so nothing can be compared",
            where="biometricData",
            remedy="Send prints of named fingers that the other side has too.",
        )
    threshold = call.query.get("threshold", VERIFY_THRESHOLD)
    return Decision(best[0] >= threshold, best[1])
