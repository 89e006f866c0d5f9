"""work in order of priority."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

QUEUES = ("inbox", "outbox")


def upgrade() -> None:
    """Change the schema to this version."""
    for queue in QUEUES:
        with op.batch_alter_table(queue, schema=None) as batch_op:
            batch_op.drop_index(f"ix_{queue}_work")
            batch_op.create_index(f"ix_{queue}_next", ["state", "priority", "sequence"], unique=False)


def downgrade() -> None:
    """Change the schema back to the version before."""
    for queue in QUEUES:
        with op.batch_alter_table(queue, schema=None) as batch_op:
            batch_op.drop_index(f"ix_{queue}_next")
            batch_op.create_index(f"ix_{queue}_work", ["state", "available_at"], unique=False)
