"""The journal's tables. Message bytes are sealed under the correlation, so that expunging reaches them too."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from tenprint.storage.schema import Moment, Sealed, metadata


def _queue_columns() -> list[Column[object]]:
    """What inbox and outbox have in common: the work list with leases and back-off."""
    return [
        Column("type", String(40), nullable=False),
        Column("correlation", String(64), nullable=False),
        Column("causation", String(64)),
        Column("purpose", String(20), nullable=False),
        Column("priority", Integer, nullable=False),
        Column("state", String(10), nullable=False),
        Column("attempts", Integer, nullable=False, default=0),
        Column("available_at", Moment, nullable=False),
        Column("lease_until", Moment),
        Column("created_at", Moment, nullable=False),
        Column("finished_at", Moment),
        Column("error", Text),
        Column("data", Sealed),
    ]


inbox = Table(
    "inbox",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("sender", String(64), nullable=False),
    Column("message_id", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    *_queue_columns(),
    UniqueConstraint("sender", "message_id"),
    Index("ix_inbox_next", "state", "priority", "sequence"),
    Index("ix_inbox_correlation", "correlation", "state"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("receiver", String(64), nullable=False),
    Column("message_id", String(32), nullable=False, unique=True),
    *_queue_columns(),
    Index("ix_outbox_next", "state", "priority", "sequence"),
    Index("ix_outbox_correlation", "correlation", "state"),
)

CONNECTION = "connection refused: "  # how the reason of evidence begins that is no message

evidence = Table(
    "evidence",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("received_at", Moment, nullable=False),
    Column("sender", String(64)),
    Column("reason", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("data", Sealed),
)

SUBMITTED = text("state = 'submitted'")

machine_state = Table(
    "machine_state",
    metadata,
    Column("machine", String(24), primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("state", String(40), nullable=False),
    Column("since", Moment, nullable=False),
    # Only of what waits for its answer: few at any time, so that a step costs nothing more once it is answered.
    Index("ix_machine_state_submitted", "machine", "key", sqlite_where=SUBMITTED, postgresql_where=SUBMITTED),
)

transition = Table(
    "transition",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("machine", String(24), nullable=False),
    Column("key", String(80), nullable=False),
    Column("origin", String(40), nullable=False),
    Column("event", String(40), nullable=False),
    Column("target", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("cause", String(64)),
    Index("ix_transition_key", "machine", "key"),
    Index("ix_transition_event", "machine", "event", "at"),
)
