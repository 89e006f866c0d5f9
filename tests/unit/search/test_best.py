"""The best rows of a filter: the same whatever order threads add them in, ties by place, erased rows never."""

from __future__ import annotations

import numpy as np
import pytest

from tenprint.search.cascade.filtering import _Best
from tenprint.search.cascade.scan import NOTHING


@pytest.mark.parametrize("keep", [1, 7, 60, 500])
def test_the_best_are_those_of_a_full_sort_in_any_order_of_adding(keep: int) -> None:
    rng = np.random.default_rng(keep)
    # Few different scores, so that many are as good as the last one kept.
    views = [rng.integers(0, 40, 100).astype(np.float32) for _ in range(4)]
    for scores in views:
        scores[rng.random(100) < 0.1] = NOTHING
    everything = sorted((-s, v, r) for v, scores in enumerate(views) for r, s in enumerate(scores) if s > NOTHING)
    for _ in range(4):
        best = _Best(keep)
        for view in rng.permutation(4).tolist():
            best.add(views[view], view)
        scores, numbers, rows = best.best()
        assert list(zip((-scores).tolist(), numbers.tolist(), rows.tolist(), strict=True)) == everything[:keep]


def test_rows_by_number_keep_their_numbers_and_nothing_gives_nothing() -> None:
    best = _Best(2)
    assert len(best.best()[0]) == 0
    best.add(np.array([1.0, 3.0, 2.0], np.float32), 5, np.array([70, 80, 90], np.int32))
    assert best.best()[2].tolist() == [80, 90]
    assert best.best()[1].tolist() == [5, 5]
