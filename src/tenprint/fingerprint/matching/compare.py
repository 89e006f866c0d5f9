"""One comparison as a compiled kernel: similarity, candidates, consistency, core, score."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.consistency import agreements, core, relax
from tenprint.fingerprint.matching.scratch import Scratch
from tenprint.fingerprint.matching.similarity import best_pairs, similarities


@njit(nogil=True, cache=True)
def compare(
    GA: NDArray[np.float32], WA: NDArray[np.uint64], a0: int, na: int,
    GB: NDArray[np.float32], WB: NDArray[np.uint64], b0: int, nb: int, s: Scratch,
) -> float:  # fmt: skip
    """Return the score of A's columns a0 to a0 + na against B's b0 to b0 + nb."""
    if na == 0 or nb == 0:
        return 0.0
    pair_a, pair_b, chosen = s.pairs[0], s.pairs[1], s.pairs[2]
    value, weight, support, work = s.values[0], s.values[1], s.values[2], s.values[3]
    similarities(WA, a0, na, WB, b0, nb, s.table, s.counts)
    n = best_pairs(s.table, na, nb, p.CANDIDATES, s.histogram, pair_a, pair_b, value)
    if n == 0:
        return 0.0
    agreements(GA, a0, GB, b0, n, pair_a, pair_b, s.columns, s.agreement)
    relax(n, s.agreement, value, weight, work)
    m = core(n, s.agreement, pair_a, pair_b, weight, support, chosen)
    total = 0.0
    for t in range(m):
        k = chosen[t]
        total += value[k] * support[k]
    return total


@njit(nogil=True, cache=True)
def compare_many(
    GA: NDArray[np.float32], WA: NDArray[np.uint64], key: np.uint64, GB: NDArray[np.float32], WB: NDArray[np.uint64],
    offsets: NDArray[np.int64], keys: NDArray[np.uint64], which: NDArray[np.int64], s: Scratch,
    out: NDArray[np.float32],
) -> None:  # fmt: skip
    """Fill out[q] with the score of one probe against finger which[q] of a packed gallery."""
    na = GA.shape[1]
    for q in range(len(which)):
        g = which[q]
        b0, nb = offsets[g], offsets[g + 1] - offsets[g]
        if key <= keys[g]:
            out[q] = compare(GA, WA, 0, na, GB, WB, b0, nb, s)
        else:
            out[q] = compare(GB, WB, b0, nb, GA, WA, 0, na, s)
