"""Stage 1: neighbourhoods of single minutiae and their consistency, rebuilt from the stored minutiae of thousands."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenprint.search.cascade.candidates import Shortlist
from tenprint.search.cascade.limits import Limits
from tenprint.search.cascade.local_kernel import local_scores, minutiae
from tenprint.search.cascade.neighbourhoods import POINTS, SECTOR_PAIRS, describe_bits
from tenprint.search.cascade.query import Query
from tenprint.search.cascade.threads import Map
from tenprint.search.gallery.snapshot import Snapshot
from tenprint.search.packing import pack_finger
from tenprint.search.parameters import (
    FINGERS,
    LOCAL_CEILING,
    LOCAL_FINGERS,
    LOCAL_FLOOR,
    LOCAL_SECOND_AT_LEAST,
    LOCAL_SECOND_OF_FEW,
    LOCAL_SECOND_SHARE,
    MAXIMUM_MINUTIAE,
    SECTORS,
    TAIL_LEAST_SCORES,
    TAIL_SHARE,
    USUAL_MIDDLE,
    USUAL_PER_SCORE,
)

CHUNK = 256


def rank_locally(snapshot: Snapshot, shortlist: Shortlist, query: Query, limits: Limits, run: Map) -> Shortlist:
    """Return the shortlist by falling score, the local scores of some fingers added to that of the codes.

    One finger of every subject, then further ones of the best: a mate is among the best with its first finger, and
    most of the time goes into the first.

    Args:
        snapshot: what is searched.
        shortlist: of the filter.
        query: what is searched for.
        limits: those who are not compared in time keep the score that they have.
        run: maps a function over chunks, in order, on several threads or not.
    """
    compare = _Comparison(snapshot, query, limits, shortlist.pairs)
    ranked = shortlist
    for k in range(min(LOCAL_FINGERS, shortlist.pairs.shape[1])):
        first = _compared(len(ranked), k)
        chunks = [(ranked, k, start, min(start + CHUNK, first)) for start in range(0, first, CHUNK)]
        scores = np.concatenate(list(run(compare.scores, chunks)))
        gains = np.zeros(len(ranked), np.float32)
        gains[:first] = evidence(scores, tail_of(scores))
        ranked = ranked.ordered(ranked.scores + gains)
    return ranked


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


class _Comparison:
    """The search's neighbourhoods, ready for the kernel."""

    def __init__(self, snapshot: Snapshot, query: Query, limits: Limits, pairs: NDArray[np.int8]) -> None:
        self._snapshot, self._limits = snapshot, limits
        # Only the fingers that are compared: making one ready takes as long as several comparisons.
        order = sorted({int(a) for a in np.unique(pairs[:, :LOCAL_FINGERS, 0]) if a})
        self._place = np.full(FINGERS + 1, -1, np.int64)
        self._place[order] = np.arange(len(order))
        self._search = np.zeros((len(order), 4, MAXIMUM_MINUTIAE), np.float32)
        self._words = np.zeros((len(order), SECTORS, MAXIMUM_MINUTIAE), np.uint64)
        self._counts = np.zeros((len(order), MAXIMUM_MINUTIAE), np.float32)
        self._numbers = np.zeros(len(order), np.int64)
        direction = np.empty(MAXIMUM_MINUTIAE, np.float32)
        for f, position in enumerate(order):
            # In the stored form, so that both sides keep the same part of a large print.
            stored = np.frombuffer(pack_finger(query.templates[position], 1), np.uint8)
            s = self._search[f]
            n = self._numbers[f] = minutiae(stored, 0, s[0], s[1], direction)
            describe_bits(
                n, s[0], s[1], direction, s[2], s[3], POINTS, SECTOR_PAIRS, self._words[f], self._counts[f]
            )  # fmt: skip

    def scores(self, part: tuple[Shortlist, int, int, int]) -> NDArray[np.float32]:
        """Return local scores of a part of a shortlist, NaN where there was nothing to compare or no time.

        Args:
            part: shortlist, which pair of fingers of each subject, first and last row.
        """
        shortlist, k, start, end = part
        out = np.full(end - start, np.nan, np.float32)
        if self._limits.over():
            return out
        data, ends = self._snapshot.read_rows(shortlist.views[start:end], shortlist.rows[start:end])
        pairs = shortlist.pairs[start:end, k].astype(np.int64)
        pairs[:, 0] = self._place[pairs[:, 0]]
        local_scores(
            data, ends, pairs, self._search, self._words, self._counts, self._numbers, POINTS, SECTOR_PAIRS, out
        )  # fmt: skip
        return out
