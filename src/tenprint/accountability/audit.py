"""The audit log: a hash chain, appended in the same transaction as what it tells of.

Each entry's hash covers its content and the hash of the entry before (Schneier and Kelsey 1999, section 3, without the
key evolution): a changed, removed or inserted entry breaks the chain from there on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

import msgspec
from sqlalchemy import Column, Connection, Integer, String, Table, Text, insert, select

from tenprint.errors import CorruptionError, Where
from tenprint.storage.schema import metadata

GENESIS = "0" * 64

audit = Table(
    "audit",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("entry", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what, to what, when, where, on whose behalf, why, and whether it succeeded. No personal data.

    Attributes:
        at: UTC.
        user: a named person, or `system`.
        agency: at which it happened.
        purpose: why.
        action: `object:verb`.
        object: its identifier.
        outcome: `success`, or what came of it.
        cause: the message or act that caused it.
        ori: of the booking agency, where it is about a booking.
        where: network address or terminal of the user.
    """

    at: datetime
    user: str
    agency: str
    purpose: str
    action: str
    object: str
    outcome: str = "success"
    cause: str | None = None
    ori: str | None = None
    where: str | None = None


def append(connection: Connection, entry: Entry) -> str:
    """Add an entry to the chain; return its hash."""
    head = connection.execute(select(audit_head.c.sequence, audit_head.c.hash).with_for_update()).first()
    sequence, previous = (head.sequence + 1, head.hash) if head else (1, GENESIS)
    text = msgspec.json.encode(entry, order="sorted").decode()
    value = chain(previous, text)
    connection.execute(insert(audit).values(sequence=sequence, entry=text, hash=value))
    if head:
        connection.execute(audit_head.update().values(sequence=sequence, hash=value))
    else:
        connection.execute(insert(audit_head).values(id=1, sequence=sequence, hash=value))
    return value


def chain(previous: str, text: str) -> str:
    """Return the hash of an entry's text behind the entry with the hash `previous`."""
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def entries(connection: Connection) -> Iterator[Entry]:
    """Yield all entries in order, each checked against the chain.

    Raises:
        CorruptionError: an entry was altered, removed or inserted, or the tail is missing.
    """
    previous, expected = GENESIS, 1
    for row in connection.execute(select(audit).order_by(audit.c.sequence)):
        if row.sequence != expected or chain(previous, row.entry) != row.hash:
            raise CorruptionError(
                "the chain is broken: an entry was altered, removed or inserted",
                where=Where(source="audit", record=str(expected)),
                remedy="Compare with the last signed checkpoint and a backup.",
            )
        previous, expected = row.hash, expected + 1
        yield msgspec.json.decode(row.entry, type=Entry)
    head = connection.execute(select(audit_head.c.sequence, audit_head.c.hash)).first()
    if (head.sequence, head.hash) != (expected - 1, previous) if head else expected != 1:
        raise CorruptionError(
            "the tail of the chain is missing",
            where=Where(source="audit", record=str(expected)),
            remedy="Compare with the last signed checkpoint and a backup.",
        )
