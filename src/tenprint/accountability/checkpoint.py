"""Signed checkpoints: at a moment the chain was so long and ended in this hash. Nobody can shorten it unseen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Column, Connection, Integer, String, Table, insert, select

from tenprint.accountability.audit import GENESIS, audit_head
from tenprint.accountability.signing import AuditKey
from tenprint.storage.schema import Moment, metadata

ENTRIES_BETWEEN = 1000  # a checkpoint at least so often, while anything happens
TIME_BETWEEN = timedelta(hours=1)

audit_checkpoint = Table(
    "audit_checkpoint",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),  # of the last entry that it covers
    Column("hash", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("key", String(16), nullable=False),
    Column("signature", String(128), nullable=False),
)


class Checkpoint(NamedTuple):
    """What a checkpoint says."""

    sequence: int
    hash: str
    at: str  # ISO 8601
    signature: str


def message(agency: str, sequence: int, value: str, at: str) -> str:
    """Return the text that a checkpoint's signature covers."""
    return f"tenprint audit checkpoint 1\n{agency}\n{sequence}\n{value}\n{at}\n"


def make(connection: Connection, agency: str, key: AuditKey, now: datetime) -> Checkpoint:
    """Sign the chain as it is; where it did not grow since, return the last checkpoint."""
    head = connection.execute(select(audit_head.c.sequence, audit_head.c.hash)).first()
    sequence, value = (head.sequence, head.hash) if head else (0, GENESIS)
    row = connection.execute(select(audit_checkpoint).where(audit_checkpoint.c.sequence == sequence)).first()
    if row is not None:
        return Checkpoint(row.sequence, row.hash, row.at.isoformat(), row.signature)
    at = now.isoformat()
    signature = key.sign(message(agency, sequence, value, at))
    connection.execute(
        insert(audit_checkpoint).values(sequence=sequence, hash=value, at=now, key=key.identifier, signature=signature)
    )
    return Checkpoint(sequence, value, at, signature)


def is_due(connection: Connection, now: datetime) -> bool:
    """Whether the chain grew enough, or long enough ago, since the last checkpoint."""
    head = connection.scalar(select(audit_head.c.sequence)) or 0
    last = connection.execute(
        select(audit_checkpoint.c.sequence, audit_checkpoint.c.at).order_by(audit_checkpoint.c.sequence.desc()).limit(1)
    ).first()
    if head == (last.sequence if last else 0):
        return False
    return last is None or head - last.sequence >= ENTRIES_BETWEEN or now - last.at >= TIME_BETWEEN


def checkpoints(connection: Connection) -> list[Checkpoint]:
    """Return all checkpoints, oldest first."""
    rows = connection.execute(select(audit_checkpoint).order_by(audit_checkpoint.c.sequence))
    return [Checkpoint(row.sequence, row.hash, row.at.isoformat(), row.signature) for row in rows]
