"""`check` finds what the loader cannot; `compare` and `explain` say the same as `priority_level`."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from tenprint.errors import InputError
from tenprint.policy import Conviction, PolicyStore, Severity, priority_level
from tenprint.policy.cases import Case, read_cases
from tenprint.policy.check import check, check_policy
from tenprint.policy.compare import compare
from tenprint.policy.explain import explain
from tenprint.policy.plot import plot

STORE = PolicyStore()
DAY = dt.date(2010, 9, 21)
replace = msgspec.structs.replace


def errors(policy):
    return [finding.message for finding in check_policy(policy) if finding.severity == "error"]


def test_the_packaged_policies_are_sound():
    assert [finding for finding in check(STORE) if finding.severity == "error"] == []


def test_what_was_not_compared_with_its_source_is_told():
    warned = {(finding.kind, finding.version) for finding in check(STORE) if finding.severity == "warning"}
    assert ("levels", "2008-09") in warned
    assert ("bands", "2008-10") not in warned


def broken():
    levels, bands = STORE.levels("2010-06"), STORE.bands("2008-10")
    rule = levels.rules[0]
    yield replace(levels, rules=(replace(rule, gives="LEVEL_9"),)), "no class"
    yield replace(levels, rules=(*levels.rules, rule)), "twice"
    yield replace(levels, rules=(replace(rule, gives="NO_CONVICTION"),)), "pooled"
    yield replace(levels, rules=levels.rules[:3]), "a misdemeanour may meet no rule"
    yield replace(levels, classes=levels.classes[::-1]), "not the last one"
    yield replace(levels, otherwise="LEVEL_2"), "graver"
    yield replace(levels, effective_to=dt.date(2010, 1, 1)), "before it starts"
    memo = STORE.levels("2014-11")
    yield replace(memo, rules=(replace(memo.rules[0], gives="P3"),)), "only an officer"
    yield replace(bands, lights_out=replace(bands.lights_out, fingers_at_least=1)), "single finger"
    yield replace(bands, lights_out=bands.adjudicate, adjudicate=bands.lights_out), "less evidence"
    offences = STORE.offences("2008-10")
    yield replace(offences, refused_in_queries=()), "0399"
    yield replace(offences, series=offences.series[1:], offences=offences.offences), None
    yield replace(offences, series=()), "has no series"
    purposes = STORE.purposes("2008-10")
    applicant = next(entry for entry in purposes.purposes if entry.code == "applicant")
    leak = replace(applicant, repositories=("criminal", "immigration"), query_purpose="C")
    yield replace(purposes, purposes=(leak,)), "applicant raise"
    yield replace(purposes, purposes=(applicant, replace(applicant, code="other"))), "two purposes"
    priorities = STORE.priorities("2008-10")
    first = priorities.priorities[0]
    yield replace(priorities, priorities=priorities.priorities[1:]), "PRY 1 is missing"
    late = (replace(first, answer_within_s=10**7), *priorities.priorities[1:])
    yield replace(priorities, priorities=late), "due later"
    retention = STORE.retention("2008-10")
    yield replace(retention, rules=retention.rules[:-1]), "no row"
    forever = replace(retention.rules[2], keep_days=None)
    rules = (*retention.rules[:2], forever, *retention.rules[3:])
    yield replace(retention, rules=rules), "kept longer"


@pytest.mark.parametrize(("policy", "message"), list(broken()))
def test_contradictions_are_found(policy, message):
    found = errors(policy)
    if message is None:
        assert found == []
    else:
        assert any(message in text for text in found), found


def test_a_gap_and_a_clash_between_versions_are_found(tmp_path):
    source = PolicyStore().files("priorities")["2008-10"].read_text()
    folder = tmp_path / "priorities"
    folder.mkdir()
    (folder / "2013-05.toml").write_text(
        source.replace('"2008-10"', '"2013-05"').replace("= 2008-10-01", "= 2014-01-01")
    )
    messages = [finding.message for finding in check(PolicyStore(tmp_path)) if finding.kind == "priorities"]
    assert "it ends on 2013-05-01, before it starts" in messages
    assert "nothing applies from 2013-05-01 to 2014-01-01" in messages


CASES = [
    Case(case="none", convictions=()),
    Case(
        case="burglary",
        convictions=(Conviction(offence="2202", severity=Severity.FELONY, date=dt.date(2005, 1, 1)),),
    ),
    Case(
        case="shoplifting",
        convictions=(Conviction(offence="2303", severity=Severity.MISDEMEANOUR, date=dt.date(2005, 1, 1)),),
    ),
    Case(
        case="driving",
        convictions=(Conviction(offence="5404", severity=Severity.MISDEMEANOUR, date=dt.date(2005, 1, 1)),),
    ),
]


def test_a_comparison_counts_every_case_once_and_as_the_levels_say():
    first, second = STORE.levels("2010-06"), STORE.levels("2014-11")
    result = compare(CASES, first, second)
    assert sum(map(sum, result.table)) == result.cases == 4
    assert result.without_conviction == 1
    for case, moved in zip(CASES, result.moved, strict=True):
        assert moved.first == priority_level(case.convictions, first).level
        assert moved.second == priority_level(case.convictions, second).level
    assert [(moved.first, moved.second) for moved in result.moved] == [
        ("NO_CONVICTION", "NO_CONVICTION"),
        ("LEVEL_2", "P1"),
        ("LEVEL_3", "NO_PRIORITY"),
        ("LEVEL_3", "P2"),
    ]
    totals = result.totals()
    assert totals[0] == {"LEVEL_1": 0, "LEVEL_2": 1, "LEVEL_3": 2, "NO_CONVICTION": 1}
    assert "P3" not in totals[1]


def test_the_picture_is_the_same_each_time(tmp_path):
    result = compare(CASES, STORE.levels("2010-06"), STORE.levels("2014-11"))
    for name in ("a.png", "b.png"):
        plot(result, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    with pytest.raises(InputError):
        plot(result, tmp_path / "none" / "a.png")


def test_an_explanation_names_every_rule_and_every_conviction():
    policy = STORE.levels("2014-11")
    case = CASES[2]
    explanation = explain(case.case, case.convictions, policy)
    assert explanation.result == priority_level(case.convictions, policy)
    assert [trace.rule for trace in explanation.traces] == [rule.id for rule in policy.rules]
    for trace, rule in zip(explanation.traces, policy.rules, strict=True):
        assert trace.satisfied == (rule.count(case.convictions)[0] >= rule.at_least)
        assert len(trace.convictions) == 1
    assert "NO_PRIORITY" in explanation.text
    assert policy.digest in explanation.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '[{"case": "a"}]',
        '[{"case": "a", "convictions": [], "charges": ["0911"]}]',
        '[{"case": "a", "convictions": [], "race": "W"}]',
        '[{"case": "a", "convictions": [{"offence": "22", "severity": "felony", "date": "2005-01-01"}]}]',
    ],
)
def test_cases_with_anything_else_are_refused(tmp_path, text):
    path = tmp_path / "cases.json"
    path.write_text(text)
    with pytest.raises(InputError):
        read_cases(path)


def test_cases_are_read_as_list_and_as_lines(tmp_path):
    (tmp_path / "a.json").write_bytes(msgspec.json.encode(CASES))
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(msgspec.json.encode(case) for case in CASES) + b"\n")
    assert read_cases(tmp_path / "a.json") == read_cases(tmp_path / "a.jsonl") == CASES
    with pytest.raises(InputError, match="cannot read"):
        read_cases(tmp_path / "missing.json")
