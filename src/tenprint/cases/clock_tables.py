"""Clocks and the alarms they raised; any role may have some."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from tenprint.storage.schema import Moment, metadata

clock = Table(
    "clock",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("started_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("next_prompt_at", Moment, nullable=False),
    Column("stopped_at", Moment),
    Column("stopped_by", String(80)),
    Index("ix_clock_running", "stopped_at", "next_prompt_at"),
)

alarm = Table(
    "alarm",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(20), nullable=False),
    Column("key", String(80), nullable=False, index=True),
    Column("level", String(10), nullable=False),  # warning | overdue
    Column("at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("seen_by", String(80)),
    Column("seen_at", Moment),
)
