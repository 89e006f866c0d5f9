"""Encounters and evidence are amended as arrests are; two FINs become one; what the person disputes is printed."""

from __future__ import annotations

import pytest
from booked_agencies import name_of
from case_agencies import at_work

from tenprint.agency.criminal.rapsheet import rap_sheet
from tenprint.agency.disagreements import on_history
from tenprint.agency.immigration.tables import immigration_search
from tenprint.agency.keeping import certificates, identity, redress
from tenprint.agency.keeping.expunge import expunge_bookings
from tenprint.agency.keeping.redress import Wanted
from tenprint.cases import view
from tenprint.cases.opening import case_number
from tenprint.errors import UsageError


@pytest.fixture
def matched(agencies):
    agencies.fin = agencies.file_encounter(7)
    agencies.fbi_number, agencies.holder = agencies.file_arrest(7)
    agencies.correlation = agencies.book(7, "TCN0000000007")
    agencies.number = case_number(agencies.correlation)
    return agencies


def amend(agencies, role, record, field, wanted, *, approve=True):
    number = agencies.act(role, "redress.a", redress.request_amendment, record, field, wanted)
    agencies.act(role, "redress.b", redress.decide_amendment, number, approve=approve, grounds="Seen.")
    agencies.run()
    return number


def look(agencies):
    return agencies.act("enforcement", "o.g", view.look, agencies.number)


def test_an_amended_encounter_replaces_the_evidence_that_it_gave(matched):
    assert look(matched).independent == 2
    amend(matched, "immigration", "person:7:encounter:1", "affirmative", Wanted("no", "It was somebody else."))
    seen = look(matched)
    assert seen.independent == 1
    assert [item.withdrawn_by is not None for item in seen.ledger] == [False, True, False]


def test_amended_evidence_counts_no_more_and_stays_to_be_seen(matched):
    item = look(matched).ledger[0]
    amend(matched, "enforcement", matched.correlation, "withdraw", Wanted("-", "Not me.", item=item.digest))
    seen = look(matched)
    assert seen.independent == 1
    assert seen.ledger[0].withdrawn_by == "redress.b"
    with pytest.raises(UsageError, match="no item"):
        amend(matched, "enforcement", matched.correlation, "withdraw", Wanted("-", "Again.", item=item.digest))


def test_two_fins_become_one_and_the_case_has_all_encounters(matched):
    other = matched.file_encounter(9, kinds=("naturalisation",))
    session = at_work("immigration", "clerk.i", identity.merge_encounters)
    touched = matched.act("immigration", "clerk.i", identity.merge_encounters, matched.fin, other, session=session)
    matched.run()
    assert touched == [matched.correlation]
    assert [row.fin for row in matched.rows("immigration", immigration_search)] == [matched.fin]
    assert "naturalisation" in [item.kind for item in look(matched).ledger]


def test_a_statement_stands_on_the_rap_sheet_and_in_the_case(matched):
    number = amend(matched, "criminal", matched.holder, "name", Wanted("A,B", "why"), approve=False)
    matched.act("criminal", "redress.a", redress.disagree, number, "That was not me.")
    matched.run()
    with matched.criminal.unit(cause="look", actor="system") as unit:
        sheet = rap_sheet(matched.fbi_number, [], on_history(unit, matched.fbi_number))
    assert f"THE PERSON DISAGREES ({number}, name: That was not me.)" in sheet
    assert name_of(7) not in sheet


def test_orders_are_listed_with_their_certificates(matched):
    matched.act("criminal", "clerk.c", expunge_bookings, [matched.correlation], "Circuit Court 1")
    before = matched.act("criminal", "clerk.c", certificates.orders)
    matched.run()
    [after] = matched.act("criminal", "clerk.c", certificates.orders)
    assert set(before[0].missing) == {"state", "immigration", "enforcement"}
    assert {entry.agency for entry in after.certificates} == {"state", "immigration", "enforcement"}
    assert after.missing == []
