"""Local similarity: each descriptor of one print against each of the other, and the best pairs of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.kernel import kernel
from tenprint.fingerprint.matching.layout import DENSITY, DENSITY0, LANES, LAYER_WORDS, POINTS, STRIDE, WORDS
from tenprint.fingerprint.matching.popcount import popcount

TOP = 127  # similarities are whole numbers from 0 to TOP: seven bits, so that eight of them are compared at once
_MIN_KNOWN = np.int32(p.MIN_SHARED_POINTS * POINTS)
_MIN_BITS = np.float32(p.MIN_SHARED_BITS)
_SCALE, _TOP = np.float32(2 * TOP), np.float32(TOP)
_EACH, _HIGH = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
_BYTES = 8  # in a word


@kernel
def similarities(
    WA: NDArray[np.uint64], GA: NDArray[np.float32], a0: int, na: int, words: NDArray[np.uint64],
    second: NDArray[np.float32], width: int, table: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Fill table[i * width + j] with the similarity, 0 to `TOP`, of descriptor i of A and j of B.

    It is Dice's coefficient, where each print's number of set bits in the area known to both is taken as its mean
    number there: one pass over the words instead of three. 0 where too little is known.

    Args:
        WA, GA, a0, na: the first print.
        words: (M * WORDS,) of the second, LANES minutiae side by side, see `scratch.load`.
        second: geometry of the second, rows `STRIDE` apart.
        width: a multiple of `LANES`; columns without minutia have no bits and get 0.
    """
    density = second[DENSITY0 : DENSITY0 + STRIDE]
    for i in range(na):
        k = a0 + i
        w0, w1, w2, w3, w4, w5 = WA[0, k], WA[1, k], WA[2, k], WA[3, k], WA[4, k], WA[5, k]
        w6, w7, w8, w9, w10, w11 = WA[6, k], WA[7, k], WA[8, k], WA[9, k], WA[10, k], WA[11, k]
        known0, known1, own = WA[LAYER_WORDS, k], WA[LAYER_WORDS + 1, k], GA[DENSITY, k]
        row = table[i * width : (i + 1) * width]
        for block in range(width // LANES):
            first = block * LANES * WORDS
            for t in range(LANES):
                at = first + t
                common = (
                    popcount(w0 & words[at]) + popcount(w1 & words[at + LANES])
                    + popcount(w2 & words[at + 2 * LANES]) + popcount(w3 & words[at + 3 * LANES])
                    + popcount(w4 & words[at + 4 * LANES]) + popcount(w5 & words[at + 5 * LANES])
                    + popcount(w6 & words[at + 6 * LANES]) + popcount(w7 & words[at + 7 * LANES])
                    + popcount(w8 & words[at + 8 * LANES]) + popcount(w9 & words[at + 9 * LANES])
                    + popcount(w10 & words[at + 10 * LANES]) + popcount(w11 & words[at + 11 * LANES])
                )  # fmt: skip
                known = popcount(known0 & words[at + 12 * LANES]) + popcount(known1 & words[at + 13 * LANES])
                bits = (own + density[block * LANES + t]) * np.float32(np.int32(known))
                value = np.float32(np.int32(common)) * _SCALE / max(bits, np.float32(1))
                enough = (np.int32(known) >= _MIN_KNOWN) & (bits >= _MIN_BITS)
                row[block * LANES + t] = np.uint8(np.int32(min(value, _TOP))) if enough else np.uint8(0)


@kernel
def best_pairs(
    table: NDArray[np.uint8], packed: NDArray[np.uint64], na: int, width: int, pair_a: NDArray[np.int32],
    pair_b: NDArray[np.int32], value: NDArray[np.float32],
) -> int:  # fmt: skip
    """Select the pairs of the highest similarity, at most `CANDIDATES`; return how many.

    `packed` is the memory of `table` (na rows of `width`) as words of eight similarities. What is at least `floor` has
    its highest bit set after adding 128 - floor; so eight are tested at once.
    """
    low, high = p.MIN_SIMILARITY, TOP  # the lowest floor that at most CANDIDATES reach lies in low to high
    while low < high:
        middle = (low + high) // 2
        if _reaching(packed, na * width // _BYTES, middle) <= p.CANDIDATES:
            high = middle
        else:
            low = middle + 1
    step = _EACH * np.uint64(128 - low)
    n = 0
    for k in range(na * width // _BYTES):
        if (packed[k] + step) & _HIGH != np.uint64(0):
            i, first = k * _BYTES // width, k * _BYTES
            for at in range(first, first + _BYTES):
                if table[at] >= low and n < p.CANDIDATES:
                    pair_a[n], pair_b[n], value[n] = i, at - i * width, table[at] / _TOP
                    n += 1
    return n


@kernel
def _reaching(packed: NDArray[np.uint64], count: int, floor: int) -> int:
    """Return how many similarities in the first `count` words are at least `floor`."""
    step = _EACH * np.uint64(128 - floor)
    total = np.uint64(0)
    for k in range(count):
        total += popcount((packed[k] + step) & _HIGH)
    return int(total)
