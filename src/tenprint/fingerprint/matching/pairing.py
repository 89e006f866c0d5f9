"""Tight pairing: each minutia, carried into the other print, finds the nearest that lies and points as it does."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.kernel import kernel
from tenprint.fingerprint.matching.mapping import map_minutiae

_SHIFT_LIMIT = np.float32(p.PAIR_DISTANCE**2)
_TURN_LIMIT = np.float32(2 - 2 * math.cos(p.PAIR_TURN))
_SHIFT_COST = np.float32(p.PAIR_SHIFT_SHARE / p.PAIR_DISTANCE**2)
_TURN_COST = np.float32((1 - p.PAIR_SHIFT_SHARE) / (2 - 2 * math.cos(p.PAIR_TURN)))
_NONE = np.int32(2**30)
_FINE = np.float32(16384)  # steps of the cost inside the integer key (cost, number) whose minimum is sought


@kernel
def nearest(
    mapped: NDArray[np.float32], n: int, G: NDArray[np.float32], start: int, nb: int, best: NDArray[np.int32],
    cost: NDArray[np.float32], near: NDArray[np.float32],
) -> None:  # fmt: skip
    """For each of n carried minutiae find its best partner among nb.

    best[i] is the partner or -1, cost[i] 0 (exact) to 1 (at the limits), near[i] the squared distance (px) to the
    nearest minutia of any direction.
    """
    gx, gy = G[0, start : start + nb], G[1, start : start + nb]
    gc, gs = G[2, start : start + nb], G[3, start : start + nb]
    cap = np.float32(1e6)
    for i in range(n):
        x, y, c, s = mapped[0, i], mapped[1, i], mapped[2, i], mapped[3, i]
        key, closest = _NONE, _NONE
        for j in range(nb):
            dx, dy, dc, ds = gx[j] - x, gy[j] - y, gc[j] - c, gs[j] - s
            shift, turn = dx * dx + dy * dy, dc * dc + ds * ds
            shift = shift if shift < cap else cap
            closest = min(closest, np.int32(shift))
            coded = np.int32((shift * _SHIFT_COST + turn * _TURN_COST) * _FINE) * np.int32(128) + np.int32(j)
            allowed = (shift < _SHIFT_LIMIT) & (turn < _TURN_LIMIT)
            key = min(key, coded if allowed else _NONE)
        near[i] = np.float32(closest)
        best[i] = key & np.int32(127) if key < _NONE else np.int32(-1)
        cost[i] = np.float32(key >> 7) / _FINE if key < _NONE else np.float32(1)


@kernel
def pair_all(
    GA: NDArray[np.float32], a0: int, na: int, GB: NDArray[np.float32], b0: int, nb: int, m: int,
    columns: NDArray[np.float32], sums: NDArray[np.float32], mapped: NDArray[np.float32],
    best: NDArray[np.int32], cost: NDArray[np.float32], near: NDArray[np.float32], pairs: NDArray[np.int32],
) -> int:  # fmt: skip
    """Pair all minutiae under the mapping of the m pairs in `columns`; return how many choose each other.

    best, cost, near: (2, >= max(na, nb)), row 0 for A's minutiae and row 1 for B's. pairs: (2, ...) is filled with
    the numbers in A and B of those that choose each other.
    """
    map_minutiae(GA, a0, na, m, columns, False, sums, mapped)
    nearest(mapped, na, GB, b0, nb, best[0], cost[0], near[0])
    map_minutiae(GB, b0, nb, m, columns, True, sums, mapped)
    nearest(mapped, nb, GA, a0, na, best[1], cost[1], near[1])
    count = 0
    for i in range(na):
        j = best[0, i]
        if j >= 0 and best[1, j] == i:
            pairs[0, count], pairs[1, count] = i, j
            count += 1
    return count
