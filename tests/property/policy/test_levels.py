"""What never bends about levels, over random histories and over random policies."""

from __future__ import annotations

import datetime as dt
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenprint.errors import UsageError
from tenprint.policy import Conviction, LevelPolicy, PolicyStore, Severity, priority_level
from tenprint.policy.levels import LevelClass, LevelRule

pytestmark = pytest.mark.invariant

STORE = PolicyStore()
VERSIONS = list(STORE.files("levels"))
PROTECTED = {
    "name",
    "sex",
    "race",
    "nationality",
    "citizenship",
    "birthplace",
    "place_of_birth",
    "religion",
    "language",
}

codes = st.sampled_from(["0301", "0911", "1102", "1313", "2202", "2303", "3512", "3530", "5212", "5404", "5499", None])
convictions = st.builds(
    Conviction,
    offence=codes,
    severity=st.sampled_from(list(Severity)),
    date=st.dates(dt.date(1990, 1, 1), dt.date(2010, 1, 1)),
    sentence_days=st.sampled_from([0, 10, 89, 90, 365, 366, 4000]),
)
histories = st.lists(convictions, max_size=6)

CLASSES = ("A", "B", "C", "D")
rules = st.builds(
    LevelRule,
    id=st.text("abc", min_size=1, max_size=5),
    gives=st.sampled_from(CLASSES[:3]),
    words=st.just("Rule."),
    at_least=st.integers(1, 4),
    severity=st.lists(st.sampled_from(list(Severity)), max_size=2).map(tuple),
    offences=st.lists(st.sampled_from(["22", "35", "5404", "03"]), max_size=2).map(tuple),
    except_offences=st.lists(st.sampled_from(["54", "03", "2303"]), max_size=2).map(tuple),
    sentence_days_at_least=st.sampled_from([0, 90]),
    separate_days=st.booleans(),
)
random_policies = st.builds(
    LevelPolicy,
    kind=st.just("levels"),
    version=st.just("2000-01"),
    title=st.just("Random"),
    effective_from=st.just(dt.date(2000, 1, 1)),
    classes=st.just(tuple(LevelClass(name=name, words=name) for name in CLASSES)),
    rules=st.lists(rules, max_size=6).map(tuple),
    without_conviction=st.just("D"),
    otherwise=st.just("D"),
)
policies = st.one_of(st.sampled_from([STORE.levels(version) for version in VERSIONS]), random_policies)


@given(histories, convictions, policies)
def test_one_conviction_more_never_lowers_a_level(history, more, policy):
    before = priority_level(history, policy)
    after = priority_level([*history, more], policy)
    assert policy.rank(after.level) >= policy.rank(before.level)


@given(histories, policies, st.randoms())
def test_the_order_of_the_history_does_not_matter(history, policy, random):
    shuffled = list(history)
    random.shuffle(shuffled)
    assert priority_level(shuffled, policy) == priority_level(history, policy)


@given(histories, policies)
def test_result_names_version_and_reason(history, policy):
    result = priority_level(history, policy)
    assert result.policy_version == policy.version
    assert result.reasons
    assert all(result.reasons)


def test_the_input_has_no_protected_field_and_no_charge():
    fields = {field.name for field in msgspec.structs.fields(Conviction)}
    assert fields == {"offence", "severity", "date", "sentence_days"}
    assert not fields & PROTECTED


@given(histories.filter(bool), st.sampled_from(sorted(PROTECTED | {"charge", "arrest", "disposition"})))
def test_a_record_that_carries_anything_else_is_refused(history, extra):
    raw = json.loads(msgspec.json.encode(history[0]))
    raw[extra] = "X"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(raw, Conviction)


def test_a_charge_cannot_be_handed_in_even_as_a_derived_type():
    class Charge(Conviction, frozen=True, kw_only=True):
        dismissed: bool = True

    charge = Charge(offence="0911", severity=Severity.AGGRAVATED_FELONY, date=dt.date(2010, 1, 1))
    with pytest.raises(UsageError):
        priority_level([charge], STORE.levels("2010-06"))


def felony(year=2000, **more):
    return Conviction(offence="2202", severity=Severity.FELONY, date=dt.date(year, 1, 1), **more)


def misdemeanour(year=2000, offence="2303", **more):
    return Conviction(offence=offence, severity=Severity.MISDEMEANOUR, date=dt.date(year, 1, 1), **more)


AGGRAVATED = Conviction(offence="0911", severity=Severity.AGGRAVATED_FELONY, date=dt.date(2001, 1, 1))


@pytest.mark.parametrize(
    ("version", "history", "level"),
    [
        ("2010-06", [], "NO_CONVICTION"),
        ("2010-06", [AGGRAVATED], "LEVEL_1"),
        ("2010-06", [felony(), felony(2001)], "LEVEL_1"),
        ("2010-06", [felony()], "LEVEL_2"),
        ("2010-06", [misdemeanour(), misdemeanour(2001), misdemeanour(2002)], "LEVEL_2"),
        ("2010-06", [misdemeanour(), misdemeanour(2001)], "LEVEL_3"),
        ("2010-06", [misdemeanour(offence=None)], "LEVEL_3"),
        ("2014-11", [], "NO_CONVICTION"),
        ("2014-11", [AGGRAVATED], "P1"),
        ("2014-11", [felony()], "P1"),
        ("2014-11", [Conviction(offence="0302", severity=Severity.FELONY, date=dt.date(2000, 1, 1))], "NO_PRIORITY"),
        ("2014-11", [misdemeanour(), misdemeanour(2001), misdemeanour(2002)], "P2"),
        ("2014-11", [misdemeanour(), misdemeanour(), misdemeanour()], "NO_PRIORITY"),
        ("2014-11", [misdemeanour(y, "5499") for y in (2000, 2001, 2002)], "NO_PRIORITY"),
        ("2014-11", [misdemeanour(offence="5404")], "P2"),
        ("2014-11", [misdemeanour(sentence_days=90)], "P2"),
        ("2014-11", [misdemeanour(sentence_days=89)], "NO_PRIORITY"),
        ("2008-09", [], "NO_CONVICTION"),
        ("2008-09", [misdemeanour(offence="1313")], "LEVEL_1"),
        ("2008-09", [felony()], "LEVEL_2"),
        ("2008-09", [felony(sentence_days=400, year=2000)], "LEVEL_2"),
        ("2008-09", [misdemeanour(offence="4104")], "LEVEL_3"),
        ("2008-09", [misdemeanour(offence="3532", sentence_days=366)], "LEVEL_1"),
        ("2008-09", [misdemeanour(offence="3532")], "LEVEL_2"),
    ],
)
def test_the_levels_of_known_histories(version, history, level):
    assert priority_level(history, STORE.levels(version)).level == level


def test_no_rule_gives_what_only_an_officer_may():
    policy = STORE.levels("2014-11")
    officer = {entry.name for entry in policy.classes if entry.given_by == "officer"}
    assert officer == {"P3"}
    assert not officer & {rule.gives for rule in policy.rules}
