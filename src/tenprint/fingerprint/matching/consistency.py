"""Consistency: which candidate pairs tell the same story of turn and shift, and the core that agrees best."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p

_TURN_LIMIT = np.float32(2 - 2 * math.cos(p.TURN_TOLERANCE))
_BASE, _GROWTH = np.float32(p.SHIFT_TOLERANCE), np.float32(p.SHIFT_TOLERANCE_GROWTH)


@njit(nogil=True, cache=True)
def agreements(
    GA: NDArray[np.float32], a0: int, GB: NDArray[np.float32], b0: int, n: int, pair_a: NDArray[np.int32],
    pair_b: NDArray[np.int32], columns: NDArray[np.float32], C: NDArray[np.float32],
) -> None:  # fmt: skip
    """Fill C[t, k], 0 to 1, for n candidate pairs: do pairs t and k agree? Symmetric; 0 where they share a minutia.

    `columns` (6, >= n) is left with x and y in A, x and y in B, cosine and sine of the turn from A to B.
    """
    one, zero = np.float32(1), np.float32(0)
    for t in range(n):
        i, j = a0 + pair_a[t], b0 + pair_b[t]
        columns[0, t], columns[1, t] = GA[0, i], GA[1, i]
        columns[2, t], columns[3, t] = GB[0, j], GB[1, j]
        columns[4, t] = GA[2, i] * GB[2, j] + GA[3, i] * GB[3, j]
        columns[5, t] = GA[2, i] * GB[3, j] - GA[3, i] * GB[2, j]
    for t in range(n):
        ax, ay, bx, by = columns[0, t], columns[1, t], columns[2, t], columns[3, t]
        c, s = columns[4, t], columns[5, t]
        for k in range(n):
            dax, day = columns[0, k] - ax, columns[1, k] - ay
            dbx, dby = columns[2, k] - bx, columns[3, k] - by
            turn = (columns[4, k] - c) * (columns[4, k] - c) + (columns[5, k] - s) * (columns[5, k] - s)
            mc, ms = columns[4, k] + c, columns[5, k] + s
            length = math.sqrt(mc * mc + ms * ms) + np.float32(1e-6)
            mc, ms = mc / length, ms / length
            ex, ey = mc * dax - ms * day - dbx, ms * dax + mc * day - dby
            da, db = dax * dax + day * day, dbx * dbx + dby * dby
            reach = _BASE + _GROWTH * math.sqrt(max(da, db))
            shift = max(zero, one - (ex * ex + ey * ey) / (reach * reach))
            value = shift * max(zero, one - turn / _TURN_LIMIT)
            C[t, k] = value if min(da, db) > zero else zero


@njit(nogil=True, cache=True)
def relax(
    n: int, C: NDArray[np.float32], value: NDArray[np.float32], weight: NDArray[np.float32], work: NDArray[np.float32]
) -> None:
    """Let agreeing pairs raise one another: weight ends, 0 to 1, as power iteration from the similarities."""
    for t in range(n):
        weight[t] = value[t]
    for _ in range(p.RELAXATION_ROUNDS):
        for t in range(n):
            work[t] = value[t] * value[t] * np.float32(0.5)
        for k in range(n):
            w = weight[k]
            if w > 0:
                for t in range(n):
                    work[t] += C[k, t] * w
        top = np.float32(1e-9)
        for t in range(n):
            work[t] *= value[t]
            top = max(top, work[t])
        for t in range(n):
            weight[t] = work[t] / top


@njit(nogil=True, cache=True)
def core(
    n: int, C: NDArray[np.float32], pair_a: NDArray[np.int32], pair_b: NDArray[np.int32],
    weight: NDArray[np.float32], support: NDArray[np.float32], chosen: NDArray[np.int32],
) -> int:  # fmt: skip
    """Choose pairs by falling weight that share no minutia and agree with those chosen before; return how many.

    `support[t]` is left with the sum of agreements of pair t with all chosen pairs. `weight` is consumed.
    """
    m = 0
    for t in range(n):
        support[t] = 0
    for _ in range(n):
        best, best_weight = -1, np.float32(0)
        for t in range(n):
            if weight[t] > best_weight:
                best, best_weight = t, weight[t]
        if best < 0:
            break
        weight[best] = 0
        if m > 0 and support[best] < np.float32(p.CORE_AGREEMENT) * np.float32(m):
            continue
        chosen[m] = best
        m += 1
        for t in range(n):
            support[t] += C[best, t]
            if pair_a[t] == pair_a[best] or pair_b[t] == pair_b[best]:
                weight[t] = 0
    return m
