"""Pages on a journal of 100,000 submissions: the server answers each in under 300 ms."""

from __future__ import annotations

import time
from typing import Any

from tenprint.simulate.world.fill import fill

SUBMISSIONS = 100_000
MOST_MS = 300
BOOKING = (
    "/",
    "/submissions",
    "/submissions?before=100000",
    "/submissions?state=rejected",
    "/submissions?state=submitted",
)


def _best(page: Any, path: str) -> float:
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        assert page.request.get(path).status == 200
        taken.append((time.perf_counter() - start) * 1000)
    return min(taken)


def test_pages_are_quick_with_a_hundred_thousand_submissions(visit: Any, house: Any) -> None:
    fill(house.agencies["booking"], SUBMISSIONS)
    page = visit("booking.reyes")
    slow = {path: round(ms) for path in BOOKING if (ms := _best(page, path)) > MOST_MS}
    assert slow == {}
