from __future__ import annotations

import datetime as dt

import pytest

from tenprint.cases.rules import case_rules
from tenprint.policy import PolicyStore
from tenprint.statistics.service_levels import BOUNDS, category, limit_of, quantile, service_levels


@pytest.mark.parametrize(
    ("milliseconds", "limit", "expected"),
    [(0, 10, "in_time|1"), (10_000, 10, "in_time|10"), (10_001, 10, "late|30"), (604_800_001, 10, "late|more")],
)
def test_a_duration_is_in_time_up_to_its_limit_and_in_the_class_that_holds_it(milliseconds, limit, expected):
    assert category(milliseconds, limit) == expected


def test_the_limit_of_the_first_answer_is_the_deadline_of_its_priority_on_that_day():
    limit = limit_of(service_levels().of("answered"), PolicyStore())
    assert limit(dt.datetime(2010, 9, 22, 1, tzinfo=dt.UTC), 1) == 600
    assert limit(dt.datetime(2010, 9, 22, 1, tzinfo=dt.UTC), 4) == 7200
    assert limit(dt.datetime(2014, 1, 1, tzinfo=dt.UTC), 4) == 1800


@pytest.mark.parametrize(
    ("figure", "clock"), [("research_times", "research"), ("claim_times", "claim_review"), ("hold_times", "hold")]
)
def test_limits_repeat_those_of_the_rules_of_cases(figure, clock):
    assert service_levels().of(figure).limit_s == case_rules().clock(clock).hours * 3600


def test_a_quantile_is_the_first_class_that_reaches_the_share():
    assert quantile({"1": 8, "600": 1, "more": 1}, 0.9) == "600"
    assert quantile({"1": 8, "600": 1, "more": 1}, 0.5) == "1"
    assert quantile({"1": 8, "600": 1, "more": 1}, 1.0) == "more"
    assert quantile({}, 0.9) == ""


def test_every_fixed_limit_and_common_deadline_ends_a_class():
    limits = {level.limit_s for level in service_levels().levels if level.limit_s}
    assert limits <= set(BOUNDS)
