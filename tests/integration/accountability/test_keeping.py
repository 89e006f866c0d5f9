"""Retention, expungement and restores: what is to be gone is gone, in every table, file, gallery and partner."""

from __future__ import annotations

import shutil

import pytest
from booked_agencies import Booked, bytes_in, name_of, nearest, person_bytes, prints_of
from sqlalchemy import select

from tenprint.accountability.ledger import certificate, expungement, retention
from tenprint.agency.booking.tables import booking_request, booking_submission
from tenprint.agency.criminal.tables import criminal_encounter, criminal_search
from tenprint.agency.immigration.tables import immigration_search
from tenprint.agency.keeping.expunge import expunge_bookings, expunge_subject
from tenprint.agency.keeping.retain import retain
from tenprint.agency.masterfile import pack
from tenprint.cases import decision, research
from tenprint.cases.opening import case_number
from tenprint.cases.research import Answer, Asked
from tenprint.cases.vocabulary import Action, Basis, Determination
from tenprint.errors import RefusedError, UsageError
from tenprint.exchange.machines import REQUEST
from tenprint.exchange.messages import CitizenshipClaim
from tenprint.exchange.tables import inbox, outbox
from tenprint.storage.vault import holder_key

ROLES = ("booking", "state", "criminal", "immigration", "enforcement")
DAY = 86400


def has_key(agencies, role, holder):
    return bool(agencies.rows(role, holder_key, holder_key.c.holder == holder))


def readable(agencies, role, correlation):
    """Every sealed value of a booking at a role that can still be opened, from its journal."""
    agency = agencies.agencies[role]
    found = []
    with agency.database.read() as connection:
        for table, context in ((inbox, "inbox"), (outbox, "outbox")):
            for row in connection.execute(select(table).where(table.c.correlation == correlation)):
                if agency.vault.open(connection, correlation, row.data, context=context) is not None:
                    found.append((table.name, row.type))
    return found


def retain_all(agencies):
    return {role: retain(agency) for role, agency in agencies.agencies.items()}


def test_no_match_leaves_nothing_at_the_second_repository_at_once(agencies):
    correlation = agencies.book(1, "TCN0000000001")
    assert readable(agencies, "immigration", correlation)
    retain_all(agencies)
    assert readable(agencies, "immigration", correlation) == []
    assert not has_key(agencies, "immigration", correlation)
    [row] = agencies.rows("immigration", immigration_search)
    assert (row.outcome, row.fin) == ("no_match", None)


def test_nothing_is_erased_that_is_still_on_its_way(agencies):
    correlation = agencies.book(1, "TCN0000000001", run=False)
    for _ in range(4):
        for role in ("booking", "state", "criminal"):
            agencies.agencies[role].deliver()
            agencies.agencies[role].step()
    while agencies.immigration.step():
        pass
    retain(agencies.immigration)
    assert readable(agencies, "immigration", correlation), "its answer waits in the outbox"
    agencies.run()
    assert agencies.rows("criminal", criminal_search)[0].second_outcome == "no_match"


def test_pictures_go_before_texts_and_texts_in_their_time(agencies):
    correlation = agencies.book(1, "TCN0000000001")
    agencies.clock.advance(31 * DAY)
    retain_all(agencies)
    with agencies.booking.database.read() as connection:
        row = connection.execute(select(booking_submission)).one()
        text = agencies.booking.vault.open(connection, correlation, row.data, context="submission")
    assert name_of(1).encode() in text
    assert person_bytes(1) not in text
    assert ("outbox", "submission") not in readable(agencies, "state", correlation)
    agencies.clock.advance(150 * DAY)
    retain_all(agencies)
    assert not has_key(agencies, "booking", correlation)
    assert not has_key(agencies, "state", correlation)
    assert has_key(agencies, "criminal", correlation), "the arrest is a record until it is expunged"
    assert all(row.done_at or row.due_at is None for row in agencies.rows("criminal", retention))


def test_what_arrives_late_for_an_erased_booking_is_kept_nowhere(agencies):
    correlation = agencies.book(1, "TCN0000000001")
    retain_all(agencies)
    with agencies.criminal.unit(cause="late", actor="system") as unit:
        from tenprint.exchange.messages import Correction

        body = Correction("amended", correlation, "ZYXWV was late")
        unit.send("correction", "immigration", body, correlation=correlation, purpose="criminal")
    agencies.criminal.deliver()
    agencies.immigration.step()
    [row] = agencies.rows("immigration", inbox, inbox.c.type == "correction")
    assert row.state == "expunged"
    assert readable(agencies, "immigration", correlation) == []
    assert not has_key(agencies, "immigration", correlation)


