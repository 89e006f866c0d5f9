"""Consistency: which candidate pairs tell the same story of turn and shift, and the core that agrees best."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.kernel import kernel
from tenprint.fingerprint.matching.mapping import TURN_COSINE, TURN_SINE, XA, XB, YA, YB, pair_columns

_TURN_LIMIT = np.float32(2 - 2 * math.cos(p.TURN_TOLERANCE))
_BASE, _GROWTH = np.float32(p.SHIFT_TOLERANCE), np.float32(p.SHIFT_TOLERANCE_GROWTH)
_K = p.CANDIDATES


@kernel
def agreements(
    GA: NDArray[np.float32], GB: NDArray[np.float32], n: int, pair_a: NDArray[np.int32], pair_b: NDArray[np.int32],
    columns: NDArray[np.float32], C: NDArray[np.float32],
) -> None:  # fmt: skip
    """Fill C[t, k], 0 to 1, for n candidate pairs: do pairs t and k agree? Symmetric; 0 where they share a minutia.

    All `CANDIDATES` columns k are filled, those from n on with nothing of meaning.
    `columns` is left with the pairs, see `mapping.pair_columns`.
    """
    one, zero, half, eighth = np.float32(1), np.float32(0), np.float32(0.5), np.float32(0.125)
    pair_columns(GA, GB, n, pair_a, pair_b, columns)
    for t in range(n):
        row = C[t]
        ax, ay, bx, by = columns[XA + t], columns[YA + t], columns[XB + t], columns[YB + t]
        c, s = columns[TURN_COSINE + t], columns[TURN_SINE + t]
        for k in range(_K):
            dax, day = columns[XA + k] - ax, columns[YA + k] - ay
            dbx, dby = columns[XB + k] - bx, columns[YB + k] - by
            co, si = columns[TURN_COSINE + k], columns[TURN_SINE + k]
            turn = (co - c) * (co - c) + (si - s) * (si - s)
            # The mean of two turns; its length is sqrt(4 - turn), here to second order: within the tolerance the
            # error is under 0.1 %.
            scale = half + turn * eighth * half
            mc, ms = (co + c) * scale, (si + s) * scale
            ex = mc * dax - ms * day - dbx
            ey = ms * dax + mc * day - dby
            da, db = dax * dax + day * day, dbx * dbx + dby * dby
            reach = _BASE + _GROWTH * np.sqrt(max(da, db))
            shift = one - (ex * ex + ey * ey) / (reach * reach)
            turned = one - turn / _TURN_LIMIT
            good = (shift > zero) & (turned > zero) & (min(da, db) > zero)
            row[k] = shift * turned if good else zero


@kernel
def relax(
    n: int, C: NDArray[np.float32], value: NDArray[np.float32], weight: NDArray[np.float32], work: NDArray[np.float32]
) -> None:
    """Let agreeing pairs raise one another: weight ends, 0 to 1, as power iteration from the similarities.

    value, weight, work: (K,); value is 0 from n on.
    """
    for t in range(_K):
        weight[t] = value[t]
    for _ in range(p.RELAXATION_ROUNDS):
        for t in range(_K):
            work[t] = value[t] * value[t] * np.float32(0.5)
        for k in range(0, n, 4):  # four rows at a time; beyond n the weights are 0
            c0, c1, c2, c3 = C[k], C[k + 1], C[k + 2], C[k + 3]
            w0, w1, w2, w3 = weight[k], weight[k + 1], weight[k + 2], weight[k + 3]
            for t in range(_K):
                work[t] += (c0[t] * w0 + c1[t] * w1) + (c2[t] * w2 + c3[t] * w3)
        top = np.float32(1e-9)
        for t in range(_K):
            work[t] *= value[t]
        for t in range(n):
            top = max(top, work[t])
        for t in range(_K):
            weight[t] = work[t] / top


@kernel
def core(
    n: int, C: NDArray[np.float32], pair_a: NDArray[np.int32], pair_b: NDArray[np.int32],
    weight: NDArray[np.float32], support: NDArray[np.float32], order: NDArray[np.int32], taken: NDArray[np.uint8],
    chosen: NDArray[np.int32],
) -> int:  # fmt: skip
    """Choose pairs by falling weight that share no minutia and agree with those chosen before; return how many.

    weight: (K,), 0 from n on. `support[t]` is left with the sum of agreements of pair t with all chosen pairs.
    order (K,) and taken (2, M) are scratch.
    """
    for t in range(_K):
        support[t] = 0
    for t in range(n):
        w, before = weight[t], np.int32(0)
        for k in range(_K):
            before += np.int32((weight[k] > w) | ((weight[k] == w) & (k < t)))
        order[before] = t
        taken[0, pair_a[t]], taken[1, pair_b[t]] = 0, 0
    m = 0
    for place in range(n):
        t = order[place]
        if weight[t] <= 0:
            break
        if taken[0, pair_a[t]] or taken[1, pair_b[t]]:
            continue
        if support[t] < np.float32(p.CORE_AGREEMENT) * np.float32(m):
            continue
        chosen[m] = t
        m += 1
        taken[0, pair_a[t]], taken[1, pair_b[t]] = 1, 1
        row = C[t]
        for k in range(_K):
            support[k] += row[k]
    return m
