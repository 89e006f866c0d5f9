"""How time grows with the gallery: by which factor, when the gallery doubles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

TIMES = ("median_s", "without_mate_median_s", "batch_s")


def with_doubling(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the figures at rising sizes, each with what a doubling did to its times since the size before.

    `<time>_per_doubling` is (t / t_before) ** (1 / log2(n / n_before)): below 2 where doubling the gallery less than
    doubles the time. None at the first size.
    """
    out: list[dict[str, Any]] = []
    before: dict[str, Any] | None = None
    for row in rows:
        factors = {f"{time}_per_doubling": _factor(before, row, time) for time in TIMES}
        out.append(row | factors)
        before = row
    return out


def _factor(before: dict[str, Any] | None, row: dict[str, Any], time: str) -> float | None:
    if before is None or row["subjects"] <= before["subjects"] or not before.get(time) or not row.get(time):
        return None
    doublings = math.log2(row["subjects"] / before["subjects"])
    return float((row[time] / before[time]) ** (1 / doublings))
