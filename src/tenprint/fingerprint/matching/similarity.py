"""Local similarity: each descriptor of one print against each of the other, and the best pairs of them."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.layout import BANKS, LAYER_WORDS, POINTS
from tenprint.fingerprint.matching.popcount import popcount

_MIN_KNOWN = int(p.MIN_SHARED_POINTS * POINTS)


@njit(nogil=True, cache=True)
def similarities(
    A: NDArray[np.uint64], a0: int, na: int, B: NDArray[np.uint64], b0: int, nb: int, table: NDArray[np.uint8],
    counts: NDArray[np.uint64],
) -> None:  # fmt: skip
    """Fill table[i, j] with the similarity, 0 to 255, of descriptor i of A and j of B.

    It is the share of common bits (Dice's coefficient) where both prints are known; 0 where that is too little.
    `counts` (3, >= nb) is scratch.
    """
    shift = np.uint64(16)
    for i in range(na):
        for j in range(nb):
            counts[0, j] = 0
            counts[1, j] = 0
        for bank in range(BANKS):
            known = A[LAYER_WORDS + bank, a0 + i]
            for j in range(nb):
                counts[2, j] = known & B[LAYER_WORDS + bank, b0 + j]
                counts[1, j] += popcount(counts[2, j])
            for d in range(p.DIRECTION_SECTORS):
                word = A[d * BANKS + bank, a0 + i]
                for j in range(nb):
                    other = B[d * BANKS + bank, b0 + j]
                    counts[0, j] += popcount(word & other) + (popcount((word ^ other) & counts[2, j]) << shift)
        for j in range(nb):
            common = np.int32(counts[0, j] & np.uint64(0xFFFF)) * np.int32(2)
            either = common + np.int32(counts[0, j] >> shift)
            enough = (np.int32(counts[1, j]) >= _MIN_KNOWN) & (either >= p.MIN_SHARED_BITS)
            value = np.float32(common) * np.float32(255) / np.float32(max(either, np.int32(1)))
            table[i, j] = np.uint8(value) if enough else np.uint8(0)


@njit(nogil=True, cache=True)
def best_pairs(
    table: NDArray[np.uint8], na: int, nb: int, limit: int, histogram: NDArray[np.int32], pair_a: NDArray[np.int32],
    pair_b: NDArray[np.int32], value: NDArray[np.float32],
) -> int:  # fmt: skip
    """Select about `limit` pairs of the highest similarity; return how many. `histogram` (256,) is scratch."""
    histogram[:] = 0
    for i in range(na):
        for j in range(nb):
            histogram[table[i, j]] += 1
    floor, taken = 255, histogram[255]
    while floor > p.MIN_SIMILARITY and taken + histogram[floor - 1] <= limit:
        floor -= 1
        taken += histogram[floor]
    n = 0
    for i in range(na):
        for j in range(nb):
            if table[i, j] >= floor and n < limit:
                pair_a[n], pair_b[n], value[n] = i, j, table[i, j] / np.float32(255)
                n += 1
    return n
