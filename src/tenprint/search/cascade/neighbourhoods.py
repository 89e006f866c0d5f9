"""Neighbourhoods of minutiae as bits: who lies where about a minutia and points which way, at some ns a neighbour.

The bits of Minutia Cylinder-Code (Cappelli, Ferrara, Maltoni, IEEE TPAMI 32(12), 2010, section 3.3), sampled on rings
that widen outwards. What a neighbour sets comes from tables, and neighbours are joined by OR instead of a sum.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.matching.popcount import popcount
from tenprint.search.cascade.sectors import TURN_BITS, join_neighbours
from tenprint.search.parameters import (
    GRID_STEP,
    MAXIMUM_MINUTIAE,
    RING_POINTS,
    RING_RADII,
    RING_SUPPORTS,
    SECTOR_REACH,
    SECTORS,
)

REACH = RING_RADII[-1] + RING_SUPPORTS[-1]
SIDE = 2 * int(REACH / GRID_STEP) + 3
TURN_STEPS = 1 << TURN_BITS
TURN = 2 * math.pi

LANES = 16
"""Minutiae are taken so many at a time; their columns are filled up with such that have no neighbours."""
CAPACITY = -(-MAXIMUM_MINUTIAE // LANES) * LANES
FAR = 1e4
"""px; where those lie that fill up."""


def point_table() -> NDArray[np.uint64]:
    """Return (SIDE * SIDE,): which of the 64 points a neighbour at (u, v), in steps from the corner, sets.

    The first place, the corner, lies out of reach: there nothing is set.
    """
    steps = (np.arange(SIDE) - SIDE // 2) * GRID_STEP
    u, v = np.meshgrid(steps, steps, indexing="ij")
    table, bit = np.zeros((SIDE, SIDE), np.uint64), 0
    for radius, points, support in zip(RING_RADII, RING_POINTS, RING_SUPPORTS, strict=True):
        for k in range(points):
            angle = TURN * (k + 0.5) / points
            near = np.hypot(u - radius * math.cos(angle), v - radius * math.sin(angle)) < support
            table |= np.where(near, np.uint64(1) << np.uint64(bit), np.uint64(0))
            bit += 1
    return table.reshape(-1)


def sector_table() -> NDArray[np.uint64]:
    """Return (TURN_STEPS * SECTORS,): all bits in the sector or the two that a relative direction falls into."""
    table = np.zeros((TURN_STEPS, SECTORS), np.uint64)
    for step in range(TURN_STEPS):
        at = (step + 0.5) / TURN_STEPS * SECTORS
        gaps = [abs((at - (d + 0.5) + SECTORS / 2) % SECTORS - SECTORS / 2) for d in range(SECTORS)]
        order = np.argsort(gaps, kind="stable")
        second = order[1] if gaps[order[1]] < SECTOR_REACH else order[0]
        table[step, [order[0], second]] = ~np.uint64(0)
    return table.reshape(-1)


POINTS, SECTOR_MASKS = point_table(), sector_table()


@njit(nogil=True, cache=True, error_model="numpy")
def describe_bits(n, places, direction, step, points, masks, keys, words, counts):  # type: ignore[no-untyped-def]
    """Describe the first of n minutiae and every step-th after it; return how many.

    Args:
        n: number of minutiae, all of which are neighbours.
        places: (4, CAPACITY) float32, x, y (px at 500 ppi, y up), cosine and sine of the direction; `FAR` beyond n.
        direction: (CAPACITY,) float32, rad in [0, 2 pi).
        step: 1 for all of them.
        points, masks: `POINTS` and `SECTOR_MASKS`.
        keys: (CAPACITY,) int32 scratch.
        words: (CAPACITY * SECTORS,) uint64 is filled, those of a minutia one after the other.
        counts: (CAPACITY,) float32 is filled with the number of bits set.
    """
    middle, per_step = np.float32(SIDE // 2 + 0.5), np.float32(1 / GRID_STEP)
    limit, per_turn = np.float32(REACH * REACH), np.float32(TURN_STEPS / TURN)
    x, y = places[0], places[1]
    filled, m = (n + LANES - 1) & ~(LANES - 1), 0
    for i in range(0, n, step):
        own_x, own_y, c, s, own, before = x[i], y[i], places[2, i], places[3, i], direction[i], np.int32(i)
        # No branches, so that this runs on vectors. Turns are rounded the same way in both orders of a pair.
        for j in range(filled):
            dx, dy = x[j] - own_x, y[j] - own_y
            turned = direction[j] - own
            turned = -turned if np.int32(j) < before else turned
            turn = np.int32(turned * per_turn + np.float32(TURN_STEPS)) & np.int32(TURN_STEPS - 1)
            turn = np.int32(TURN_STEPS - 1) - turn if np.int32(j) < before else turn
            u, v = np.int32((c * dx + s * dy) * per_step + middle), np.int32((c * dy - s * dx) * per_step + middle)
            key = (u * np.int32(SIDE) + v) * np.int32(TURN_STEPS) + turn
            keys[j] = np.int32(key if dx * dx + dy * dy < limit else np.int32(0))
        keys[i] = 0
        join_neighbours(points, masks, keys, n, words, m * SECTORS)
        m += 1
    for k in range(m):
        total = np.uint64(0)
        for d in range(SECTORS):
            total += popcount(words[k * SECTORS + d])
        counts[k] = np.float32(total)
    return m
