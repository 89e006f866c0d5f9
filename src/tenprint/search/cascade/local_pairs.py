"""Two fingers in stage 1: the best mutual pairs of neighbourhoods, and how far they tell the same story."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from tenprint.search.cascade.neighbourhoods import LANES
from tenprint.search.cascade.sectors import count_common
from tenprint.search.parameters import (
    CONSISTENT_GROWTH,
    CONSISTENT_SHIFT,
    CONSISTENT_TURN,
    LOCAL_PAIRS,
    SECTORS,
    SIMILARITY_PRIOR,
)

FINE = 65_536
"""Steps of a similarity inside the integer (similarity, number) whose maximum is sought."""
NUMBERS = 128
TURN_LIMIT = 2 - 2 * math.cos(CONSISTENT_TURN)


@njit(nogil=True, cache=True, error_model="numpy")
def best_mutual(  # type: ignore[no-untyped-def]
    na, blocks, ca, nb, step, wb, cb, common, across, down, pairs, values
):
    """Find the best pairs of neighbourhoods that are each other's best; return how many, at most `LOCAL_PAIRS`.

    Args:
        na, blocks, ca: number, blocks (`sectors`) and bit counts of the search finger's minutiae.
        nb, step, wb, cb: number of the file's that are described, which ones, their words and bit counts.
        common: (CAPACITY,) int32 scratch. across, down: (CAPACITY,) int32 scratch.
        pairs: (2, LOCAL_PAIRS) int32, filled with the numbers of the minutiae.
        values: (LOCAL_PAIRS,) float32, filled with their similarity (Dice's coefficient), falling.
    """
    filled = (na + LANES - 1) & ~(LANES - 1)
    for i in range(filled):
        down[i] = -1
    for j in range(nb):
        count_common(wb, j * SECTORS, blocks, filled // SECTORS, common)
        best = np.int32(-1)
        per = cb[j] + np.float32(SIMILARITY_PRIOR)
        # Where there is no minutia no bits are common: these have similarity 0, which is passed over below.
        for i in range(filled):
            key = np.int32(np.float32(common[i]) * np.float32(2 * FINE) / (per + ca[i])) * np.int32(NUMBERS)
            best = max(best, np.int32(key + np.int32(i)))
            down[i] = max(down[i], np.int32(key + np.int32(j)))
        across[j] = best
    found = 0
    for j in range(nb):
        i = across[j] & (NUMBERS - 1)
        if across[j] < NUMBERS or (down[i] & (NUMBERS - 1)) != j:
            continue
        value = np.float32(across[j] // NUMBERS) / np.float32(FINE)
        if found < LOCAL_PAIRS:
            found += 1
        elif value <= values[LOCAL_PAIRS - 1]:
            continue
        k = found - 1
        while k > 0 and values[k - 1] < value:
            values[k], pairs[0, k], pairs[1, k] = values[k - 1], pairs[0, k - 1], pairs[1, k - 1]
            k -= 1
        values[k], pairs[0, k], pairs[1, k] = value, i, j * step
    return found


@njit(nogil=True, cache=True, error_model="numpy")
def consistency(n, pairs, values, a, b, turns, support):  # type: ignore[no-untyped-def]
    """Return how far n pairs agree in turn and shift: the root of the sum of similarities and agreements.

    Args:
        n, pairs, values: as `best_mutual` left them.
        a, b: (4, ...) float32, x, y (up), cosine and sine of the minutiae of either finger.
        turns: (2, LOCAL_PAIRS) float32 and support: (LOCAL_PAIRS,) float32, scratch.
    """
    zero, one, limit = np.float32(0), np.float32(1), np.float32(TURN_LIMIT)
    for p in range(n):
        i, j = pairs[0, p], pairs[1, p]
        turns[0, p] = a[2, i] * b[2, j] + a[3, i] * b[3, j]
        turns[1, p] = a[2, i] * b[3, j] - a[3, i] * b[2, j]
        support[p] = zero
    for p in range(n):
        i, j, c, s = pairs[0, p], pairs[1, p], turns[0, p], turns[1, p]
        for q in range(p):
            dc, ds = turns[0, q] - c, turns[1, q] - s
            turned = dc * dc + ds * ds
            if turned >= limit:
                continue
            i2, j2 = pairs[0, q], pairs[1, q]
            xa, ya, xb, yb = a[0, i2] - a[0, i], a[1, i2] - a[1, i], b[0, j2] - b[0, j], b[1, j2] - b[1, j]
            ex, ey = c * xa - s * ya - xb, s * xa + c * ya - yb
            reach = np.float32(CONSISTENT_SHIFT) + np.float32(CONSISTENT_GROWTH) * np.sqrt(xa * xa + ya * ya)
            off = (ex * ex + ey * ey) / (reach * reach)
            if off < one:
                agreement = (one - off) * (one - turned / limit)
                support[p] += agreement * values[q]
                support[q] += agreement * values[p]
    total = zero
    for p in range(n):
        total += values[p] * support[p]
    return np.sqrt(total)
