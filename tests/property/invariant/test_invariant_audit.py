"""Whatever single byte of the log is altered, in its export or in the database itself, the log verifies no more."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invariant_settings import examples
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from tenprint.accountability import anchor, checkpoint
from tenprint.accountability.audit import GENESIS, Entry, append, audit, audit_head
from tenprint.accountability.checkpoint import audit_checkpoint
from tenprint.accountability.export import export, verify
from tenprint.accountability.signing import AuditKey
from tenprint.errors import CorruptionError, TenprintError
from tenprint.storage import Database

pytestmark = pytest.mark.invariant
NOW = datetime(2010, 10, 1, 12, tzinfo=UTC)
ENTRIES = 40


def write(connection, number, start=0):
    for i in range(start, start + number):
        append(
            connection,
            Entry(
                at=NOW + timedelta(seconds=i),
                user=f"officer.{i % 7}",
                agency="enforcement",
                purpose="criminal",
                action="case:read",
                object=f"C-{i:05d}",
            ),
        )


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A database with a log and checkpoints, closed; its key, its export, its anchors."""
    folder = tmp_path_factory.mktemp("audit")
    key = AuditKey.at(folder / "audit.pem")
    database = Database(f"sqlite:///{folder}/log.sqlite")
    database.create_schema()
    with database.write() as connection:
        for start in range(0, ENTRIES, 10):
            write(connection, 10, start)
            mark = checkpoint.make(connection, "enforcement", key, NOW)
            anchor.keep(key.anchors, [mark])
        data = export(connection, "enforcement", key, NOW)
    database.close()
    assert not (folder / "log.sqlite-wal").exists(), "closing moves everything into the file"
    return folder, key, data


def body(data):
    return data[: data.rfind(b"\n", 0, -1) + 1]


@given(st.data())
@examples(2)
def test_a_flipped_byte_of_the_export_is_found(kept, drawn):
    _folder, key, data = kept
    position, flip = drawn.draw(st.integers(0, len(data) - 1)), drawn.draw(st.integers(1, 255))
    altered = bytearray(data)
    altered[position] ^= flip
    with pytest.raises(TenprintError):
        verify(bytes(altered), key.public)


@given(st.data())
@examples(4)
def test_a_flipped_byte_of_the_database_file_changes_nothing_or_is_found(kept, drawn):
    """A flip may hit what no page uses; then the log is as it was. Else no export of it verifies."""
    folder, key, data = kept
    name = folder / "flipped.sqlite"
    shutil.copy(folder / "log.sqlite", name)
    raw = bytearray(name.read_bytes())
    where = [i for i in range(len(raw) - 8) if raw[i : i + 6] == b"C-000"[:6]] or [0]
    near = drawn.draw(st.booleans())
    position = (
        min(len(raw) - 1, max(0, drawn.draw(st.sampled_from(where)) + drawn.draw(st.integers(-300, 300))))
        if near
        else drawn.draw(st.integers(0, len(raw) - 1))
    )
    raw[position] ^= drawn.draw(st.integers(1, 255))
    name.write_bytes(bytes(raw))
    database = None
    try:
        database = Database(f"sqlite:///{name}")
        with database.write() as connection:
            found = export(connection, "enforcement", key, NOW)
    except (DBAPIError, TenprintError, ValueError):
        return  # the database cannot be read any more: found
    finally:
        if database is not None:
            database.close()
        for left in folder.glob("flipped.sqlite*"):
            left.unlink()
    if body(found) != body(data):
        with pytest.raises(TenprintError):
            verify(found, key.public)


@given(st.data())
@examples(4)
def test_a_field_altered_by_command_is_found(kept, drawn):
    folder, key, _data = kept
    name = folder / "altered.sqlite"
    shutil.copy(folder / "log.sqlite", name)
    database = Database(f"sqlite:///{name}")
    try:
        with database.write() as connection:
            table, column = drawn.draw(
                st.sampled_from([(audit, "entry"), (audit, "hash"), (audit_checkpoint, "hash"), (audit_head, "hash")])
            )
            own = table.c.id if table is audit_head else table.c.sequence
            number = drawn.draw(st.sampled_from(connection.scalars(select(own).order_by(own)).all()))
            text = connection.scalar(select(table.c[column]).where(own == number))
            position = drawn.draw(st.integers(0, len(text) - 1))
            letter = drawn.draw(st.sampled_from([c for c in '0123456789abcdef "' if c != text[position]]))
            altered = text[:position] + letter + text[position + 1 :]
            connection.execute(update(table).where(own == number).values({column: altered}))
            if table is audit_head:
                write(connection, 1, ENTRIES)  # the next entry follows a hash that no entry has
            found = export(connection, "enforcement", key, NOW)
    finally:
        database.close()
        for left in folder.glob("altered.sqlite*"):
            left.unlink()
    with pytest.raises(TenprintError):
        verify(found, key.public)


@given(st.integers(0, ENTRIES - 1))
@examples(10)
def test_a_tail_dropped_with_care_is_found_by_the_anchors(kept, length):
    """Entries, head and checkpoints are cut alike; the key, which the thief has not, signs what is left as it is."""
    folder, key, _data = kept
    name = folder / "cut.sqlite"
    shutil.copy(folder / "log.sqlite", name)
    database = Database(f"sqlite:///{name}")
    try:
        with database.write() as connection:
            connection.execute(delete(audit).where(audit.c.sequence > length))
            connection.execute(delete(audit_checkpoint).where(audit_checkpoint.c.sequence > length))
            last = connection.scalar(select(audit.c.hash).where(audit.c.sequence == length)) or GENESIS
            connection.execute(update(audit_head).values(sequence=length, hash=last))
            found = export(connection, "enforcement", key, NOW)
    finally:
        database.close()
        for left in folder.glob("cut.sqlite*"):
            left.unlink()
    assert verify(found, key.public).entries == length, "without anchors nobody can know"
    with pytest.raises(CorruptionError, match="tail was dropped"):
        verify(found, key.public, anchors=key.anchors.read_bytes())


def test_the_whole_log_passes_its_anchors_and_another_does_not(kept, tmp_path):
    _folder, key, data = kept
    anchors = key.anchors.read_bytes()
    assert verify(data, key.public, anchors=anchors).entries == ENTRIES
    assert len(anchors.splitlines()) == ENTRIES // 10
    with pytest.raises(CorruptionError, match="no anchor"):
        verify(data, key.public, anchors=anchors.replace(b"anchor 20", b"anchor 21"))
    other = Database(f"sqlite:///{tmp_path}/other.sqlite")
    other.create_schema()
    with other.write() as connection:
        write(connection, ENTRIES, 1000)
        found = export(connection, "enforcement", key, NOW)
    other.close()
    with pytest.raises(CorruptionError, match="another one"):
        verify(found, key.public, anchors=anchors)


def test_keeping_an_anchor_again_changes_nothing(kept):
    _folder, key, _data = kept
    before = key.anchors.read_bytes()
    line = before.decode().splitlines()[0].split(" ")
    assert anchor.keep(key.anchors, [checkpoint.Checkpoint(int(line[1]), line[2], line[3], line[4])]) == 0
    assert key.anchors.read_bytes() == before
