"""What several integration tests open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tenprint.runtime.migrations import upgrade
from tenprint.storage import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An agency's database, on SQLite."""
    made = Database(f"sqlite:///{tmp_path / 'agency.sqlite'}")
    upgrade(made)
    yield made
    made.close()
