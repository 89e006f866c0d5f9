"""What the OSIA face keeps. Everything about a person is sealed under the encounter that it came with."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

from tenprint.storage.schema import Moment, Sealed, metadata

osia_metadata = MetaData(naming_convention=metadata.naming_convention)

encounter = Table(
    "osia_encounter",
    osia_metadata,
    Column("uid", String(32), primary_key=True),  # a new one whenever the prints change
    Column("person", Text, nullable=False),
    Column("encounter", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("data", Sealed),  # schemas.Encounter
    Column("prints", Sealed),  # finger position -> packed template
    UniqueConstraint("person", "encounter"),
)

membership = Table(
    "osia_membership",
    osia_metadata,
    Column("gallery", Text, primary_key=True),
    Column("uid", String(32), primary_key=True, index=True),
)

pending = Table(
    "osia_pending",  # changes of engine galleries that are not done yet
    osia_metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("gallery", Text, nullable=False),
    Column("uid", String(32), nullable=False),
    Column("insert", Boolean, nullable=False),
)

task = Table(
    "osia_task",
    osia_metadata,
    Column("task", String(36), primary_key=True),
    Column("client", Text, nullable=False),
    Column("operation", String(40), nullable=False),
    Column("transaction", Text, nullable=False),
    Column("callback", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("available_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("ended_at", Moment),
    Column("call", Sealed),  # Call
    Column("reply", Sealed),  # Reply
    Index("ix_osia_task_work", "status", "available_at"),
)
