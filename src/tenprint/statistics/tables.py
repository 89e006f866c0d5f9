"""Where counts are kept between two looks: one row a figure, month, ORI and category; never a person's key."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from tenprint.storage.schema import metadata

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
    Index("ix_figure_cell_ori", "ori", "figure"),
)

figure_position = Table(
    "figure_position",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sequence", Integer, nullable=False),  # of the last transition that was counted
    Column("definitions", String(64), nullable=False),  # digest of the definitions that were counted by
)
