"""Stage 1: neighbourhoods of single minutiae and their consistency, rebuilt from the stored minutiae of thousands."""

from __future__ import annotations

import math
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenprint.search.cascade.candidates import Shortlist
from tenprint.search.cascade.limits import Limits
from tenprint.search.cascade.local_kernel import DIRECTIONS, local_scores, minutiae
from tenprint.search.cascade.neighbourhoods import CAPACITY, POINTS, SECTOR_MASKS, describe_bits
from tenprint.search.cascade.query import Query
from tenprint.search.cascade.threads import Map
from tenprint.search.gallery.snapshot import Snapshot
from tenprint.search.packing import pack_finger
from tenprint.search.parameters import (
    COARSE_AT_LEAST,
    COARSE_SHARE,
    COARSE_STEP,
    FINGERS,
    LOCAL_CEILING,
    LOCAL_FINGERS,
    LOCAL_FLOOR,
    LOCAL_SECOND_AT_LEAST,
    LOCAL_SECOND_OF_FEW,
    LOCAL_SECOND_SHARE,
    SECTORS,
    TAIL_LEAST_SCORES,
    TAIL_SHARE,
    USUAL_MIDDLE,
    USUAL_PER_SCORE,
)

CHUNK = 256
"""Subjects that are compared in one call."""


def rank_locally(snapshot: Snapshot, shortlist: Shortlist, query: Query, limits: Limits, run: Map) -> Shortlist:
    """Return the shortlist by falling score, the local scores of some fingers added to that of the codes.

    One finger of every subject, then further ones of the best: a mate is among the best with its first finger, and
    most of the time goes into the first. Of thousands even that is compared coarsely first (ADR 0078).

    Args:
        snapshot: what is searched.
        shortlist: of the filter.
        query: what is searched for.
        limits: those who are not compared in time keep the score that they have.
        run: maps a function over chunks, in order, on several threads or not.
    """
    compare = _Comparison(snapshot, query, limits, shortlist.pairs, run)
    ranked, most = shortlist, len(shortlist)
    if most >= COARSE_AT_LEAST:
        ranked, most = _coarsely(compare, shortlist)
    for k in range(min(LOCAL_FINGERS, shortlist.pairs.shape[1])):
        first = min(_compared(len(ranked), k), most)
        ranked = ranked.ordered(ranked.scores + compare.gains(ranked, k, first))
    return ranked


def _coarsely(compare: _Comparison, shortlist: Shortlist) -> tuple[Shortlist, int]:
    """Return the shortlist by what some minutiae of the first finger say, and how many are to be compared in full."""
    gains = compare.gains(shortlist, 0, len(shortlist), COARSE_STEP)
    order = shortlist.order(shortlist.scores + gains)
    ranked, first = shortlist.taken(order, shortlist.scores + gains), int(len(shortlist) * COARSE_SHARE)
    ranked.scores[:first] -= gains[order[:first]]  # said anew, and better, by the full comparison of that finger
    return ranked, first


def _compared(subjects: int, k: int) -> int:
    """Return of how many subjects the k-th finger is compared; of a short list, whose first finger decides, of few."""
    if k == 0:
        return subjects
    if subjects < LOCAL_SECOND_AT_LEAST:
        return min(LOCAL_SECOND_OF_FEW, subjects)
    return min(max(int(subjects * LOCAL_SECOND_SHARE), LOCAL_SECOND_AT_LEAST), subjects)


class Tail(NamedTuple):
    """How local scores of strangers are distributed: their median, and nats a unit above it."""

    middle: float
    per_score: float


def tail_of(scores: NDArray[np.float32]) -> Tail:
    """Fit the tail to the scores of subjects nearly all of whom are strangers; NaN where nothing was compared.

    The share of strangers above a score falls exponentially from their median on; two of their quantiles fix it. Among
    few, a mate's score would be one of those that fix it: then the usual tail serves.
    """
    known = scores[~np.isnan(scores)]
    if len(known) < TAIL_LEAST_SCORES:
        return Tail(USUAL_MIDDLE, USUAL_PER_SCORE)
    middle, high = np.quantile(known, [0.5, 1 - TAIL_SHARE])
    return Tail(float(middle), math.log(0.5 / TAIL_SHARE) / max(float(high - middle), 1e-3))


