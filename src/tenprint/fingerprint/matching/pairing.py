"""Tight pairing: each minutia, carried into the other print, finds the nearest that lies and points as it does."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.kernel import kernel
from tenprint.fingerprint.matching.layout import COSINE0, LANES, SINE0, STRIDE, X0, Y0
from tenprint.fingerprint.matching.mapping import map_minutiae

_SHIFT_LIMIT = np.float32(p.PAIR_DISTANCE**2)
_TURN_LIMIT = np.float32(2 - 2 * math.cos(p.PAIR_TURN))
_SHIFT_COST = np.float32(p.PAIR_SHIFT_SHARE / p.PAIR_DISTANCE**2)
_TURN_COST = np.float32((1 - p.PAIR_SHIFT_SHARE) / (2 - 2 * math.cos(p.PAIR_TURN)))
_NONE = np.int32(2**30)
_FINE = np.float32(16384)  # steps of the cost inside the integer key (cost, number) whose minimum is sought
_NUMBERS = np.int32(128)  # more than minutiae
_KEY, _NEAR = 0, STRIDE  # rows
_FAR = np.float32(1e6)  # px^2


@kernel
def pair_all(
    GA: NDArray[np.float32], na: int, GB: NDArray[np.float32], nb: int, m: int, columns: NDArray[np.float32],
    mapped: NDArray[np.float32], keys: NDArray[np.int32], columns_b: NDArray[np.int32], near: NDArray[np.int32],
    partner: NDArray[np.int32], pairs: NDArray[np.int32], cost: NDArray[np.float32],
) -> int:  # fmt: skip
    """Pair all minutiae under the mapping of the m pairs in `columns`; return how many choose each other.

    Args:
        GA, na, GB, nb: the prints as `scratch.load` lays them out.
        m, columns: see `mapping.pair_columns`.
        mapped: scratch of `map_minutiae`.
        keys: (M,) scratch: of each minutia of A cost and number of the best partner in one number, the cost in the
            upper bits.
        columns_b: two rows of scratch: the same of each minutia of B, and the squared distance to the nearest.
        near: (2, M) is filled: the squared distance (px) to the nearest minutia of the other print, any direction.
        partner: (2, M) is filled: number of the partner in the other print or -1.
        pairs, cost: (2, M) numbers in A and B of those that choose each other; (M,) 0 (exact) to 1 (at the limits).
    """
    width = (nb + LANES - 1) // LANES * LANES
    map_minutiae(GA, (na + LANES - 1) // LANES * LANES, m, columns, mapped)
    for j in range(width):
        columns_b[_KEY + j], columns_b[_NEAR + j] = _NONE, np.int32(_FAR)
    for j in range(nb):
        partner[1, j] = -1
    for i in range(na):
        x, y, c, s = mapped[X0 + i], mapped[Y0 + i], mapped[COSINE0 + i], mapped[SINE0 + i]
        key, closest, own = _NONE, np.int32(_FAR), np.int32(i)
        for block in range(width // LANES):
            for j in range(block * LANES, block * LANES + LANES):
                dx, dy, dc, ds = GB[X0 + j] - x, GB[Y0 + j] - y, GB[COSINE0 + j] - c, GB[SINE0 + j] - s
                shift, turn = dx * dx + dy * dy, dc * dc + ds * ds
                shift = shift if shift < _FAR else _FAR
                allowed = (shift < _SHIFT_LIMIT) & (turn < _TURN_LIMIT)
                coded = np.int32((shift * _SHIFT_COST + turn * _TURN_COST) * _FINE) * _NUMBERS
                coded = coded if allowed else _NONE
                whole = np.int32(shift)
                closest = min(closest, whole)
                key = min(key, coded | np.int32(j))
                columns_b[_NEAR + j] = min(columns_b[_NEAR + j], whole)
                columns_b[_KEY + j] = min(columns_b[_KEY + j], coded | own)
        keys[i], near[0, i], partner[0, i] = key, closest, -1
    count = 0
    for i in range(na):
        key = keys[i]
        if key < _NONE:
            j = key & (_NUMBERS - np.int32(1))
            if columns_b[_KEY + j] & (_NUMBERS - np.int32(1)) == i:
                pairs[0, count], pairs[1, count] = i, j
                partner[0, i], partner[1, j] = j, i
                cost[count] = np.float32(key >> 7) / _FINE
                count += 1
    for j in range(nb):
        near[1, j] = columns_b[_NEAR + j]
    return count
