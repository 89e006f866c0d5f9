"""The accounting of disclosures: who was sent what about whom, when and why. Written with the message itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Index, Integer, Row, String, Table, Text, select, update

from tenprint.storage import scratch
from tenprint.storage.prepared import Prepared
from tenprint.storage.schema import Moment, metadata

disclosure = Table(
    "disclosure",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("correlation", String(64), nullable=False),
    Column("message_id", String(32), nullable=False, unique=True),
    Column("recipient", String(64), nullable=False),
    Column("type", String(40), nullable=False),
    Column("fields", Text, nullable=False),  # names of what was in it, never the content
    Column("purpose", String(20), nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Column("withdrawn_at", Moment),  # it never left
    Index("ix_disclosure_correlation", "correlation"),
)


_ADD = Prepared.insert(disclosure, "correlation message_id recipient type fields purpose by at", unless_there=True)


class Disclosure(NamedTuple):
    """One line of the accounting."""

    at: datetime
    recipient: str
    type: str
    fields: tuple[str, ...]
    purpose: str
    by: str


def record(
    connection: Connection,
    *,
    correlation: str,
    message_id: str,
    recipient: str,
    kind: str,
    fields: tuple[str, ...],
    purpose: str,
    by: str,
    at: datetime,
) -> None:
    """Write a line; the same message again (a repeated step) changes nothing."""
    row = {
        "correlation": correlation,
        "message_id": message_id,
        "recipient": recipient,
        "type": kind,
        "fields": ",".join(fields),
        "purpose": purpose,
        "by": by,
        "at": at,
    }
    scratch.later(connection, "disclosure", _ADD, row)


def withdrawn(connection: Connection, message_id: str, now: datetime) -> None:
    """Mark a message that certainly never left."""
    connection.execute(update(disclosure).where(disclosure.c.message_id == message_id).values(withdrawn_at=now))


def accounting(connection: Connection, correlation: str) -> list[Disclosure]:
    """Return everything that was sent about a booking, oldest first."""
    return [_line(row) for row in _rows(connection, correlation)]


def recipients(connection: Connection, correlation: str) -> list[str]:
    """Return every agency that was sent anything about a booking, in the order of the first time."""
    return list(dict.fromkeys(row.recipient for row in _rows(connection, correlation)))


def _rows(connection: Connection, correlation: str) -> list[Row[Any]]:
    query = select(disclosure).where(disclosure.c.correlation == correlation, disclosure.c.withdrawn_at.is_(None))
    return list(connection.execute(query.order_by(disclosure.c.sequence)))


def _line(row: Row[Any]) -> Disclosure:
    return Disclosure(row.at, row.recipient, row.type, tuple(row.fields.split(",")), row.purpose, row.by)