def requested(agencies):
    """A matched booking whose request stands at the jail."""
    agencies.file_encounter(7)
    agencies.file_arrest(7)
    correlation = agencies.book(7, "TCN0000000007")
    number = case_number(correlation)
    agencies.act("enforcement", "t.a", research.attach, number, [Asked("x", Answer.NO_RECORD)], name_of(7))
    agencies.act(
        "enforcement",
        "o.g",
        decision.decide,
        number,
        Determination.SUBJECT_TO_REMOVAL,
        Action.DETAINER,
        f"{name_of(7)} was removed before.",
        basis=Basis.REMOVAL_ORDER,
    )
    agencies.act("enforcement", "s.b", decision.confirm, number, agree=True, grounds="Agreed.")
    agencies.run()
    assert agencies.jail(REQUEST, f"{number}/1") == "received"
    return correlation, number


def test_an_expunged_person_is_nowhere(agencies):
    correlation, number = requested(agencies)
    agencies.book(8, "TCN0000000008")  # somebody else stays
    [search] = agencies.rows("criminal", criminal_search, criminal_search.c.correlation == correlation)
    fbi_number = search.fbi_number
    assert search.identified
    order = agencies.act("criminal", "clerk.c", expunge_subject, fbi_number, "Circuit Court 22-1")
    agencies.run()
    agencies.criminal.masterfile.catch_up()
    for role in ROLES:
        assert readable(agencies, role, correlation) == [], role
        assert not has_key(agencies, role, correlation), role
    assert agencies.rows("criminal", criminal_encounter, criminal_encounter.c.fbi_number == fbi_number) == []
    for holder in (correlation, "person:7:arrest:1"):
        assert holder not in agencies.criminal.masterfile.gallery
        assert not has_key(agencies, "criminal", holder)
    assert agencies.state(number) == "closed"
    assert agencies.jail(REQUEST, f"{number}/1") == "cancelled"
    certificates = {row.agency for row in agencies.rows("criminal", certificate)}
    assert certificates == {"state", "immigration", "enforcement"}
    for role in ROLES:
        [row] = agencies.rows(role, expungement)
        assert row.order == order
    found = nearest(agencies.criminal.masterfile, pack(prints_of(7, "again")), agencies.policies.bands("2008-10"))
    assert found.candidates == []
    assert agencies.rows("criminal", criminal_encounter), "the other person's record stays"
    for role in ("booking", "state", "criminal", "enforcement"):  # the second repository keeps its own encounters
        stored = bytes_in(agencies.folder / role)
        for trace in (name_of(7).encode(), person_bytes(7), *pack(prints_of(7)).values()):
            assert trace not in stored, role
    agencies.act("immigration", "clerk.i", expunge_subject, "FIN0000000007", "District Court 5")
    agencies.run()
    agencies.immigration.masterfile.catch_up()
    stored = bytes_in(agencies.folder)
    for trace in (name_of(7).encode(), person_bytes(7), *pack(prints_of(7)).values()):
        assert trace not in stored


def test_the_immigration_repository_can_be_ordered_too(agencies):
    fin = agencies.file_encounter(7)
    correlation = agencies.book(7, "TCN0000000007")
    agencies.act("immigration", "clerk.i", expunge_subject, fin, "District Court 5")
    agencies.run()
    agencies.immigration.masterfile.catch_up()
    assert "person:7:encounter:1" not in agencies.immigration.masterfile.gallery
    assert readable(agencies, "enforcement", correlation) == []
    assert agencies.state(case_number(correlation)) == "closed"
    assert agencies.rows("immigration", immigration_search)[0].fin is None


def test_an_order_is_carried_out_once_and_by_a_named_person(agencies):
    correlation = agencies.book(1, "TCN0000000001")
    with pytest.raises(RefusedError):
        agencies.act("criminal", "system", expunge_bookings, [correlation], "Court 1")
    with pytest.raises(UsageError):
        agencies.act("criminal", "c", expunge_bookings, [correlation], " ")
    with pytest.raises(UsageError, match="no subject"):
        agencies.act("criminal", "c", expunge_subject, "999T", "Court 1")
    for _ in range(2):
        agencies.act("criminal", "c", expunge_bookings, [correlation], "Court 1")
        agencies.run()
    assert len(agencies.rows("booking", expungement)) == 1
    sent = agencies.rows("criminal", outbox, outbox.c.type == "expunge")
    assert sorted(row.receiver for row in sent) == ["immigration", "state"]


