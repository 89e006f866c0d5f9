"""Who is to be told of what, and what was told. A delivery holds an identifier and what happened, nothing else."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from tenprint.storage.schema import Moment, Sealed, metadata

webhook = Table(
    "webhook",
    metadata,
    Column("identifier", String(16), primary_key=True),
    Column("account", String(80), nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("events", Text, nullable=False),  # names, with spaces between
    Column("secret", Sealed, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("after", Integer, nullable=False),  # the last step of the journal that was looked at for it
    Column("ended_at", Moment),
    Column("ended_because", String(80)),
)

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("webhook", String(16), nullable=False),
    Column("event", String(40), nullable=False),
    Column("thing", String(80), nullable=False),  # booking, request or case
    Column("correlation", String(64), nullable=False, index=True),  # the booking, with which it is erased
    Column("state_now", String(40), nullable=False),  # where the step led
    Column("happened_at", Moment, nullable=False),
    Column("transition", Integer, nullable=False),
    Column("state", String(10), nullable=False),  # waiting | sent | dead
    Column("attempts", Integer, nullable=False),
    Column("available_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("error", String(200)),
    UniqueConstraint("webhook", "transition", "event"),
    Index("ix_webhook_delivery_next", "state", "available_at"),
)
