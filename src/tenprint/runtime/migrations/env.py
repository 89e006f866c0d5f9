"""What Alembic runs: migrations over the connection that it is handed."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from tenprint.runtime.migrations.tables import whole_metadata
from tenprint.storage.schema import Moment


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as what the database sees, so that old versions do not depend on new code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Run the migrations."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=whole_metadata(),
        render_as_batch=True,  # SQLite changes a table by making it anew
        compare_type=True,
        render_item=_render,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
