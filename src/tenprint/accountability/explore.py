"""Looking into the audit log: entries by who, what, whom and when, newest first, a bounded stretch of it at a time.

The log has no index but its order, so that an entry costs nothing but its append. A look therefore reads at most
`STRETCH` entries, says how far it came, and goes on from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, select

from tenprint.accountability.audit import GENESIS, Entry, audit, audit_head, chain

STRETCH = 50_000  # entries that one look reads at most
SIZE = 50  # entries of a page


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries are looked for; an empty field lets every entry through.

    Attributes:
        about: text within the object: a booking, a case, the number of a subject.
        user: who did it, in full.
        action: `object:verb`, or its beginning, as `case:`.
        ori: of the booking agency that it was about.
        purpose: for which it was done.
        outcome: text within what came of it, as `denied`.
        since, until: UTC; the second is not included.
    """

    about: str = ""
    user: str = ""
    action: str = ""
    ori: str = ""
    purpose: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def lets_through(self, entry: Entry) -> bool:
        """Whether an entry is one that is looked for."""
        return (
            self.about in entry.object
            and self.user in ("", entry.user)
            and entry.action.startswith(self.action)
            and self.ori in ("", entry.ori)
            and self.purpose in ("", entry.purpose)
            and self.outcome in entry.outcome
            and (self.since is None or entry.at >= self.since)
            and (self.until is None or entry.at < self.until)
        )

    @property
    def words(self) -> str:
        """What is looked for, for the audit log: names of fields with their values."""
        given = [f"{name}={value}" for name in ("about", "user", "action", "ori", "purpose", "outcome")
                 if (value := getattr(self, name))]  # fmt: skip
        times = [f"{name}={value:%Y-%m-%dT%H:%M}" for name in ("since", "until") if (value := getattr(self, name))]
        return " ".join(given + times) or "all"

    def texts(self) -> list[str]:
        """Return texts that stand in the stored form of every entry that is let through."""
        exact = {"user": self.user, "purpose": self.purpose, "ori": self.ori}
        within = [self.about, self.action, self.outcome]
        return [f'"{name}":{_quoted(value)}' for name, value in exact.items() if value] + [
            _quoted(value)[1:-1] for value in within if value
        ]


class Found(NamedTuple):
    """An entry, its place in the log, its hash, and whether it fits the entry before it."""

    sequence: int
    entry: Entry
    hash: str
    fits: bool


class Look(NamedTuple):
    """A page of entries.

    Attributes:
        found: the newest first.
        older: from which place to go on, not included; None at the log's beginning.
        read: how many entries were read for it.
        reached: the time of the last one that was read.
    """

    found: Sequence[Found]
    older: int | None
    read: int
    reached: datetime | None


def explore(connection: Connection, wanted: Filter, *, before: int | None = None, size: int = SIZE) -> Look:
    """Return a page of the entries that are looked for, older than the place `before`."""
    top = before if before is not None else _head(connection) + 1
    if wanted.until is not None:
        top = min(top, place_of(connection, wanted.until))
    floor = max(0, top - 1 - STRETCH)
    beginning = 0
    if wanted.since is not None:
        beginning = place_of(connection, wanted.since) - 1
        floor = max(floor, beginning)
    query = select(audit).where(audit.c.sequence < top, audit.c.sequence > floor, *_contains(wanted.texts()))
    found: list[Found] = []
    for row in connection.execute(query.order_by(audit.c.sequence.desc())):
        entry = msgspec.json.decode(row.entry, type=Entry)
        if wanted.lets_through(entry):
            found.append(Found(row.sequence, entry, row.hash, _fits(connection, row.sequence, row.entry, row.hash)))
            if len(found) == size:
                break
    full = len(found) == size
    last = found[-1].sequence if full else floor + 1
    older = last if last > beginning + 1 and last > 1 else None
    return Look(found, older, max(0, top - last), _time(connection, last))


def at_place(connection: Connection, place: int) -> Found | None:
    """Return the entry at a place of the log; None where there is none."""
    row = connection.execute(select(audit).where(audit.c.sequence == place)).first()
    if row is None:
        return None
    entry = msgspec.json.decode(row.entry, type=Entry)
    return Found(row.sequence, entry, row.hash, _fits(connection, row.sequence, row.entry, row.hash))


def place_of(connection: Connection, at: datetime) -> int:
    """Return the place of the first entry that is not older than a time, by halving; the log grows with time."""
    low, high = 1, _head(connection) + 1
    while low < high:
        middle = (low + high) // 2
        here = _time(connection, middle)
        if here is not None and here < at:
            low = middle + 1
        else:
            high = middle
    return low


def _contains(texts: Sequence[str]) -> list[ColumnElement[bool]]:
    return [audit.c.entry.contains(text, autoescape=True) for text in texts]


def _fits(connection: Connection, sequence: int, text: str, value: str) -> bool:
    if sequence == 1:
        return chain(GENESIS, text) == value
    before = connection.scalar(select(audit.c.hash).where(audit.c.sequence == sequence - 1))
    return before is not None and chain(before, text) == value


def _head(connection: Connection) -> int:
    return int(connection.scalar(select(audit_head.c.sequence)) or 0)


def _time(connection: Connection, sequence: int) -> datetime | None:
    text = connection.scalar(select(audit.c.entry).where(audit.c.sequence == sequence))
    return None if text is None else msgspec.json.decode(text, type=Entry).at


def _quoted(text: str) -> str:
    return msgspec.json.encode(text).decode()