def test_an_expungement_while_the_search_runs_leaves_nothing(agencies):
    correlation = agencies.book(1, "TCN0000000001", run=False)
    for _ in range(3):
        for role in ("booking", "state"):
            agencies.agencies[role].step()
            agencies.agencies[role].deliver()
    assert agencies.criminal.step()  # accepted; the search waits
    agencies.act("criminal", "c", expunge_bookings, [correlation], "Court 1")
    agencies.run()
    agencies.criminal.masterfile.catch_up()
    assert correlation not in agencies.criminal.masterfile.gallery
    for role in ("booking", "state", "criminal", "immigration"):
        assert readable(agencies, role, correlation) == [], role


def test_a_claim_that_arrives_after_an_expungement_opens_nothing(agencies):
    correlation, number = requested(agencies)
    with agencies.booking.unit(cause="claim", actor="clerk") as unit:
        body = CitizenshipClaim("person", "ZYXWV")
        unit.send("citizenship_claim", "enforcement", body, correlation=correlation, purpose="criminal")
    agencies.booking.deliver()
    agencies.act("criminal", "c", expunge_bookings, [correlation], "Court 1")
    agencies.run()
    assert agencies.state(number) == "closed"
    assert agencies.rows("booking", booking_request)[0].data is None


@pytest.mark.parametrize("agencies", ["sqlite"], indirect=True)  # the backup is a copy of the folder
def test_a_restored_backup_replays_the_list_first(agencies, tmp_path, monkeypatch):
    correlation, _ = requested(agencies)
    agencies.criminal.masterfile.catch_up()
    agencies.close()
    backup = tmp_path / "backup"
    shutil.copytree(agencies.folder, backup)
    again = Booked(agencies.folder)
    again.act("criminal", "c", expunge_subject, _number(again, correlation), "Court 1")
    again.run()
    again.close()
    for role in ROLES:  # all is put back but the list, which lies with the keys
        kept = (again.folder / role / "destroyed.list").read_bytes()
        shutil.rmtree(again.folder / role)
        shutil.copytree(backup / role, again.folder / role)
        (again.folder / role / "destroyed.list").write_bytes(kept)
    restored = Booked(again.folder)
    try:
        for role in ROLES:
            assert not has_key(restored, role, correlation), role
            assert readable(restored, role, correlation) == [], role
        restored.criminal.masterfile.catch_up()
        for holder in (correlation, "person:7:arrest:1"):
            assert holder not in restored.criminal.masterfile.gallery
    finally:
        restored.close()


def _number(agencies, correlation):
    [row] = agencies.rows("criminal", criminal_search, criminal_search.c.correlation == correlation)
    return row.fbi_number


def test_every_sealed_column_belongs_to_a_holding():
    """A new table with personal data cannot be forgotten: each is named in the holdings, or below with a reason."""
    from sqlalchemy import LargeBinary

    from tenprint.agency.keeping.holdings import HOLDINGS
    from tenprint.storage.schema import metadata

    elsewhere = {
        "holder_key": "the keys themselves",
        "evidence": "sealed under the message's own digest",
        "criminal_encounter": "deleted as a row",
        "immigration_encounter": "deleted as a row",
        "enrolment": "deleted as a row by the master file",
        "account": "of staff",
        "idempotent_request.answer": "names of things and states",
        "examination_secret": "of the agency",
        "webhook.secret": "of a program's address",
        "adjudication.truth": "of proficiency items, which are of no booking",
    }
    named = {(h.table.name, c) for hs in HOLDINGS.values() for h in hs for c in (h.columns or ("*",))}
    for table in metadata.tables.values():
        if table.name.startswith("test_") or table.name in elsewhere:
            continue
        for column in table.columns:
            if isinstance(column.type, LargeBinary) and f"{table.name}.{column.name}" not in elsewhere:
                whole = (table.name, "*") in named
                assert whole or (table.name, column.name) in named, f"{table.name}.{column.name}"
