"""marks of retention and corrected evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema to this version."""
    op.create_table(
        "retention_mark",
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_retention_mark")),
    )
    with op.batch_alter_table("booking_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_answer_received_at"), ["received_at"], unique=False)

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_closed_at"), ["closed_at"], unique=False)

    with op.batch_alter_table("case_evidence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("replaced_by", sa.String(length=64), nullable=True))

    with op.batch_alter_table("criminal_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_criminal_search_answered_at"), ["answered_at"], unique=False)

    with op.batch_alter_table("criminal_subject", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into", sa.String(length=9), nullable=True))

    with op.batch_alter_table("immigration_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_immigration_search_answered_at"), ["answered_at"], unique=False)

    with op.batch_alter_table("state_relay", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_state_relay_answered_at"), ["answered_at"], unique=False)

    with op.batch_alter_table("state_subject", schema=None) as batch_op:
        batch_op.add_column(sa.Column("same_as", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Change it back."""
    with op.batch_alter_table("state_subject", schema=None) as batch_op:
        batch_op.drop_column("same_as")

    with op.batch_alter_table("state_relay", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_state_relay_answered_at"))

    with op.batch_alter_table("immigration_search", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_immigration_search_answered_at"))

    with op.batch_alter_table("criminal_subject", schema=None) as batch_op:
        batch_op.drop_column("merged_into")

    with op.batch_alter_table("criminal_search", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_criminal_search_answered_at"))

    with op.batch_alter_table("case_evidence", schema=None) as batch_op:
        batch_op.drop_column("replaced_by")
        batch_op.drop_column("withdrawn_by")
        batch_op.drop_column("withdrawn_at")

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_closed_at"))

    with op.batch_alter_table("booking_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_booking_answer_received_at"))

    op.drop_table("retention_mark")
