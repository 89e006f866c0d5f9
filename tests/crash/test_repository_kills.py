"""A repository killed at any moment over its shards: they hold what its database has, each once, in every copy."""

from __future__ import annotations

from pathlib import Path

import pytest
from repository_kills import run

pytestmark = [pytest.mark.crash, pytest.mark.timeout(3600)]
KILLS = 60


def test_what_the_shards_hold_is_what_the_database_has(tmp_path: Path) -> None:
    assert run(tmp_path, KILLS, seed=7) > 10
