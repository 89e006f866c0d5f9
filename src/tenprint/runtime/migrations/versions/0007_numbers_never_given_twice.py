"""numbers never given twice.

SQLite gives the number of the last row again once that row is deleted, so an expunged person's number went to the next
person. PostgreSQL's sequences never did.
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("criminal_subject", "state_subject")


def upgrade() -> None:
    """Change the schema to this version."""
    _rebuild(never_again=True)


def downgrade() -> None:
    """Change the schema back to the version before."""
    _rebuild(never_again=False)


def _rebuild(*, never_again: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in TABLES:
        with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": never_again}):
            pass
