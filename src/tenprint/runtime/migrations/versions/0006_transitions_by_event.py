"""Transitions are found by event and time: for retention, and for figures that grow with the journal."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema to this version."""
    op.create_index("ix_transition_event", "transition", ["machine", "event", "at"])


def downgrade() -> None:
    """Change it back."""
    op.drop_index("ix_transition_event", "transition")
