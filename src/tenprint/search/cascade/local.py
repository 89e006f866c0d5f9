"""Stage 1: neighbourhoods of single minutiae and their consistency, rebuilt from the stored minutiae of thousands."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenprint.search.cascade.candidates import Shortlist
from tenprint.search.cascade.limits import Limits
from tenprint.search.cascade.local_kernel import local_scores, minutiae
from tenprint.search.cascade.neighbourhoods import POINTS, SECTOR_PAIRS, describe_bits
from tenprint.search.cascade.query import Query
from tenprint.search.gallery.snapshot import Snapshot
from tenprint.search.packing import pack_finger
from tenprint.search.parameters import (
    LOCAL_CEILING,
    LOCAL_FINGERS,
    LOCAL_FLOOR,
    LOCAL_SECOND_AT_LEAST,
    LOCAL_SECOND_SHARE,
    MAXIMUM_MINUTIAE,
    SECTORS,
    TAIL_SHARE,
)

CHUNK = 256
Map = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]


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
    compare = _Comparison(snapshot, query, limits)
    ranked = shortlist
    for k in range(min(LOCAL_FINGERS, shortlist.pairs.shape[1])):
        first = len(ranked)
        if k:
            first = min(max(int(len(ranked) * LOCAL_SECOND_SHARE), LOCAL_SECOND_AT_LEAST), len(ranked))
        chunks = [(ranked, k, start, min(start + CHUNK, first)) for start in range(0, first, CHUNK)]
        scores = np.concatenate(list(run(compare.scores, chunks)))
        gains = np.zeros(len(ranked), np.float32)
        gains[:first] = evidence(scores)
        ranked = ranked.ordered(ranked.scores + gains)
    return ranked


def evidence(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what local scores say, nats: how rare they are among these subjects, nearly all of whom are strangers.

    The share of strangers above a score falls exponentially from their median on; two of their quantiles fix it. A
    mate's score lies anywhere above, so that its rarity is what the likelihood ratio grows with. 0 where it is NaN.
    """
    known = scores[~np.isnan(scores)]
    if not len(known):
        return np.zeros(len(scores), np.float32)
    middle, high = np.quantile(known, [0.5, 1 - TAIL_SHARE])
    per_score = math.log(0.5 / TAIL_SHARE) / max(float(high - middle), 1e-3)
    gains = np.clip((scores - middle) * per_score + LOCAL_FLOOR, LOCAL_FLOOR, LOCAL_CEILING)
    return np.where(np.isnan(scores), 0, gains).astype(np.float32)


class _Comparison:
    """The search's neighbourhoods, ready for the kernel."""

    def __init__(self, snapshot: Snapshot, query: Query, limits: Limits) -> None:
        self._snapshot, self._limits = snapshot, limits
        order = sorted(query.templates)
        self._place = np.full(max(order) + 1, -1, np.int64)
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
        pairs[:, 0] = np.where(pairs[:, 0] > 0, self._place[pairs[:, 0]], -1)
        local_scores(
            data, ends, pairs, self._search, self._words, self._counts, self._numbers, POINTS, SECTOR_PAIRS, out
        )  # fmt: skip
        return out
