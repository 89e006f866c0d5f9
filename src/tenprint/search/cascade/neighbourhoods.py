"""Neighbourhoods of minutiae as bits: who lies where about a minutia and points which way, at tens of ns a neighbour.

The bits of Minutia Cylinder-Code (Cappelli, Ferrara, Maltoni, IEEE TPAMI 32(12), 2010, section 3.3), sampled on rings
that widen outwards. What a neighbour sets comes from tables, and neighbours are joined by OR instead of a sum.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.matching.popcount import popcount
from tenprint.search.parameters import GRID_STEP, RING_POINTS, RING_RADII, RING_SUPPORTS, SECTOR_REACH, SECTORS

REACH = RING_RADII[-1] + RING_SUPPORTS[-1]
SIDE = 2 * int(REACH / GRID_STEP) + 3
TURN_STEPS = 64
TURN = 2 * math.pi


def point_table() -> NDArray[np.uint64]:
    """Return (SIDE, SIDE): which of the 64 points a neighbour at (u, v), in steps from the middle, sets."""
    steps = (np.arange(SIDE) - SIDE // 2) * GRID_STEP
    u, v = np.meshgrid(steps, steps, indexing="ij")
    table, bit = np.zeros((SIDE, SIDE), np.uint64), 0
    for radius, points, support in zip(RING_RADII, RING_POINTS, RING_SUPPORTS, strict=True):
        for k in range(points):
            angle = TURN * (k + 0.5) / points
            near = np.hypot(u - radius * math.cos(angle), v - radius * math.sin(angle)) < support
            table |= np.where(near, np.uint64(1) << np.uint64(bit), np.uint64(0))
            bit += 1
    return table


def sector_table() -> NDArray[np.int64]:
    """Return (TURN_STEPS, 2): the two sectors that a relative direction falls into; the same twice where it is one."""
    table = np.zeros((TURN_STEPS, 2), np.int64)
    for step in range(TURN_STEPS):
        at = (step + 0.5) / TURN_STEPS * SECTORS
        gaps = [abs((at - (d + 0.5) + SECTORS / 2) % SECTORS - SECTORS / 2) for d in range(SECTORS)]
        order = np.argsort(gaps, kind="stable")
        second = order[1] if gaps[order[1]] < SECTOR_REACH else order[0]
        table[step] = order[0], second
    return table


POINTS, SECTOR_PAIRS = point_table(), sector_table()


@njit(nogil=True, cache=True, error_model="numpy")
def describe_bits(n, x, y, direction, cosine, sine, points, sectors, words, counts):  # type: ignore[no-untyped-def]
    """Describe n minutiae.

    Args:
        n: their number.
        x, y, direction: (>= n,) float32, px at 500 ppi with y up, rad in [0, 2 pi).
        cosine, sine: (>= n,) are filled with those of the direction.
        points, sectors: `POINTS` and `SECTOR_PAIRS`.
        words: (SECTORS, >= n) uint64 is filled.
        counts: (>= n,) float32 is filled with the number of bits set.
    """
    middle, per_step = np.float32(points.shape[0] // 2 + 0.5), np.float32(1 / GRID_STEP)
    limit, per_turn = np.float32(REACH * REACH), np.float32(TURN_STEPS / TURN)
    for i in range(n):
        cosine[i], sine[i] = math.cos(direction[i]), math.sin(direction[i])
        for d in range(SECTORS):
            words[d, i] = 0
    for i in range(n):
        c, s, t = cosine[i], sine[i], direction[i]
        for j in range(i + 1, n):
            dx, dy = x[j] - x[i], y[j] - y[i]
            if dx * dx + dy * dy >= limit:
                continue
            turned = int((direction[j] - t) * per_turn + np.float32(TURN_STEPS)) & (TURN_STEPS - 1)
            seen = points[int((c * dx + s * dy) * per_step + middle), int((c * dy - s * dx) * per_step + middle)]
            words[sectors[turned, 0], i] |= seen
            words[sectors[turned, 1], i] |= seen
            c2, s2 = cosine[j], sine[j]
            seen = points[int(middle - (c2 * dx + s2 * dy) * per_step), int(middle - (c2 * dy - s2 * dx) * per_step)]
            back = TURN_STEPS - 1 - turned
            words[sectors[back, 0], j] |= seen
            words[sectors[back, 1], j] |= seen
    for i in range(n):
        total = np.uint64(0)
        for d in range(SECTORS):
            total += popcount(words[d, i])
        counts[i] = np.float32(total)
