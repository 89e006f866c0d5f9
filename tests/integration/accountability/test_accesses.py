"""Everyone who looked at a person's data, or received some; a letter that claims citizenship stops the case."""

from __future__ import annotations

import pytest
from case_agencies import ORI

from tenprint.accountability.session import Session
from tenprint.agency import auditing
from tenprint.agency.accesses import Occasion, accesses
from tenprint.agency.keeping import letters
from tenprint.agency.keeping.letters import Content, Kind
from tenprint.agency.policy_effect import effect_on_cases
from tenprint.cases.opening import case_number
from tenprint.cases.view import look
from tenprint.errors import NotAuthorisedError, UsageError

BOOKING = f"{ORI}:TCN0000000007"


def session(role, agency="enforcement", purpose="oversight"):
    return Session(user=f"{role}.one", roles=frozenset({role}), agency=agency, purpose=purpose)


@pytest.fixture
def matched(agencies):
    agencies.file_encounter(7)
    assert agencies.book(7, "TCN0000000007") == BOOKING
    agencies.case = case_number(BOOKING)
    return agencies


def test_looks_and_messages_of_a_person_are_both_found_under_every_name(matched):
    other = matched.book(8, "TCN0000000008")
    matched.act("enforcement", "o.green", look, matched.case)
    for name in (BOOKING, matched.case, matched.case.lower()):
        found = accesses(matched.enforcement, session("auditor"), name, Occasion.COMPLAINT)
        assert ("o.green", "case:read") in {(one.user, one.action) for one in found.looks}
        assert all(BOOKING in one.object or matched.case in one.object for one in found.looks if one.software)
    told = accesses(matched.criminal, session("auditor", "criminal"), BOOKING, Occasion.REVIEW).told
    assert {"immigration", "enforcement", "state"} <= {line.recipient for line in told}
    assert other not in {one.object for one in found.looks}
    with matched.enforcement.act(session("auditor")) as unit:
        entries = auditing.read_log(unit, matched.case)  # the question stands in the log with its occasion
    assert "occasion: complaint" in {entry.outcome for entry in entries}


@pytest.mark.parametrize("role", ["officer", "oversight", "examiner", "operator", "administrator"])
def test_others_may_not_ask(matched, role):
    with pytest.raises(NotAuthorisedError):
        accesses(matched.enforcement, session(role), BOOKING, Occasion.REVIEW)


def test_nobody_is_not_asked_about(matched):
    with pytest.raises(UsageError):
        accesses(matched.enforcement, session("auditor"), "  ", Occasion.REVIEW)


def letter(agencies, role, text, booking, kind=Kind.CITIZENSHIP):
    with agencies.agencies[role].unit(cause=f"letter {text}", actor=letters.PUBLIC) as unit:
        return letters.receive(unit, kind, Content("SAMPLE,PAT", "", booking, text, ""))


@pytest.mark.parametrize("name", [BOOKING, "case", "CASE"])
def test_a_claim_in_a_letter_stops_the_case_at_once(matched, name):
    named = {"case": matched.case.lower(), "CASE": f" {matched.case} "}.get(name, name)
    letter(matched, "enforcement", "I am a citizen.", named)
    assert matched.state(matched.case) == "held"


@pytest.mark.parametrize("role", ["booking", "state", "criminal", "immigration"])
def test_a_letter_at_another_agency_reaches_the_case_too(matched, role):
    letter(matched, role, "I am a citizen.", BOOKING)
    matched.run()
    assert matched.state(matched.case) == "held"


def test_a_letter_that_names_nothing_or_claims_nothing_stops_nothing(matched):
    before = matched.state(matched.case)
    letter(matched, "enforcement", "I am a citizen.", "")
    letter(matched, "enforcement", "I am a citizen, too.", f"{ORI}:UNKNOWN")
    letter(matched, "booking", "I am a citizen.", f"{ORI}:UNKNOWN")
    letter(matched, "enforcement", "What do you hold?", BOOKING, Kind.ACCESS)
    matched.run()
    assert matched.state(matched.case) == before


def test_the_effect_of_a_policy_counts_cases_and_lists_none(matched):
    found = effect_on_cases(matched.enforcement, session("oversight"), "2010-06", "2014-11")
    assert (found.cases, found.moved) == (1, ())
    with pytest.raises(NotAuthorisedError):
        effect_on_cases(matched.enforcement, session("technician"), "2010-06", "2014-11")
