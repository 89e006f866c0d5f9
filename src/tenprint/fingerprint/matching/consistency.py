"""Consistency: which candidate pairs tell the same story of turn and shift, and the core that agrees best."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.kernel import kernel
from tenprint.fingerprint.matching.mapping import pair_columns

_TURN_LIMIT = np.float32(2 - 2 * math.cos(p.TURN_TOLERANCE))
_BASE, _GROWTH = np.float32(p.SHIFT_TOLERANCE), np.float32(p.SHIFT_TOLERANCE_GROWTH)


@kernel
def agreements(
    GA: NDArray[np.float32], a0: int, GB: NDArray[np.float32], b0: int, n: int, pair_a: NDArray[np.int32],
    pair_b: NDArray[np.int32], columns: NDArray[np.float32], C: NDArray[np.float32],
) -> None:  # fmt: skip
    """Fill C[t, k], 0 to 1, for n candidate pairs: do pairs t and k agree? Symmetric; 0 where they share a minutia.

    `columns` (6, >= n) is left with x and y in A, x and y in B, cosine and sine of the turn from A to B.
    """
    one, zero = np.float32(1), np.float32(0)
    pair_columns(GA, a0, GB, b0, n, pair_a, pair_b, columns)
    xa, ya, xb, yb, co, si = (
        columns[0, :n],
        columns[1, :n],
        columns[2, :n],
        columns[3, :n],
        columns[4, :n],
        columns[5, :n],
    )
    tiny = np.float32(1e-6)
    for t in range(n):
        row = C[t, :n]
        ax, ay, bx, by, c, s = xa[t], ya[t], xb[t], yb[t], co[t], si[t]
        for k in range(n):
            dax, day, dbx, dby = xa[k] - ax, ya[k] - ay, xb[k] - bx, yb[k] - by
            turn = (co[k] - c) * (co[k] - c) + (si[k] - s) * (si[k] - s)
            mc, ms = co[k] + c, si[k] + s
            scale = one / np.sqrt(mc * mc + ms * ms + tiny)
            ex = (mc * dax - ms * day) * scale - dbx
            ey = (ms * dax + mc * day) * scale - dby
            da, db = dax * dax + day * day, dbx * dbx + dby * dby
            far, near = (da, db) if da > db else (db, da)
            reach = _BASE + _GROWTH * np.sqrt(far)
            shift = one - (ex * ex + ey * ey) / (reach * reach)
            turned = one - turn / _TURN_LIMIT
            good = (shift > zero) & (turned > zero) & (near > zero)
            row[k] = shift * turned if good else zero


@kernel
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
                row = C[k, :n]
                for t in range(n):
                    work[t] += row[t] * w
        top = np.float32(1e-9)
        for t in range(n):
            work[t] *= value[t]
            top = max(top, work[t])
        for t in range(n):
            weight[t] = work[t] / top


@kernel
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
