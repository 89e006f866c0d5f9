"""Searches without a booking (RPIS, TPIS, TPRS) are answered with candidates; nobody is enrolled or gets a number."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tenprint import transaction
from tenprint.agency.booking.submit import submit
from tenprint.agency.booking.tables import booking_answer
from tenprint.agency.criminal import search as criminal_search
from tenprint.agency.criminal.tables import criminal_encounter, criminal_subject
from tenprint.agency.immigration.tables import immigration_search

ANSWERS = {"RPIS": "RPISR", "TPIS": "SRT", "TPRS": "TPRR"}


def answer_to(agencies, tot, person, tcn):
    parsed = transaction.read(agencies.car(person, tcn))
    parsed["1.004"] = tot
    parsed["2.006"] = "DESK ONE"
    correlation = submit(agencies.booking, parsed.to_bytes(), user="officer.booking").correlation
    agencies.run()
    with agencies.booking.database.read() as connection:
        row = connection.execute(select(booking_answer).where(booking_answer.c.correlation == correlation)).one()
        data = agencies.booking.vault.open(connection, correlation, row.data, context="answer")
    return row.kind, transaction.read(data)


def counts(agencies):
    with agencies.criminal.database.read() as connection:
        criminal = [
            connection.scalar(select(func.count()).select_from(t)) for t in (criminal_subject, criminal_encounter)
        ]
    with agencies.immigration.database.read() as connection:
        return [*criminal, connection.scalar(select(func.count()).select_from(immigration_search))]


@pytest.mark.parametrize("tot", list(ANSWERS))
def test_a_subject_on_record_is_named_and_nothing_is_kept(agencies, tot):
    number, _ = agencies.file_arrest(1)
    before = counts(agencies)
    kind, answer = answer_to(agencies, tot, 1, "TCN0000000101")
    assert kind == ANSWERS[tot]
    assert number in answer.to_bytes().decode("latin-1")
    assert answer.text("2.059") == ("R" if tot == "RPIS" else "")
    assert counts(agencies) == before


@pytest.mark.parametrize("tot", list(ANSWERS))
def test_nobody_on_record_is_an_answer_too(agencies, tot):
    before = counts(agencies)
    kind, answer = answer_to(agencies, tot, 2, "TCN0000000102")
    assert kind == ANSWERS[tot]
    assert answer.text("2.059") == ("G" if tot == "RPIS" else "")
    assert counts(agencies) == before


def test_a_rapid_answer_of_a_match_names_nobody_else(agencies, monkeypatch):
    number, _ = agencies.file_arrest(1)
    other, holder = agencies.file_arrest(3)
    search = criminal_search.search_many

    def with_another(*given):
        return [found._replace(candidates=[*found.candidates, (holder, 9.0)]) for found in search(*given)]

    monkeypatch.setattr(criminal_search, "search_many", with_another)
    _, answer = answer_to(agencies, "RPIS", 1, "TCN0000000103")
    text = answer.to_bytes().decode("latin-1")
    assert (answer.text("2.059"), number in text, other in text) == ("R", True, False)
