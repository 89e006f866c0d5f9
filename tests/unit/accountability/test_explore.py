"""The audit log is searched, page after page, misses nothing, and shows what was altered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import func, select, update

from tenprint.accountability import checkpoint, explore, mentions, soundness
from tenprint.accountability.audit import Entry, append, audit, audit_head
from tenprint.accountability.explore import Filter
from tenprint.accountability.signing import AuditKey
from tenprint.storage import Database
from tenprint.storage.schema import metadata

START = datetime(2010, 9, 21, 8, tzinfo=UTC)
NUMBER = 300
TABLES = [audit, audit_head, checkpoint.audit_checkpoint, mentions.audit_mention]
USERS = ("officer.green", "system", 'o"quote%_')


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'log.sqlite'}")
    with database.write() as connection:
        metadata.create_all(connection, tables=TABLES)
        for n in range(NUMBER):
            append(
                connection,
                Entry(
                    at=START + timedelta(minutes=n),
                    user=USERS[n % 3],
                    agency="enforcement",
                    purpose="criminal" if n % 2 else "redress",
                    action="case:read" if n % 5 else "claim:make",
                    object=f"C-{n % 7}",
                ),
            )
    yield database
    database.close()


def read(database, wanted, **more):
    """All places that are found, page after page."""
    places, before = [], None
    with database.read() as connection:
        while True:
            look = explore.explore(connection, wanted, before=before, **more)
            places += [one.sequence for one in look.found]
            assert all(one.fits for one in look.found)
            if look.older is None:
                return places
            assert before is None or look.older < before
            before = look.older


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(),
        Filter(user='o"quote%_'),
        Filter(about="C-3"),
        Filter(action="claim:"),
        Filter(purpose="redress", user="system"),
        Filter(since=START + timedelta(minutes=10), until=START + timedelta(minutes=20)),
        Filter(outcome="denied"),
        Filter(about="%"),
    ],
)
@pytest.mark.parametrize("stretch", [7, 50_000])
def test_pages_hold_every_entry_that_is_looked_for_once(database, monkeypatch, wanted, stretch):
    monkeypatch.setattr(explore, "STRETCH", stretch)
    with database.read() as connection:
        everything = [explore.at_place(connection, n) for n in range(1, NUMBER + 1)]
    expected = [one.sequence for one in everything if wanted.lets_through(one.entry)][::-1]
    assert read(database, wanted, size=11) == expected


def test_every_entry_about_some_things_is_found_by_its_whole_name(database, monkeypatch):
    monkeypatch.setattr(mentions, "STRETCH", 7)
    found = mentions.entries_about(database, ["C-1", "C-2", "C"])
    assert {entry.object for _, entry in found} == {"C-1", "C-2"}
    assert len(found) == sum(n % 7 in (1, 2) for n in range(NUMBER))
    assert mentions.catch_up(database) == 0
    with database.write() as connection:
        append(connection, Entry(at=START, user="x.y", agency="enforcement", purpose="p", action="a:b", object="C-1"))
    assert mentions.entries_about(database, ["C-1"])[-1][0] == NUMBER + 1
    assert mentions.entries_about(database, []) == []


def test_two_who_ask_at_once_index_each_entry_once(database, monkeypatch):
    monkeypatch.setattr(mentions, "STRETCH", 3)
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda _: mentions.catch_up(database), range(4)))
    assert sum(numbers) == NUMBER
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(mentions.audit_mention)) == NUMBER


@pytest.fixture
def key(tmp_path):
    return AuditKey.at(tmp_path / "audit.pem")


def problem(connection, key, agency="enforcement"):
    return soundness.state_of(connection, agency, key.public).problem


def test_an_altered_entry_does_not_fit_and_the_state_says_so(database, key):
    with database.write() as connection:
        checkpoint.make(connection, "enforcement", key, START)
        sound = soundness.state_of(connection, "enforcement", key.public)
        assert (sound.entries, sound.signed, sound.problem) == (NUMBER, NUMBER, "")
        assert "signature" in problem(connection, key, "criminal")
        append(connection, Entry(at=START, user="x.y", agency="enforcement", purpose="p", action="a:b", object="o"))
        assert problem(connection, key) == ""
        forged = msgspec.json.encode(
            Entry(at=START, user="z", agency="enforcement", purpose="p", action="a:b", object="o")
        )
        connection.execute(update(audit).where(audit.c.sequence == NUMBER + 1).values(entry=forged.decode()))
        assert f"broken at entry {NUMBER + 1}" in problem(connection, key)
        assert explore.at_place(connection, NUMBER + 1).fits is False
        assert soundness.whole(connection)[1]


def test_a_shortened_log_is_not_whole(database, key):
    with database.write() as connection:
        checkpoint.make(connection, "enforcement", key, START)
        connection.execute(audit.delete().where(audit.c.sequence > NUMBER - 5))
        assert problem(connection, key)
        last = explore.at_place(connection, NUMBER - 5)
        connection.execute(update(audit_head).values(sequence=last.sequence, hash=last.hash))
        assert soundness.whole(connection) == (NUMBER - 5, "")  # the chain alone cannot tell
        assert "does not pass through the checkpoint" in problem(connection, key)
