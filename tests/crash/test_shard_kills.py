"""Shards killed at any moment, in changes, in growing, in moving: nothing lost, nothing doubled, all copies alike."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from shard_kills import run_kills


def test_eight_kills(tmp_path: Path) -> None:
    totals = run_kills(tmp_path, 8, seed=1)
    assert totals["kills"] == 8
    assert totals["acknowledged"] > 0


@pytest.mark.crash
def test_many_kills(tmp_path: Path) -> None:
    """`make crash`: 200 kills, or as many as TENPRINT_SHARD_KILLS says."""
    kills = int(os.environ.get("TENPRINT_SHARD_KILLS", "200"))
    totals = run_kills(tmp_path, kills, seed=2)
    print(dict(totals))
    assert totals["acknowledged"] > kills // 2
    assert totals["killed in move"] + totals["killed in grow"] > kills // 20
