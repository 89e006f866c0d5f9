"""Where the audit log speaks of a thing: an index of its entries, made by who asks, never by who writes an entry.

An append costs nothing for it. Whoever asks first has it caught up with the log; it can be thrown away at any time, and
it proves nothing: the entries that it leads to are read from the log itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Column, Connection, Index, Integer, Table, Text, func, insert, select
from sqlalchemy.exc import IntegrityError

from tenprint.accountability.audit import Entry, audit
from tenprint.storage import Database
from tenprint.storage.schema import metadata

STRETCH = 5000  # entries that are indexed in one transaction; a writer waits some hundredths of a second for it

audit_mention = Table(
    "audit_mention",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),  # of the entry
    Column("thing", Text, nullable=False),
    Index("ix_audit_mention_thing", "thing"),
)


class _Object(msgspec.Struct):
    object: str


def entries_about(database: Database, things: Sequence[str]) -> list[tuple[int, Entry]]:
    """Return the place and the entry of everything that was done to one of these, oldest first."""
    catch_up(database)
    query = (
        select(audit.c.sequence, audit.c.entry)
        .join(audit_mention, audit_mention.c.sequence == audit.c.sequence)
        .where(audit_mention.c.thing.in_(things))
        .order_by(audit.c.sequence)
    )
    with database.read() as connection:
        rows = connection.execute(query).all()
    found = ((row.sequence, msgspec.json.decode(row.entry, type=Entry)) for row in rows)
    wanted = set(things)
    return [(place, entry) for place, entry in found if entry.object in wanted]


def catch_up(database: Database) -> int:
    """Index what the log has and the index has not; return how many entries that were."""
    number = 0
    while True:
        with database.read() as connection:
            rows = _new(connection)
        if not rows:
            return number
        try:
            with database.write(durable=False) as connection:
                after = _position(connection)
                fresh = [{"sequence": place, "thing": thing} for place, thing in rows if place > after]
                if fresh:
                    connection.execute(insert(audit_mention), fresh)
            number += len(fresh)
        except IntegrityError:  # somebody else asks, too, and was quicker
            continue


def _position(connection: Connection) -> int:
    return int(connection.scalar(select(func.max(audit_mention.c.sequence))) or 0)


def _new(connection: Connection) -> list[tuple[int, str]]:
    query = select(audit).where(audit.c.sequence > _position(connection)).order_by(audit.c.sequence).limit(STRETCH)
    return [(row.sequence, msgspec.json.decode(row.entry, type=_Object).object) for row in connection.execute(query)]
