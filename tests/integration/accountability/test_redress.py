"""Corrections reach all who relied on a record; what rested on it is looked at again; nobody decides alone."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from booked_agencies import name_of

from tenprint.accountability.ledger import correction
from tenprint.agency.criminal.records import Disposition, arrests
from tenprint.agency.criminal.tables import criminal_encounter, criminal_search
from tenprint.agency.keeping import redress
from tenprint.agency.keeping.identity import merge, unlink, unlink_encounter
from tenprint.agency.keeping.notice import notice
from tenprint.agency.keeping.redress import Wanted
from tenprint.agency.keeping.sealing import seal_record, unseal_record
from tenprint.cases import decision, research
from tenprint.cases.opening import case_number
from tenprint.cases.research import Answer, Asked
from tenprint.cases.vocabulary import Action, Basis, Determination
from tenprint.errors import RefusedError, UsageError, ValueFormatError
from tenprint.exchange.machines import REQUEST
from tenprint.policy import Severity

CONVICTED = Disposition("convicted", dt.date(2005, 6, 1), Severity.FELONY, 400)
OTHERS = ("booking", "state", "immigration", "enforcement")


@pytest.fixture
def matched(agencies):
    """Person 7 has a felony on file, is booked and matched: a case of LEVEL_2."""
    agencies.file_encounter(7)
    agencies.number, agencies.holder = agencies.file_arrest(7, CONVICTED)
    agencies.correlation = agencies.book(7, "TCN0000000007")
    agencies.case = case_number(agencies.correlation)
    assert agencies.row(agencies.case).level == "LEVEL_2"
    return agencies


def request(agencies):
    number = agencies.case
    agencies.act("enforcement", "t.a", research.attach, number, [Asked("x", Answer.NO_RECORD)], "x")
    decided = (number, Determination.SUBJECT_TO_REMOVAL, Action.DETAINER, "x")
    agencies.act("enforcement", "o.g", decision.decide, *decided, basis=Basis.REMOVAL_ORDER)
    agencies.act("enforcement", "s.b", decision.confirm, number, agree=True, grounds="x")
    agencies.run()


def told(agencies, kind):
    return {role for role in OTHERS if agencies.rows(role, correction, correction.c.kind == kind)}


def test_unlinking_changes_the_level_takes_the_request_back_and_tells_everybody(matched):
    request(matched)
    assert matched.jail(REQUEST, f"{matched.case}/1") == "received"
    new, touched = matched.act("criminal", "clerk.c", unlink, matched.correlation)
    matched.run()
    assert touched == [matched.correlation]
    [search] = matched.rows("criminal", criminal_search)
    assert search.fbi_number == new != matched.number
    row = matched.row(matched.case)
    assert row.level == "NO_CONVICTION", "the felony was another person's"
    assert matched.state(matched.case) == "awaiting_officer"
    assert row.determination is None
    assert matched.jail(REQUEST, f"{matched.case}/1") == "cancelled"
    assert told(matched, "identity") == set(OTHERS)


def test_merging_gives_the_case_the_whole_history(agencies):
    agencies.file_encounter(7)
    correlation = agencies.book(7, "TCN0000000007")
    [search] = agencies.rows("criminal", criminal_search)
    assert agencies.row(case_number(correlation)).level == "NO_CONVICTION"
    other, _ = agencies.file_arrest(77, CONVICTED)
    agencies.act("criminal", "clerk.c", merge, other, search.fbi_number)
    agencies.run()
    assert agencies.row(case_number(correlation)).level == "LEVEL_2"
    assert {r.fbi_number for r in agencies.rows("criminal", criminal_encounter)} == {other}
    with pytest.raises(UsageError):
        agencies.act("criminal", "clerk.c", merge, other, other)


def test_an_encounter_filed_under_the_wrong_person_is_taken_out_and_the_match_looked_at_again(matched):
    request(matched)
    new, touched = matched.act("immigration", "clerk.i", unlink_encounter, "person:7:encounter:1")
    matched.run()
    assert new.startswith("FIN9")
    assert touched == [matched.correlation]
    assert matched.state(matched.case) == "awaiting_officer"
    assert matched.jail(REQUEST, f"{matched.case}/1") == "cancelled"


@pytest.mark.parametrize("act", [(unlink, "x"), (merge, "a", "b"), (unlink_encounter, "x")])
def test_software_corrects_no_identity(agencies, act):
    role = "immigration" if act[0] is unlink_encounter else "criminal"
    with pytest.raises(RefusedError):
        agencies.act(role, "system", *act)
    with pytest.raises(UsageError):
        agencies.act(role, "clerk", *act)


def test_a_disposition_that_is_amended_changes_the_level_and_is_told(matched):
    acquitted = Disposition("acquitted", dt.date(2005, 6, 1))
    wanted = Wanted(msgspec.json.encode(acquitted).decode(), "I was acquitted.", 0)
    number = matched.act("criminal", "redress.a", redress.request_amendment, matched.holder, "disposition", wanted)
    decide = (redress.decide_amendment, number)
    for user in ("redress.a", "system"):
        with pytest.raises(RefusedError, match=r"own decision|named person"):
            matched.act("criminal", user, *decide, approve=True, grounds="Docket seen.")
    touched = matched.act("criminal", "redress.b", *decide, approve=True, grounds="Docket seen.")
    matched.run()
    assert touched == [matched.correlation]
    assert matched.row(matched.case).level == "NO_CONVICTION"
    assert matched.state(matched.case) == "awaiting_officer"
    assert told(matched, "amended") == {"state", "immigration", "enforcement", "booking"}
    with pytest.raises(UsageError, match="no open request"):
        matched.act("criminal", "redress.b", *decide, approve=True, grounds="x")


def test_only_enforcement_is_told_of_convictions(matched):
    name = ("name", Wanted("ZYXWV,OTHER", "It is misspelt."))
    number = matched.act("criminal", "redress.a", redress.request_amendment, matched.holder, *name)
    matched.act("criminal", "redress.b", redress.decide_amendment, number, approve=True, grounds="x")
    matched.run()
    for role in OTHERS:
        agency = matched.agencies[role]
        with agency.unit(cause="look", actor="t") as unit:
            rows = matched.rows(role, correction)
            bodies = [unit.unseal(matched.correlation, r.data, redress.Correction, context="correction") for r in rows]
        assert any(body.convictions is not None for body in bodies) == (role == "enforcement"), role
        assert bodies
        assert not any("OTHER" in body.text for body in bodies)


def test_a_refusal_gives_the_right_to_a_statement_that_all_are_told(matched):
    wanted = Wanted("ZYXWV,OTHER", "It is misspelt.")
    number = matched.act("criminal", "redress.a", redress.request_amendment, matched.correlation, "name", wanted)
    with pytest.raises(UsageError, match="follows a refused"):
        matched.act("criminal", "redress.a", redress.disagree, number, "It is wrong.")
    matched.act("criminal", "redress.b", redress.decide_amendment, number, approve=False, grounds="No proof.")
    matched.act("criminal", "redress.a", redress.disagree, number, "It is wrong.")
    matched.run()
    assert told(matched, "disagreement") == set(OTHERS)
    held = matched.act("criminal", "redress.a", redress.access, matched.correlation)
    assert held.requests == [f"{number}: amendment of name, refused"]


@pytest.mark.parametrize(
    ("field", "wanted", "error"),
    [
        ("colour", Wanted("x", "y"), UsageError),
        ("name", Wanted("x", " "), UsageError),
        ("disposition", Wanted("{}", "y", 5), UsageError),
        ("disposition", Wanted("not json", "y"), ValueFormatError),
    ],
)
def test_an_amendment_that_is_none_is_refused(matched, field, wanted, error):
    with pytest.raises(error):
        matched.act("criminal", "r.a", redress.request_amendment, matched.holder, field, wanted)


def test_access_shows_what_is_held_and_who_was_told(matched):
    held = matched.act("criminal", "redress.a", redress.access, matched.correlation)
    assert held.arrest.name == name_of(7)
    assert {d.recipient for d in held.disclosures} == {"state", "immigration", "enforcement"}
    at_jail = matched.act("booking", "redress.a", redress.access, matched.correlation)
    assert [d.recipient for d in at_jail.disclosures] == ["state"]


def test_the_notice_is_plain_and_names_who_was_told_and_what_can_be_asked(matched):
    text = notice(matched.act("criminal", "redress.a", redress.access, matched.correlation))
    for part in (
        name_of(7),
        "the immigration enforcement agency",
        "48 hours",
        "say so, to anybody",
        "your own statement",
    ):
        assert part in text
    assert not {"FIN", "TCN", "ORI", "IAQ", "SRE", "ERRT"} & set(text.replace(",", " ").split())
    assert max(len(line) for line in text.splitlines()) <= 120


def test_a_sealed_record_is_in_no_rap_sheet_and_no_level_until_it_is_opened(matched):
    def history(purpose):
        with matched.criminal.unit(cause="look", actor="t") as unit:
            return [a.date for a in arrests(unit, matched.number, purpose=purpose)]

    assert len(history("criminal")) == 2
    matched.act("criminal", "clerk.c", seal_record, matched.holder, "Court 5")
    matched.run()
    assert len(history("criminal")) == 1
    assert len(history("court")) == 2
    assert matched.row(matched.case).level == "NO_CONVICTION"
    assert told(matched, "sealed") == set(OTHERS)
    with pytest.raises(RefusedError, match="already"):
        matched.act("criminal", "clerk.c", seal_record, matched.holder, "Court 5")
    matched.act("criminal", "clerk.c", unseal_record, matched.holder, "Court 6")
    matched.run()
    assert matched.row(matched.case).level == "LEVEL_2"
    with pytest.raises(RefusedError):
        matched.act("criminal", "clerk.c", unseal_record, matched.holder, "Court 6")
    with pytest.raises(UsageError):
        matched.act("criminal", "clerk.c", seal_record, matched.holder, " ")
