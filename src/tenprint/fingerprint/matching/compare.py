"""One comparison as a compiled kernel. Read `compare`: it is the matcher's table of contents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.consistency import agreements, core, relax
from tenprint.fingerprint.matching.kernel import kernel
from tenprint.fingerprint.matching.layout import LANES
from tenprint.fingerprint.matching.mapping import pair_columns
from tenprint.fingerprint.matching.measures import measure
from tenprint.fingerprint.matching.pairing import pair_all
from tenprint.fingerprint.matching.scratch import Scratch, load, load_words
from tenprint.fingerprint.matching.similarity import best_pairs, similarities
from tenprint.fingerprint.matching.weights import BIAS, WEIGHTS

_WEIGHTS = np.array(WEIGHTS)


@kernel
def compare(
    GA: NDArray[np.float32], WA: NDArray[np.uint64], a0: int, na: int,
    GB: NDArray[np.float32], WB: NDArray[np.uint64], b0: int, nb: int, s: Scratch,
) -> int:  # fmt: skip
    """Compare A's columns a0 to a0 + na with B's b0 to b0 + nb; return how many minutiae pair.

    `s` is left with pairs, costs and measures. Nothing is allocated. -1 means that there is nothing to compare.
    """
    if na == 0 or nb == 0:
        return -1
    load(GA, a0, na, s.first)
    load(GB, b0, nb, s.second)
    load_words(WB, b0, nb, s.words)
    A, B = s.first, s.second
    in_a, in_b = s.candidates[0], s.candidates[1]
    value, weight, support, work = s.values[0], s.values[1], s.values[2], s.values[3]
    width = (nb + LANES - 1) // LANES * LANES
    similarities(WA, GA, a0, na, s.words, B, width, s.table)
    value[:] = 0
    n = best_pairs(s.table, s.packed, na, width, in_a, in_b, value)
    if n == 0:
        return -1
    agreements(A, B, n, in_a, in_b, s.columns, s.agreement)
    relax(n, s.agreement, value, weight, work)
    m = core(n, s.agreement, in_a, in_b, weight, support, s.order, s.taken, s.chosen)
    strength, similarity = 0.0, 0.0
    for t in range(m):
        k = s.chosen[t]
        s.pairs[0, t], s.pairs[1, t] = in_a[k], in_b[k]
        strength += value[k] * support[k]
        similarity += value[k]
    count = m
    for _ in range(1 + p.GROWTH_ROUNDS):
        pair_columns(A, B, count, s.pairs[0], s.pairs[1], s.columns)
        last = count
        for t in range(last):
            s.last[0, t], s.last[1, t] = s.pairs[0, t], s.pairs[1, t]
        count = pair_all(
            A, na, B, nb, count, s.columns, s.mapped, s.keys, s.columns_b, s.near, s.partner, s.pairs, s.cost
        )  # fmt: skip
        if count < p.GROWTH_MINIMUM or (count == last and _equal(s.last, s.pairs, count)):
            break  # the same pairs would define the same mapping again
    measure(
        A, na, B, nb, (m, strength, similarity), count, s.pairs, s.cost, s.partner, s.near, s.table, width, s.measures
    )  # fmt: skip
    return count


@kernel
def _equal(one: NDArray[np.int32], other: NDArray[np.int32], n: int) -> bool:
    """Whether the first n columns of two lists of pairs are the same."""
    different = 0
    for t in range(n):
        different += one[0, t] != other[0, t] or one[1, t] != other[1, t]
    return different == 0


@kernel
def judge(count: int, measures: NDArray[np.float64]) -> float:
    """Return the score of a comparison from its measures: a log-likelihood ratio in nats."""
    if count < 0:
        return p.FLOOR
    total = BIAS
    for k in range(len(_WEIGHTS)):
        total += _WEIGHTS[k] * measures[k]
    return max(min(total, p.CEILING_PER_PAIR * (count - 2)), p.FLOOR)


@kernel
def compare_many(
    GA: NDArray[np.float32], WA: NDArray[np.uint64], key: np.uint64, GB: NDArray[np.float32], WB: NDArray[np.uint64],
    offsets: NDArray[np.int64], keys: NDArray[np.uint64], which: NDArray[np.int64], s: Scratch,
    out: NDArray[np.float32], measures: NDArray[np.float32],
) -> None:  # fmt: skip
    """Fill out[q] with the score of one probe against finger which[q] of a packed gallery.

    measures: (Q, COUNT) is filled too, or (0, COUNT) where they are not wanted.
    """
    na = GA.shape[1]
    for q in range(len(which)):
        g = which[q]
        b0, nb = offsets[g], offsets[g + 1] - offsets[g]
        # Which print comes first is fixed by content, so that score(a, b) and score(b, a) are the same bits.
        if key <= keys[g]:
            count = compare(GA, WA, 0, na, GB, WB, b0, nb, s)
        else:
            count = compare(GB, WB, b0, nb, GA, WA, 0, na, s)
        out[q] = judge(count, s.measures)
        if len(measures) > 0:
            for k in range(measures.shape[1]):
                measures[q, k] = s.measures[k] if count >= 0 else np.nan
