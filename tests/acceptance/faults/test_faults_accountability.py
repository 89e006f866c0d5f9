"""Faults to survive, last part: the audit log's disk is full, its entries are tampered with, a backup comes back."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3

import pytest
from booked_agencies import person_bytes
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from tenprint.accountability.audit import entries
from tenprint.accountability.export import export, verify
from tenprint.agency.booking.submit import submit
from tenprint.agency.booking.tables import booking_answer, booking_submission
from tenprint.agency.criminal.tables import criminal_encounter, criminal_search
from tenprint.agency.keeping.expunge import expunge_bookings
from tenprint.errors import TenprintError
from tenprint.exchange.tables import inbox
from tenprint.runtime.station import build_agency, close_agency

TCN = "TCN0000000001"
MANY = 12  # bookings, more than a database without room can take


class SmallDisk:
    """Lets an SQLite database grow no more: what the disk's end does to a commit, without filling a disk."""

    def __init__(self, agency):
        self._engine = agency.database.engine
        with agency.database.read() as connection:
            self._pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        self.full = True
        event.listen(self._engine, "begin", self._limit)

    def _limit(self, connection):
        connection.exec_driver_sql(f"PRAGMA max_page_count={self._pages if self.full else 10**9}")

    def free(self):
        self.full = False


def number_of(agencies, role, table):
    with agencies.agencies[role].database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_audit_disk_full(embedded):
    """Without its audit entry nothing is done; when there is room again, everything goes on where it stood."""
    embedded.book(1, TCN)
    disk = SmallDisk(embedded.criminal)
    for number in range(2, 2 + MANY):
        submit(embedded.booking, embedded.car(number, f"TCN{number:010d}"), user="officer.booking")
    for _ in range(30):
        embedded.clock.advance(60)
        for agency in embedded.agencies.values():
            for work in (agency.step, agency.deliver):
                with contextlib.suppress(OperationalError):  # the worker that meets it says so and goes on later
                    work()
    assert number_of(embedded, "booking", booking_answer) < 1 + MANY
    embedded.no_dead_letters()
    disk.free()
    embedded.some_time(1200)
    assert number_of(embedded, "booking", booking_answer) == 1 + MANY
    with embedded.criminal.database.read() as connection:
        done = [entry.object for entry in entries(connection) if entry.action == "message:submission"]
    assert len(done) == len(set(done)) == number_of(embedded, "criminal", criminal_search) == 1 + MANY


def test_no_entry_no_effect_at_the_booking_agency_either(embedded):
    disk = SmallDisk(embedded.booking)
    accepted = 0

    def hand_in_all():
        nonlocal accepted
        for number in range(1, 1 + MANY):
            submit(embedded.booking, embedded.car(number, f"TCN{number:010d}"), user="officer.booking")
            accepted += 1

    with pytest.raises(OperationalError, match="full"):
        hand_in_all()
    assert number_of(embedded, "booking", booking_submission) == accepted < MANY
    with embedded.booking.database.read() as connection:
        assert len([e for e in entries(connection) if e.action == "submission:send"]) == accepted
    disk.free()
    embedded.book(accepted + 1, f"TCN{accepted + 1:010d}")
    assert number_of(embedded, "booking", booking_answer) == accepted + 1


TAMPERINGS = {
    "changed": "UPDATE audit SET entry = replace(entry, 'system', 'nobody') WHERE sequence = 2",
    "removed": "DELETE FROM audit WHERE sequence = 2",
    "tail removed": "DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)",
    "inserted": "INSERT INTO audit SELECT max(sequence) + 1, entry, hash FROM audit",
    "emptied": "DELETE FROM audit",
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_audit_tampering(embedded, how):
    embedded.book(1, TCN)
    agency = embedded.criminal
    with agency.database.write() as connection:
        verify(export(connection, agency.name, agency.audit_key, embedded.clock.now()), agency.audit_key.public)
    with sqlite3.connect(embedded.folder / "criminal" / "agency.sqlite") as connection:
        connection.execute(TAMPERINGS[how])
    connection.close()
    with agency.database.read() as connection, pytest.raises(TenprintError, match="chain"):
        list(entries(connection))


def test_a_backup_that_would_bring_expunged_data_back(embedded):
    """The database of the day before is put back: what was expunged since stays gone."""
    correlation = embedded.book(1, TCN)
    folder = embedded.folder / "criminal"
    close_agency(embedded.criminal)
    shutil.copytree(folder, embedded.folder / "backup")
    _reopen(embedded)
    embedded.act("criminal", "clerk.roe", expunge_bookings, [correlation], "court 3/2010")
    embedded.run()
    close_agency(embedded.criminal)
    for name in ("agency.sqlite", "gallery"):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        for extra in folder.glob("agency.sqlite-*"):
            extra.unlink()
        source = embedded.folder / "backup" / name
        shutil.copytree(source, path) if source.is_dir() else shutil.copy(source, path)
    _reopen(embedded)
    embedded.criminal.masterfile.catch_up()
    assert correlation not in embedded.criminal.masterfile.gallery
    with embedded.criminal.database.read() as connection:
        for table, column in ((criminal_search, "request"), (criminal_search, "prints"), (inbox, "data")):
            for row in connection.execute(select(table).where(table.c.correlation == correlation)):
                context = "inbox" if table is inbox else column
                sealed = getattr(row, column)
                assert embedded.criminal.vault.open(connection, correlation, sealed, context=context) is None
        rows = connection.execute(select(criminal_encounter).where(criminal_encounter.c.holder == correlation)).all()
        for row in rows:
            assert embedded.criminal.vault.open(connection, correlation, row.arrest, context="arrest") is None
    assert person_bytes(1) not in (folder / "agency.sqlite").read_bytes()


def _reopen(agencies):
    old = agencies.criminal
    agencies.criminal = agencies.agencies["criminal"] = build_agency(
        "criminal",
        agencies.folder / "criminal",
        partners=old.partners,
        transport=agencies.transport,
        clock=agencies.clock,
        policies=agencies.policies,
        activation=old.activation,
    )
    agencies.transport.connect("criminal", agencies.criminal.receive)
