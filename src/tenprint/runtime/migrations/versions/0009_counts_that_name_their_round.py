"""Counts name the round in which they changed, and facts of cases are kept; what was counted is counted anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tenprint.storage.schema import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema to this version."""
    op.drop_index("ix_figure_cell_ori", "figure_cell")
    op.drop_table("figure_cell")
    op.drop_table("figure_position")
    op.create_table(
        "figure_cell",
        sa.Column("figure", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("ori", sa.String(length=9), nullable=False),
        sa.Column("category", sa.String(length=48), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("figure", "month", "ori", "category", name=op.f("pk_figure_cell")),
    )
    op.create_index("ix_figure_cell_changed", "figure_cell", ["changed"])
    op.create_table(
        "figure_position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("corrected", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("definitions", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_position")),
    )
    op.create_table(
        "case_fact",
        sa.Column("figure", sa.String(length=32), nullable=False),
        sa.Column("case", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("ori", sa.String(length=9), nullable=False),
        sa.Column("category", sa.String(length=48), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("figure", "case", "number", name=op.f("pk_case_fact")),
    )
    op.create_index("ix_case_fact_cell", "case_fact", ["figure", "month", "ori", "category"])


def downgrade() -> None:
    """Change it back; counts are made anew."""
    op.drop_index("ix_case_fact_cell", "case_fact")
    op.drop_table("case_fact")
    op.drop_table("figure_position")
    op.drop_index("ix_figure_cell_changed", "figure_cell")
    op.drop_table("figure_cell")
    op.create_table(
        "figure_cell",
        sa.Column("figure", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("ori", sa.String(length=9), nullable=False),
        sa.Column("category", sa.String(length=48), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("figure", "month", "ori", "category", name=op.f("pk_figure_cell")),
    )
    op.create_index("ix_figure_cell_ori", "figure_cell", ["ori", "figure"])
    op.create_table(
        "figure_position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("definitions", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_position")),
    )
