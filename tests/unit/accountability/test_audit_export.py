"""Every byte of an exported audit log counts, and so does its tail; a file and a public key are enough to see it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update

from tenprint.accountability import checkpoint
from tenprint.accountability.audit import Entry, append, audit, audit_head
from tenprint.accountability.export import export, verify
from tenprint.accountability.signing import AuditKey, is_valid
from tenprint.errors import CorruptionError, TenprintError, TrustError
from tenprint.storage import Database

NOW = datetime(2010, 10, 1, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/audit.sqlite")
    database.create_schema()
    yield database
    database.close()


@pytest.fixture
def key(tmp_path):
    return AuditKey.at(tmp_path / "audit.pem")


def write(connection, number=3):
    for i in range(number):
        append(
            connection,
            Entry(
                at=NOW + timedelta(seconds=i),
                user="officer.ä",
                agency="enforcement",
                purpose="criminal",
                action="case:read",
                object=f"C-{i}",
            ),
        )


@pytest.fixture
def exported(database, key):
    with database.write() as connection:
        write(connection, 2)
        checkpoint.make(connection, "enforcement", key, NOW)
        write(connection, 2)
        return export(connection, "enforcement", key, NOW)


def test_a_sound_file_is_accepted(exported, key):
    report = verify(exported, key.public)
    assert (report.agency, report.entries, report.checkpoints) == ("enforcement", 4, 2)


def test_any_changed_byte_is_found(exported, key):
    for position in range(len(exported)):
        for flip in (0x01, 0x20, 0x80):
            altered = bytearray(exported)
            altered[position] ^= flip
            with pytest.raises(TenprintError):
                verify(bytes(altered), key.public)


def test_any_dropped_tail_is_found(exported, key):
    for length in range(len(exported)):
        with pytest.raises(TenprintError):
            verify(exported[:length], key.public)


def test_any_removed_or_doubled_line_is_found(exported, key):
    lines = exported.splitlines(keepends=True)
    for i in range(len(lines)):
        with pytest.raises(TenprintError):
            verify(b"".join(lines[:i] + lines[i + 1 :]), key.public)
        with pytest.raises(TenprintError):
            verify(b"".join([*lines[: i + 1], *lines[i:]]), key.public)


def test_the_broken_entry_is_named(exported, key):
    with pytest.raises(CorruptionError, match="record 3"):
        verify(exported.replace(b"C-0", b"C-9", 2).replace(b"C-9", b"C-0", 1), key.public)


def test_another_key_is_refused(exported, tmp_path):
    with pytest.raises(TrustError, match="signed by the key"):
        verify(exported, AuditKey.at(tmp_path / "other.pem").public)


@pytest.mark.parametrize("tamper", ["alter", "remove", "tail"])
def test_what_was_altered_in_the_database_shows_in_its_export(database, key, tamper):
    with database.write() as connection:
        write(connection, 3)
        checkpoint.make(connection, "enforcement", key, NOW)
        if tamper == "alter":
            row = connection.execute(audit.select().where(audit.c.sequence == 2)).one()
            changed = row.entry.replace("C-1", "C-7")
            connection.execute(update(audit).where(audit.c.sequence == 2).values(entry=changed))
        elif tamper == "remove":
            connection.execute(delete(audit).where(audit.c.sequence == 2))
        else:  # the tail is dropped, and the head put back with care
            first = connection.execute(audit.select().where(audit.c.sequence == 1)).one()
            connection.execute(delete(audit).where(audit.c.sequence > 1))
            connection.execute(update(audit_head).values(sequence=1, hash=first.hash))
        data = export(connection, "enforcement", key, NOW)
    with pytest.raises(CorruptionError):
        verify(data, key.public)


def test_a_later_file_must_continue_an_earlier_one(database, key):
    with database.write() as connection:
        write(connection)
        first = export(connection, "enforcement", key, NOW)
        write(connection)
        second = export(connection, "enforcement", key, NOW)
    assert verify(second, key.public, earlier=first).entries == 6
    with pytest.raises(TrustError, match="continue"):
        verify(first, key.public, earlier=second)


def test_an_empty_log_has_an_end_too(database, key):
    with database.write() as connection:
        assert verify(export(connection, "x", key, NOW), key.public).entries == 0


def test_checkpoints_are_due_after_time_or_entries_and_only_when_something_happened(database, key):
    with database.write() as connection:
        assert not checkpoint.is_due(connection, NOW)
        write(connection, 1)
        assert checkpoint.is_due(connection, NOW)
        checkpoint.make(connection, "x", key, NOW)
        assert not checkpoint.is_due(connection, NOW + timedelta(days=1))
        write(connection, 1)
        assert not checkpoint.is_due(connection, NOW + timedelta(minutes=59))
        assert checkpoint.is_due(connection, NOW + timedelta(hours=1))


def test_a_signature_has_one_spelling(key):
    signature = key.sign("text")
    assert is_valid(key.public, "text", signature)
    assert not is_valid(key.public, "text", signature.upper())
    assert not is_valid(key.public, "text", signature + " ")
    assert not is_valid(key.public, "texT", signature)
