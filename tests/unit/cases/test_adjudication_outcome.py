"""What conclusions come to, for every possible set of them."""

from __future__ import annotations

from itertools import product

import pytest

from tenprint.cases.adjudication.conclude import outcome


@pytest.mark.parametrize("subjects", list(product([None, "A", "B"], repeat=2)))
def test_two_who_agree_settle_and_two_who_do_not_call_a_third(subjects):
    settled, subject = outcome(subjects, needed=2, at_most=3)
    assert settled == (subjects[0] == subjects[1])
    assert subject == (subjects[0] if settled else None)


@pytest.mark.parametrize("subjects", list(product([None, "A", "B"], repeat=3)))
def test_three_always_settle_and_nobody_is_identified_by_one_alone(subjects):
    settled, subject = outcome(subjects, needed=2, at_most=3)
    assert settled
    assert subject is None or subjects.count(subject) >= 2
    assert all(subjects.count(s) < 2 or s == subject for s in ("A", "B"))


def test_one_conclusion_settles_nothing():
    assert outcome(["A"], needed=2, at_most=3) == (False, None)
