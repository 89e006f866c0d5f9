"""Stage 0: every subject's filter codes against the search's, in one pass over memory for many searches."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tenprint.search.cascade.limits import Limits
from tenprint.search.cascade.query import Positions, Query
from tenprint.search.cascade.ratios import RATIOS
from tenprint.search.cascade.scan import NOTHING, score_all, score_rows, score_unassigned
from tenprint.search.cascade.screen import Screen, can_screen
from tenprint.search.cascade.tables import strangers_of
from tenprint.search.cascade.threads import Map
from tenprint.search.gallery.snapshot import Snapshot, View
from tenprint.search.parameters import FINGERS, HANDS_SWAPPED_PENALTY

_PENALTY = np.float32(HANDS_SWAPPED_PENALTY)


@dataclass(slots=True)
class Filtered:
    """What the filter passes on of one search.

    Attributes:
        scores: (k,) log-likelihood ratios of the codes, falling.
        views, rows: (k,) where the subjects lie in the snapshot.
        searched: number of subjects looked at.
        everything: whether the time was enough for all of them.
    """

    scores: NDArray[np.float32]
    views: NDArray[np.int32]
    rows: NDArray[np.int32]
    searched: int
    everything: bool = True

    def best(self, number: int) -> Filtered:
        """Return the best of them alone."""
        return replace(self, scores=self.scores[:number], views=self.views[:number], rows=self.rows[:number])

    def __len__(self) -> int:
        return len(self.rows)

    def part(self, start: int, end: int) -> Filtered:
        """Return those from this place to that."""
        return replace(self, scores=self.scores[start:end], views=self.views[start:end], rows=self.rows[start:end])


_Rows = tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]]
"""Scores, views and rows."""


class _Best:
    """The k best rows so far; threads add to it."""

    def __init__(self, keep: int) -> None:
        self._keep, self._lock = keep, threading.Lock()
        self.floor = np.nextafter(NOTHING, np.float32(0))
        self._parts: list[_Rows] = []
        self._held = 0

    def add(self, scores: NDArray[np.float32], view: int, rows: NDArray[np.int32] | None = None) -> None:
        """Add rows of a view, all of them or those whose numbers are given."""
        places = np.flatnonzero(scores >= self.floor)
        numbers = places.astype(np.int32) if rows is None else rows[places]
        part = _cut((scores[places], np.full(len(places), view, np.int32), numbers), self._keep)
        with self._lock:
            self._parts.append(part)
            self._held += len(part[0])
            if self._held > 4 * self._keep:
                self._parts = [_cut(_joined(self._parts), self._keep)]
                self._held = len(self._parts[0][0])
                self.floor = self._parts[0][0].min()

    def best(self) -> _Rows:
        """Return scores, views and rows, best first."""
        if not self._parts:
            return np.empty(0, np.float32), np.empty(0, np.int32), np.empty(0, np.int32)
        scores, views, rows = _cut(_joined(self._parts), self._keep)
        # Ties are ordered by place, so that the answer does not depend on which thread was faster.
        order = np.lexsort((rows, views, -scores))[: self._keep]
        return scores[order], views[order], rows[order]


def _joined(parts: list[_Rows]) -> _Rows:
    scores, views, rows = (np.concatenate(column) for column in zip(*parts, strict=True))
    return scores, views, rows


def _cut(part: _Rows, keep: int) -> _Rows:
    """Return the best of them in any order, and all that are as good as the last of them."""
    scores = part[0]
    if len(scores) <= keep:
        return part
    held = scores >= np.partition(scores, len(scores) - keep)[len(scores) - keep]
    return scores[held], part[1][held], part[2][held]


def filter_gallery(
    snapshot: Snapshot, queries: Sequence[Query], keep: Sequence[int], limits: Limits, run: Map = map
) -> list[Filtered]:
    """Return the `keep[q]` best subjects of each search; fewer were searched where the time was up."""
    plan = _Plan(snapshot, queries)
    best = [_Best(k) for k in keep]
    searched = [-1] * len(snapshot.views)

    def work(number: int) -> None:
        if limits.over():
            return
        plan.scan(snapshot.views[number], number, best)
        searched[number] = int(np.count_nonzero(snapshot.views[number].heads))

    for _ in run(work, range(len(snapshot.views))):
        pass
    everything = all(number >= 0 for number in searched)
    total = sum(number for number in searched if number > 0)
    return [Filtered(*b.best(), total, everything) for b in best]


class FurtherSubject(View):
    """A subject that is not in the gallery, as a view of one row: for measuring what the filter would say of it."""

    def __init__(self, codes: NDArray[np.uint64], head: int) -> None:
        self._codes, self._heads, self.rows = codes[None], np.array([head], np.uint64), 1

    @property
    def codes(self) -> NDArray[np.uint64]:
        """(1, 10, 8)."""
        return self._codes

    @property
    def heads(self) -> NDArray[np.uint64]:
        """(1,)."""
        return self._heads


def score_further(snapshot: Snapshot, query: Query, subject: FurtherSubject) -> float:
    """Return the filter's score of a subject if it were in the gallery; `NOTHING` where the screen holds it back."""
    best = _Best(1)
    _Plan(snapshot, [query]).scan(subject, 0, [best])
    scores = best.best()[0]
    return float(scores[0]) if len(scores) else float(NOTHING)


_Searches = tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.float32]]


class _Plan:
    """The searches, sorted by how their rows are scored: screened first, all rows, or positions unknown."""

    def __init__(self, snapshot: Snapshot, queries: Sequence[Query]) -> None:
        numbers = range(len(queries))
        self._free = [i for i in numbers if queries[i].positions is Positions.UNKNOWN]
        self._screened = [i for i in numbers if can_screen(queries[i], snapshot.subjects)]
        self._whole = [i for i in numbers if i not in self._free and i not in self._screened]
        self._screen = Screen(snapshot, [queries[i] for i in self._screened]) if self._screened else None
        self._searches = self._columns(snapshot, queries, list(numbers))
        self._whole_searches = self._columns(snapshot, queries, self._whole) if self._screened else self._searches

    @staticmethod
    def _columns(snapshot: Snapshot, queries: Sequence[Query], chosen: list[int]) -> _Searches:
        """Return codes, weights and strangers of some searches, as the kernels take them."""
        if not chosen:
            return np.empty(0, np.uint64), np.empty(0, np.uint64), np.empty((0, FINGERS, 2), np.float32)
        return (
            np.concatenate([queries[i].codes.ravel() for i in chosen]),
            np.concatenate([queries[i].weights.ravel() for i in chosen]),
            np.stack([strangers_of(snapshot, queries[i]) for i in chosen]),
        )

    def scan(self, view: View, number: int, best: list[_Best]) -> None:
        """Score the rows of a view for all searches."""
        codes, heads = view.codes.reshape(-1), view.heads
        query, weights, strangers = self._searches
        if self._screen:
            for i, rows in zip(self._screened, self._screen.passed(view), strict=True):
                scores = np.empty(len(rows), np.float32)
                score_rows(codes, heads, rows, query, weights, i, strangers, RATIOS, _PENALTY, scores)
                best[i].add(scores, number, rows >> 2)
        if self._whole:
            out = np.empty((len(self._whole), view.rows), np.float32)
            score_all(codes, heads, *self._whole_searches, RATIOS, _PENALTY, out)
            for i, scores in zip(self._whole, out, strict=True):
                best[i].add(scores, number)
        for i in self._free:
            scores = np.empty(view.rows, np.float32)
            score_unassigned(codes, heads, query, weights, i, strangers, RATIOS, scores)
            best[i].add(scores, number)
