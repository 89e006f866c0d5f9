"""Submissions that wait for their answer are found by an index of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SUBMITTED = sa.text("state = 'submitted'")


def upgrade() -> None:
    """Change the schema to this version."""
    op.create_index(
        "ix_machine_state_submitted",
        "machine_state",
        ["machine", "key"],
        sqlite_where=SUBMITTED,
        postgresql_where=SUBMITTED,
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_index("ix_machine_state_submitted", "machine_state")
