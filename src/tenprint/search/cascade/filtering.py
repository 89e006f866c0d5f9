"""Stage 0: every subject's filter codes against the search's, in one pass over memory for many searches."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenprint.search.cascade.limits import Limits
from tenprint.search.cascade.query import Positions, Query
from tenprint.search.cascade.scan import NOTHING, scan_assigned, scan_unassigned
from tenprint.search.cascade.tables import fitted_table
from tenprint.search.gallery.snapshot import Snapshot, View
from tenprint.search.parameters import FARTHEST, FINGERS, HANDS_SWAPPED_PENALTY


@dataclass(slots=True)
class Filtered:
    """What the filter passes on of one search.

    Attributes:
        scores: (k,) log-likelihood ratios of the codes, falling.
        views, rows: (k,) where the subjects lie in the snapshot.
        searched: number of subjects looked at.
    """

    scores: NDArray[np.float32]
    views: NDArray[np.int32]
    rows: NDArray[np.int32]
    searched: int


class _Best:
    """The k best rows so far; threads add to it."""

    def __init__(self, keep: int) -> None:
        self._keep, self._lock = keep, threading.Lock()
        self.floor = NOTHING
        self._parts: list[tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]]] = []
        self._held = 0

    def add(self, scores: NDArray[np.float32], view: int) -> None:
        rows = np.flatnonzero(scores > self.floor)
        if len(rows) > self._keep:
            rows = rows[np.argpartition(scores[rows], -self._keep)[-self._keep :]]
        with self._lock:
            self._parts.append((scores[rows], np.full(len(rows), view, np.int32), rows.astype(np.int32)))
            self._held += len(rows)
            if self._held > 4 * self._keep:
                self._parts = [self.best()]
                self._held = self._keep
                self.floor = self._parts[0][0][-1]

    def best(self) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]]:
        if not self._parts:
            return np.empty(0, np.float32), np.empty(0, np.int32), np.empty(0, np.int32)
        scores, views, rows = (np.concatenate(column) for column in zip(*self._parts, strict=True))
        # Ties are ordered by place, so that the answer does not depend on which thread was faster.
        order = np.lexsort((rows, views, -scores))[: self._keep]
        return scores[order], views[order], rows[order]


def filter_gallery(
    snapshot: Snapshot, queries: Sequence[Query], keep: Sequence[int], limits: Limits, pool: ThreadPoolExecutor
) -> list[Filtered]:
    """Return the `keep[q]` best subjects of each search; fewer were searched where the time was up."""
    plan = _Plan(snapshot, queries)
    best = [_Best(k) for k in keep]
    searched = [0] * len(snapshot.views)

    def work(number: int) -> None:
        view = snapshot.views[number]
        if limits.over():
            return
        plan.scan(view, number, best)
        searched[number] = int(np.count_nonzero(view.heads))

    list(pool.map(work, range(len(snapshot.views))))
    return [Filtered(*b.best(), sum(searched)) for b in best]


class _Plan:
    """Tables and assignments of all searches, in the form that the kernels take."""

    def __init__(self, snapshot: Snapshot, queries: Sequence[Query]) -> None:
        self._free = [
            (i, q, *_free_tables(snapshot, q)) for i, q in enumerate(queries) if q.positions is Positions.UNKNOWN
        ]
        variants = [
            (i, q, pairs)
            for i, q in enumerate(queries)
            if q.positions is Positions.KNOWN
            for pairs in (_as_given(q), _hands_swapped(q))
        ]
        self._owners = [i for i, _, _ in variants]
        self._codes = np.stack([q.codes for _, q, _ in variants]) if variants else None
        self._weights = np.stack([q.weights for _, q, _ in variants]) if variants else None
        self._pairs = np.zeros((len(variants), FINGERS, 2), np.int64)
        self._counts = np.array([len(pairs) for _, _, pairs in variants], np.int64)
        self._tables = np.zeros((len(variants), FINGERS, FARTHEST + 1), np.float32)
        for v, (_, query, pairs) in enumerate(variants):
            for k, (finger, file_finger) in enumerate(pairs):
                self._pairs[v, k] = finger, file_finger
                self._tables[v, k] = fitted_table(snapshot, query, finger, file_finger)

    def scan(self, view: View, number: int, best: list[_Best]) -> None:
        codes, heads = view.codes, view.heads
        if self._codes is not None:
            out = np.empty((len(self._owners), view.rows), np.float32)
            scan_assigned(codes, heads, self._codes, self._weights, self._pairs, self._counts, self._tables, out)
            for given in range(0, len(self._owners), 2):
                swapped = out[given + 1] - np.float32(HANDS_SWAPPED_PENALTY)
                best[self._owners[given]].add(np.maximum(out[given], swapped), number)
        for owner, query, fingers, tables in self._free:
            scores = np.empty(view.rows, np.float32)
            scan_unassigned(codes, heads, query.codes, query.weights, fingers, tables, scores)
            best[owner].add(scores, number)


def _as_given(query: Query) -> list[tuple[int, int]]:
    return [(p - 1, p - 1) for p in query.coded]


def _hands_swapped(query: Query) -> list[tuple[int, int]]:
    """Right and left hand taken for each other: thumb for thumb, little finger for little finger."""
    return [(p - 1, (p + 4) % FINGERS) for p in query.coded]


def _free_tables(snapshot: Snapshot, query: Query) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return fingers and tables where positions are unknown: the best of ten strangers lies nearer than one."""
    fingers = np.array([p - 1 for p in query.coded], np.int64)
    tables = [fitted_table(snapshot, query, finger, int(finger) % FINGERS) for finger in fingers]
    lowered = [np.maximum(table - np.log(FINGERS), table[-1]) for table in tables]
    return fingers, np.array(lowered, np.float32).reshape(len(fingers), FARTHEST + 1)
