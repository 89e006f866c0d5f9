"""Pairs of examiners who looked at the same prints: counted once each, by subject and by verdict."""

from __future__ import annotations

import pytest

from tenprint.accountability.session import Session
from tenprint.cases.adjudication import Mark, Verdict, add_proficiency_item, conclude
from tenprint.cases.adjudication.agreement import agreement
from tenprint.errors import NotAuthorisedError

MARKS = [Mark(2, (10.0 * i, 20.0), (11.0 * i, 21.0)) for i in range(8)]
YES, NO, OPEN = Verdict.IDENTIFICATION, Verdict.EXCLUSION, Verdict.INCONCLUSIVE


def oversight(role="oversight"):
    return Session(user="o.wolf", roles=frozenset({role}), agency="immigration", purpose="oversight")


def conclusions(agencies, *said):
    item = agencies.act(
        "immigration", "q.moss", add_proficiency_item, prints={2: b"x"}, filed={"a": {2: b"y"}}, truth="a"
    )
    for examiner, verdict in said:
        subject = "a" if verdict is YES else None
        agencies.act("immigration", examiner, conclude, item, verdict, subject, MARKS if subject else [])


def test_pairs_are_counted(agencies):
    conclusions(agencies, ("e.adams", YES), ("e.baker", YES))
    conclusions(agencies, ("e.adams", NO), ("e.baker", OPEN))
    conclusions(agencies, ("e.baker", YES), ("e.adams", NO), ("e.clark", YES))
    with agencies.immigration.act(oversight()) as unit:
        found = agreement(unit)
    pairs = {(pair.one, pair.other): (pair.together, pair.differing) for pair in found.pairs}
    assert pairs == {("e.adams", "e.baker"): (3, 1), ("e.adams", "e.clark"): (1, 1), ("e.baker", "e.clark"): (1, 0)}
    assert found.verdicts == {("identification", "identification"): 2, ("exclusion", "inconclusive"): 1,
                              ("identification", "exclusion"): 2}  # fmt: skip
    assert (found.together, found.differing) == (5, 2)
    assert found.figures.examiners["e.adams"].missed_identifications == 2


def test_nobody_else_counts_them(agencies):
    for role in ("examiner", "officer", "supervisor", "administrator"):
        with pytest.raises(NotAuthorisedError), agencies.immigration.act(oversight(role)) as unit:
            agreement(unit)
