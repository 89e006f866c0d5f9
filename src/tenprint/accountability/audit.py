"""The audit log: a hash chain, appended in the same transaction as what it tells of.

Each entry's hash covers its content and the hash of the entry before (Schneier and Kelsey 1999, section 3, without the
key evolution): a changed, removed or inserted entry breaks the chain from there on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

import msgspec
from sqlalchemy import Column, Connection, Integer, String, Table, Text, bindparam, select, update

from tenprint.errors import CorruptionError, Where
from tenprint.storage import scratch
from tenprint.storage.prepared import Prepared
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


_HEAD = Prepared(select(audit_head.c.sequence, audit_head.c.hash).with_for_update())
_ADD = Prepared.insert(audit, "sequence entry hash")
_FIRST_HEAD = Prepared.insert(audit_head, "id sequence hash")
_MOVE_HEAD = Prepared(update(audit_head).values(sequence=bindparam("at_sequence"), hash=bindparam("at_hash")))


def append(connection: Connection, entry: Entry) -> str:
    """Add an entry to the chain; return its hash.

    The chain's head is read and held once in a transaction; its entries are written together, by the commit.
    """
    memo = scratch.memo(connection)
    head = memo.get("audit head") if memo is not None else None
    head = head or _HEAD.first(connection)
    if head is None:
        _FIRST_HEAD.run(connection, [{"id": 1, "sequence": 0, "hash": GENESIS}])
        head = (0, GENESIS)
    sequence, previous = head[0] + 1, head[1]
    text = msgspec.json.encode(entry, order="sorted").decode()
    value = chain(previous, text)
    scratch.later(connection, "audit", _ADD, {"sequence": sequence, "entry": text, "hash": value})
    scratch.later(connection, "audit_head", _MOVE_HEAD, {"at_sequence": sequence, "at_hash": value}, last=True)
    if memo is not None:
        memo["audit head"] = (sequence, value)
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
