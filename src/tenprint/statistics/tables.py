"""Where counts are kept between two looks: one row a figure, month, ORI and category.

Facts of cases are kept beside them, for a case changes: what it counted for is taken back and counted anew. They stand
in the enforcement agency's database alone, whose own case numbers they name.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from tenprint.storage.schema import Moment, metadata

figure_cell = Table(
    "figure_cell",
    metadata,
    Column("figure", String(32), primary_key=True),
    Column("month", String(7), primary_key=True),  # YYYY-MM, UTC
    Column("ori", String(9), primary_key=True),
    Column("category", String(48), primary_key=True),  # empty where the figure has none
    Column("count", Integer, nullable=False),
    Column("milliseconds", BigInteger, nullable=False),  # sum of the durations, of figures that measure some
    Column("chain", String(64), nullable=False),  # SHA-256 over the chain before and the counted row
    Column("changed", Integer, nullable=False),  # round of counting in which it last changed
    Index("ix_figure_cell_changed", "changed"),
)

figure_position = Table(
    "figure_position",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sequence", Integer, nullable=False),  # of the last transition that was counted
    Column("corrected", Integer, nullable=False),  # of the last correction that was counted
    Column("round", Integer, nullable=False),  # how often there was something to count
    Column("definitions", String(64), nullable=False),  # digest of the definitions that were counted by
)

case_fact = Table(
    "case_fact",
    metadata,
    Column("figure", String(32), primary_key=True),
    Column("case", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),  # a case may count more than once
    Column("at", Moment, nullable=False),
    Column("month", String(7), nullable=False),
    Column("ori", String(9), nullable=False),
    Column("category", String(48), nullable=False),
    Column("milliseconds", BigInteger, nullable=False),
    Index("ix_case_fact_cell", "figure", "month", "ori", "category"),
)
