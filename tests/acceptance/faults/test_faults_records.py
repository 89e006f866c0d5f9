"""Faults to survive, fourth part: records that change while they are searched, and people who say something late."""

from __future__ import annotations

from booked_agencies import nearest_many
from case_agencies import at_work
from sqlalchemy import select

from tenprint import transaction
from tenprint.agency.booking.tables import booking_answer, booking_request
from tenprint.agency.criminal import search as search_step
from tenprint.agency.criminal.tables import criminal_search
from tenprint.agency.keeping.expunge import expunge_subject
from tenprint.agency.keeping.identity import merge
from tenprint.cases import decision, research
from tenprint.cases.opening import case_number
from tenprint.cases.research import Answer, Asked
from tenprint.cases.rules import case_rules
from tenprint.cases.vocabulary import Action, Basis, Determination
from tenprint.exchange.messages import CitizenshipClaim

TCN = "TCN0000000001"


def during_the_search(monkeypatch, happens):
    """Let something happen after a search has found its candidates, before anything is concluded from them."""
    done = []

    def searched(file, searches, bands):
        found = nearest_many(file, searches, bands)
        if not done:
            done.append(True)
            happens()
        return found

    monkeypatch.setattr(search_step, "search_many", searched)


def first_answer(agencies, correlation):
    with agencies.booking.database.read() as connection:
        row = connection.execute(select(booking_answer).where(booking_answer.c.correlation == correlation)).one()
        data = agencies.booking.vault.open(connection, correlation, row.data, context="answer")
    return transaction.read(data)


def test_merge_during_search(agencies, monkeypatch):
    """The candidate became part of another subject: the answer names the one that it belongs to now."""
    absorbed, _ = agencies.file_arrest(1)
    survivor, _ = agencies.file_arrest(2)
    during_the_search(monkeypatch, lambda: agencies.act("criminal", "clerk.roe", merge, survivor, absorbed))
    answer = first_answer(agencies, agencies.book(1, TCN))
    assert answer.text("2.059").strip() == "I"
    assert answer.text("2.014") == survivor


def test_expunge_during_search(agencies, monkeypatch):
    """The candidate was expunged: nothing of it is in the answer, and it is not in the file any more."""
    number, holder = agencies.file_arrest(1)
    during_the_search(
        monkeypatch, lambda: agencies.act("criminal", "clerk.roe", expunge_subject, number, "court 1/2010")
    )
    answer = first_answer(agencies, agencies.book(1, TCN))
    assert answer.text("2.059").strip() == "N"
    assert number not in answer.to_bytes().decode("latin-1")
    [row] = agencies.rows("criminal", criminal_search)
    assert (row.identified, row.fbi_number != number) == (False, True)
    assert holder not in agencies.enrolled("criminal")


def test_expunge_of_the_booking_itself_during_its_search(agencies, monkeypatch):
    from tenprint.agency.keeping.expunge import expunge_bookings

    correlation = f"{'MO5109000'}:{TCN}"
    during_the_search(
        monkeypatch, lambda: agencies.act("criminal", "clerk.roe", expunge_bookings, [correlation], "court 2/2010")
    )
    agencies.book(1, TCN, run=False)
    agencies.some_time()
    assert correlation not in agencies.enrolled("criminal")
    assert not agencies.rows("booking", booking_answer, booking_answer.c.identified.is_(True))


def test_a_citizenship_claim_between_approval_and_sending(agencies):
    """Two officers have agreed, the request waits to be sent, and the person says that they are a citizen."""
    agencies.file_encounter(1)
    correlation = agencies.book(1, TCN)
    number = case_number(correlation)
    asked = [Asked(source, Answer.NO_RECORD) for source in case_rules().research.sources]
    agencies.act("enforcement", "tech.ames", research.attach, number, asked, "Nothing more was found.")
    agencies.run()
    officer = ("enforcement", "officer.green", decision.decide, number, Determination.SUBJECT_TO_REMOVAL)
    agencies.act(*officer, Action.DETAINER, "It is so.", basis=Basis.REMOVAL_ORDER)
    agencies.act("enforcement", "supervisor.brown", decision.confirm, number, agree=True, grounds="Agreed.")
    with agencies.state_bureau.unit(cause="told", actor="clerk.lee") as unit:
        claim = CitizenshipClaim("family", "born in St. Louis")
        unit.send("citizenship_claim", "enforcement", claim, correlation=correlation, purpose="criminal", priority=1)
    agencies.state_bureau.deliver()
    while agencies.enforcement.step():
        pass
    agencies.run()
    assert agencies.state(number) == "held"
    assert not agencies.rows("booking", booking_request)
    assert at_work("enforcement", "x", decision.decide)
