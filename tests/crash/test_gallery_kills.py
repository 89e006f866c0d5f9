"""A gallery killed at any moment opens again, clean: nothing acknowledged is missing, nothing deleted is found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from gallery_kills import run_kills


def test_twenty_kills(tmp_path: Path) -> None:
    totals = run_kills(tmp_path, 20, seed=1)
    assert totals["kills"] == 20
    assert totals["acknowledged"] > 0


@pytest.mark.crash
def test_many_kills(tmp_path: Path) -> None:
    """`make crash`: 500 kills, or as many as TENPRINT_KILLS says."""
    kills = int(os.environ.get("TENPRINT_KILLS", "500"))
    totals = run_kills(tmp_path, kills, seed=2)
    print(dict(totals))
    assert totals["acknowledged"] > kills // 2
    assert sum(n for name, n in totals.items() if name.startswith("killed in")) > kills // 4
