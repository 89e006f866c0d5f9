"""What an agency remembers of erasing, sealing and correcting: that it was done, on whose order; never about whom."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Index, Integer, String, Table, Text, select

from tenprint.storage.schema import Moment, Sealed, metadata

retention = Table(
    "retention",
    metadata,
    Column("correlation", String(64), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("due_at", Moment),  # None: until it is expunged
    Column("done_at", Moment),
    Column("policy_version", String(40), nullable=False),
    Index("ix_retention_due", "done_at", "due_at"),
)

# How far the planning of retention has read what was settled, so that it reads each booking once.
retention_mark = Table(
    "retention_mark",
    metadata,
    Column("source", String(20), primary_key=True),
    Column("at", Moment, nullable=False),  # everything that was settled before is planned
    Column("swept_at", Moment, nullable=False),  # when all was read, whatever its time
)

expungement = Table(
    "expungement",
    metadata,
    Column("order", String(32), primary_key=True),
    Column("authority", String(200), nullable=False),
    Column("received_from", String(64)),  # None: ordered here
    Column("by", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Column("bookings", Integer, nullable=False),
    Column("keys_destroyed", Integer, nullable=False),
    Column("enrolments_removed", Integer, nullable=False),
    Column("passed_on_to", Text, nullable=False),
)

expunged_booking = Table(
    "expunged_booking",
    metadata,
    Column("order", String(32), primary_key=True),
    Column("digest", String(64), primary_key=True),  # of the booking; the list names nobody
)

certificate = Table(
    "expungement_certificate",
    metadata,
    Column("order", String(32), primary_key=True),
    Column("agency", String(64), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("keys_destroyed", Integer, nullable=False),
    Column("enrolments_removed", Integer, nullable=False),
    Column("received_at", Moment, nullable=False),
)

sealed_record = Table(
    "sealed_record",
    metadata,
    Column("holder", String(96), primary_key=True),
    Column("authority", String(200), nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", Moment, nullable=False),
)

correction = Table(
    "correction",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("message_id", String(32), nullable=False, unique=True),
    Column("correlation", String(64), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("received_from", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("data", Sealed),
)

redress_request = Table(
    "redress_request",
    metadata,
    Column("number", String(16), primary_key=True),
    Column("correlation", String(64), nullable=False, index=True),
    Column("kind", String(20), nullable=False),  # amendment
    Column("field", String(40), nullable=False),
    Column("taken_by", String(80), nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("decided_by", String(80)),
    Column("decided_at", Moment),
    Column("approved", String(3)),  # yes | no
    Column("wanted", Sealed),  # the value that is asked for, and why
    Column("grounds", Sealed),
    Column("disagreement", Sealed),
)


def is_sealed(connection: Connection, holder: str) -> bool:
    """Whether a record is sealed: kept, and shown for no purpose but the court's."""
    return connection.scalar(select(sealed_record.c.holder).where(sealed_record.c.holder == holder)) is not None
