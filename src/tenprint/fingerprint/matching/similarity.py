"""Local similarity: each descriptor of one print against each of the other, and the best pairs of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.kernel import kernel
from tenprint.fingerprint.matching.layout import BANKS, LAYER_WORDS, POINTS
from tenprint.fingerprint.matching.popcount import popcount

_MIN_KNOWN = int(p.MIN_SHARED_POINTS * POINTS)


@kernel
def similarities(
    A: NDArray[np.uint64], a0: int, na: int, B: NDArray[np.uint64], b0: int, nb: int, table: NDArray[np.uint8],
    counts: NDArray[np.uint64],
) -> None:  # fmt: skip
    """Fill table[i, j] with the similarity, 0 to 255, of descriptor i of A and j of B.

    It is the share of common bits (Dice's coefficient) where both prints are known, with `PRIOR_BITS` counted as
    different; 0 where too little is known.
    `counts` (3, >= nb) is scratch.
    """
    shift = np.uint64(16)
    both, known_both, shared = counts[0, :nb], counts[1, :nb], counts[2, :nb]
    for i in range(na):
        row = table[i, :nb]
        for j in range(nb):
            both[j] = 0
            known_both[j] = 0
        for bank in range(BANKS):
            known = A[LAYER_WORDS + bank, a0 + i]
            other_known = B[LAYER_WORDS + bank, b0 : b0 + nb]
            for j in range(nb):
                shared[j] = known & other_known[j]
                known_both[j] += popcount(shared[j])
            for d in range(p.DIRECTION_SECTORS):
                word = A[d * BANKS + bank, a0 + i]
                other = B[d * BANKS + bank, b0 : b0 + nb]
                for j in range(nb):
                    both[j] += popcount(word & other[j]) + (popcount((word ^ other[j]) & shared[j]) << shift)
        for j in range(nb):
            common = np.int32(both[j] & np.uint64(0xFFFF)) * np.int32(2)
            either = common + np.int32(both[j] >> shift)
            enough = (np.int32(known_both[j]) >= _MIN_KNOWN) & (either >= p.MIN_SHARED_BITS)
            value = np.float32(common) * np.float32(255) / np.float32(either + np.int32(p.PRIOR_BITS))
            row[j] = np.uint8(np.int32(value)) if enough else np.uint8(0)


@kernel
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
