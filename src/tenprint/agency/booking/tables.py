"""What a booking agency keeps: what it sent, what it was answered, requests on persons in its custody."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table

from tenprint.storage.schema import Moment, Sealed, metadata

booking_submission = Table(
    "booking_submission",
    metadata,
    Column("correlation", String(64), primary_key=True),
    Column("ori", String(9), nullable=False, index=True),
    Column("tcn", String(40), nullable=False),
    Column("tot", String(5), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("submitted_by", String(80), nullable=False),
    Column("data", Sealed),  # erased when its retention ends
)

booking_answer = Table(
    "booking_answer",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("correlation", String(64), nullable=False, index=True),
    Column("message_id", String(32), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),  # SRE, ERRT, second
    Column("identified", Boolean),  # an SRE's 2.059 IDENT
    Column("received_at", Moment, nullable=False, index=True),
    Column("data", Sealed),
)

booking_request = Table(
    "booking_request",
    metadata,
    Column("request", String(48), primary_key=True),
    Column("case", String(40), nullable=False, index=True),
    Column("correlation", String(64), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("hold_hours", Integer, nullable=False),
    Column("served", Boolean, nullable=False, default=False),
    Column("served_at", Moment),
    Column("served_by", String(80)),
    Column("data", Sealed),
)

booking_claim = Table(
    "booking_claim",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("correlation", String(64), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("told_to", String(80), nullable=False),
)

booking_custody = Table(
    "booking_custody",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("correlation", String(64), nullable=False, index=True),
    Column("event", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("user", String(80), nullable=False),
)
