"""What a state bureau keeps: what it relayed, and its own identification numbers."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, UniqueConstraint

from tenprint.storage.schema import Moment, metadata

state_relay = Table(
    "state_relay",
    metadata,
    Column("correlation", String(64), primary_key=True),
    Column("ori", String(9), nullable=False, index=True),
    Column("tot", String(5), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("answered_at", Moment, index=True),
    Column("answer", String(5)),
    Column("identified", Boolean),  # an SRE's 2.059 IDENT
)

state_subject = Table(
    "state_subject",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("state", String(2), nullable=False),
    Column("fbi_number", String(9), nullable=False),
    Column("same_as", Integer),  # number of the subject into which this one was merged
    UniqueConstraint("state", "fbi_number"),
    sqlite_autoincrement=True,
)