def evidence(scores: NDArray[np.float32], tail: Tail) -> NDArray[np.float32]:
    """Return what local scores say, nats: how rare they are among strangers; 0 where they are NaN.

    A mate's score lies anywhere above those of strangers, so its rarity is what the likelihood ratio grows with.
    """
    gains = np.clip((scores - tail.middle) * tail.per_score + LOCAL_FLOOR, LOCAL_FLOOR, LOCAL_CEILING)
    return np.where(np.isnan(scores), 0, gains).astype(np.float32)


class _Part(NamedTuple):
    """What is compared: fingers, where the rows lie, every how many minutiae, and the scores that come out."""

    pairs: NDArray[np.int64]
    files: NDArray[np.int32]
    offsets: NDArray[np.int64]
    lengths: NDArray[np.int64]
    step: int
    scores: NDArray[np.float32]


class _Comparison:
    """The search's neighbourhoods, ready for the kernel."""

    def __init__(self, snapshot: Snapshot, query: Query, limits: Limits, pairs: NDArray[np.int8], run: Map) -> None:
        self._snapshot, self._limits, self._run = snapshot, limits, run
        # Only the fingers that are compared: making one ready takes as long as several comparisons.
        order = sorted({int(a) for a in np.unique(pairs[:, :LOCAL_FINGERS, 0]) if a})
        self._place = np.full(FINGERS + 1, -1, np.int64)
        self._place[order] = np.arange(len(order))
        self._search = np.zeros((len(order), 4, CAPACITY), np.float32)
        self._blocks = np.zeros((len(order), CAPACITY * SECTORS), np.uint64)
        self._counts = np.zeros((len(order), CAPACITY), np.float32)
        self._numbers = np.zeros(len(order), np.int64)
        direction, keys = np.empty(CAPACITY, np.float32), np.empty(CAPACITY, np.int32)
        for f, position in enumerate(order):
            # In the stored form, so that both sides keep the same part of a large print.
            stored = np.frombuffer(pack_finger(query.templates[position], 1), np.uint8)
            words = np.zeros(CAPACITY * SECTORS, np.uint64)
            n = self._numbers[f] = minutiae(stored, 0, DIRECTIONS, self._search[f], direction)
            describe_bits(n, self._search[f], direction, 1, POINTS, SECTOR_MASKS, keys, words, self._counts[f])
            self._blocks[f] = words.reshape(-1, SECTORS, SECTORS).swapaxes(1, 2).ravel()

    def gains(self, shortlist: Shortlist, k: int, first: int, step: int = 1) -> NDArray[np.float32]:
        """Return what local scores say of the k-th finger of the first subjects, nats; 0 of the others.

        Args:
            shortlist: all subjects.
            k: place in `Shortlist.pairs`.
            first: number of subjects that are compared.
            step: every how many of the file's minutiae are described.
        """
        pairs = shortlist.pairs[:first, k].astype(np.int64)
        pairs[:, 0] = self._place[pairs[:, 0]]
        places = self._snapshot.places(shortlist.views[:first], shortlist.rows[:first])
        scores = np.full(first, np.nan, np.float32)
        work = _Part(pairs, *places, step, scores)
        for start, unreadable in self._run(partial(self._score, work), range(0, first, CHUNK)):
            if unreadable >= 0:
                # The same read in the interpreter says why.
                at = start + unreadable
                self._snapshot.views[int(shortlist.views[at])].payload(int(shortlist.rows[at]))
        gains = np.zeros(len(shortlist), np.float32)
        gains[:first] = evidence(scores, tail_of(scores))
        return gains

    def _score(self, work: _Part, start: int) -> tuple[int, int]:
        """Score some rows, unless there is no time; return the first row, and the first of these that is unreadable."""
        if self._limits.over():
            return start, -1
        part = slice(start, start + CHUNK)
        return start, local_scores(
            work.files[part], work.offsets[part], work.lengths[part], work.pairs[part], work.step, self._search,
            self._blocks, self._counts, self._numbers, DIRECTIONS, POINTS, SECTOR_MASKS, work.scores[part],
        )  # fmt: skip
