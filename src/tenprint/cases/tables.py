"""What the enforcement agency keeps of a case. No column tells a status that no officer determined."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table

from tenprint.storage.schema import Moment, Sealed, metadata

case = Table(
    "case",
    metadata,
    Column("case", String(40), primary_key=True),
    Column("correlation", String(64), nullable=False, unique=True),
    Column("ori", String(9), nullable=False, index=True),
    Column("county", String(5), nullable=False, index=True),
    Column("opened_at", Moment),
    Column("level", String(20), index=True),
    Column("level_version", String(40)),
    Column("level_reasons", Sealed),
    Column("dispositions_missing", Integer),
    Column("determination", String(32)),
    Column("determined_by", String(80)),
    Column("determined_at", Moment),
    Column("action", String(32)),
    Column("confirmed_by", String(80)),
    Column("confirmed_at", Moment),
    Column("outcome", String(32)),
    Column("outcome_at", Moment),
    Column("citizenship_claimed", Boolean, nullable=False, default=False),
    Column("query", Sealed),  # ImmigrationAlienQuery
    Column("closed_at", Moment),
)

case_evidence = Table(
    "case_evidence",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("case", String(40), nullable=False, index=True),
    Column("source", String(80), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("date", String(10), nullable=False),
    Column("affirmative", Boolean, nullable=False),
    Column("added_by", String(80), nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("detail", Sealed, nullable=False),
)

case_decision = Table(
    "case_decision",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("case", String(40), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("step", String(32), nullable=False),
    Column("determination", String(32)),
    Column("action", String(32)),
    Column("grounds", Sealed, nullable=False),
)
