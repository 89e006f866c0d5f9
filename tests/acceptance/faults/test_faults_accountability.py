"""Faults to survive, last part: the audit log's disk is full, its entries are tampered with, a backup comes back."""

from __future__ import annotations

import contextlib

import pytest
import stored
from booked_agencies import person_bytes
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from tenprint.accountability.audit import entries
from tenprint.accountability.export import export, verify
from tenprint.agency.booking.submit import submit
from tenprint.agency.booking.tables import booking_answer, booking_submission
from tenprint.agency.criminal.tables import criminal_encounter, criminal_search
from tenprint.agency.keeping.expunge import expunge_bookings
from tenprint.errors import TenprintError
from tenprint.exchange.tables import inbox

TCN = "TCN0000000001"
MANY = 12  # bookings, more than a database without room can take


def number_of(agencies, role, table):
    with agencies.agencies[role].database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_audit_disk_full(agencies):
    """Without its audit entry nothing is done; when there is room again, everything goes on where it stood."""
    agencies.book(1, TCN)
    disk = stored.disk_of(agencies.criminal)
    for number in range(2, 2 + MANY):
        submit(agencies.booking, agencies.car(number, f"TCN{number:010d}"), user="officer.booking")
    for _ in range(30):
        agencies.clock.advance(60)
        for agency in agencies.agencies.values():
            for work in (agency.step, agency.deliver):
                with contextlib.suppress(OperationalError):  # the worker that meets it says so and goes on later
                    work()
    assert number_of(agencies, "booking", booking_answer) < 1 + MANY
    agencies.no_dead_letters()
    disk.free()
    agencies.some_time(1200)
    assert number_of(agencies, "booking", booking_answer) == 1 + MANY
    with agencies.criminal.database.read() as connection:
        done = [entry.object for entry in entries(connection) if entry.action == "message:submission"]
    assert len(done) == len(set(done)) == number_of(agencies, "criminal", criminal_search) == 1 + MANY


def test_no_entry_no_effect_at_the_booking_agency_either(agencies):
    disk = stored.disk_of(agencies.booking)
    accepted = 0

    def hand_in_all():
        nonlocal accepted
        for number in range(1, 1 + MANY):
            submit(agencies.booking, agencies.car(number, f"TCN{number:010d}"), user="officer.booking")
            accepted += 1

    with pytest.raises(OperationalError, match="full"):
        hand_in_all()
    assert number_of(agencies, "booking", booking_submission) == accepted < MANY
    with agencies.booking.database.read() as connection:
        assert len([e for e in entries(connection) if e.action == "submission:send"]) == accepted
    disk.free()
    agencies.book(accepted + 1, f"TCN{accepted + 1:010d}")
    assert number_of(agencies, "booking", booking_answer) == accepted + 1


TAMPERINGS = {
    "changed": "UPDATE audit SET entry = replace(entry, 'system', 'nobody') WHERE sequence = 2",
    "removed": "DELETE FROM audit WHERE sequence = 2",
    "tail removed": "DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)",
    "inserted": (
        "INSERT INTO audit SELECT sequence + 1, entry, hash FROM audit"
        " WHERE sequence = (SELECT max(sequence) FROM audit)"
    ),
    "emptied": "DELETE FROM audit",
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_audit_tampering(agencies, how):
    agencies.book(1, TCN)
    agency = agencies.criminal
    with agency.database.write() as connection:
        verify(export(connection, agency.name, agency.audit_key, agencies.clock.now()), agency.audit_key.public)
    with stored.changing(agency.database.url) as connection:
        connection.exec_driver_sql(TAMPERINGS[how])
    with agency.database.read() as connection, pytest.raises(TenprintError, match="chain"):
        list(entries(connection))


def test_a_backup_that_would_bring_expunged_data_back(agencies):
    """The database of the day before is put back: what was expunged since stays gone."""
    correlation = agencies.book(1, TCN)

    def expunge():
        agencies.act("criminal", "clerk.roe", expunge_bookings, [correlation], "court 3/2010")
        agencies.run()

    agencies.backed_up("criminal", expunge)
    assert correlation not in agencies.enrolled("criminal")
    criminal = agencies.criminal
    with criminal.database.read() as connection:
        for table, column in ((criminal_search, "request"), (criminal_search, "prints"), (inbox, "data")):
            rows = connection.execute(select(table).where(table.c.correlation == correlation)).all()
            assert rows, "the backup was put back"
            for row in rows:
                context = "inbox" if table is inbox else column
                sealed = getattr(row, column)
                assert criminal.vault.open(connection, correlation, sealed, context=context) is None
        rows = connection.execute(select(criminal_encounter).where(criminal_encounter.c.holder == correlation)).all()
        for row in rows:
            assert criminal.vault.open(connection, correlation, row.arrest, context="arrest") is None
    assert person_bytes(1) not in stored.bytes_of(criminal)
