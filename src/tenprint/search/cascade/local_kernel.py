"""The compiled part of stage 1: stored bytes -> minutiae -> neighbourhoods -> consistent pairs, many fingers a call."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from tenprint.search.cascade.local_pairs import best_mutual, consistency
from tenprint.search.cascade.neighbourhoods import describe_bits
from tenprint.search.gallery.rows import HEADER, LIVE
from tenprint.search.packing import HEADER_BYTES
from tenprint.search.parameters import LOCAL_PAIRS, MAXIMUM_MINUTIAE, SECTORS

ROW_HEADER = HEADER.size


@njit(nogil=True, cache=True, error_model="numpy")
def local_scores(  # type: ignore[no-untyped-def]
    data, ends, fingers, search, search_words, search_counts, numbers, points, sectors, out
):
    """Fill out (n,) with the local score of each row, NaN where the row is erased or has no such finger.

    Args:
        data: uint8, whole rows of the heap (`gallery.rows`) one after the other.
        ends: (n + 1,) where rows begin and end.
        fingers: (n, 2) search finger (place in `search`) and file finger (1 to 10); -1 for none.
        search: (F, 4, MAXIMUM_MINUTIAE) float32: x, y (up), cosine, sine of the search fingers' minutiae.
        search_words, search_counts: (F, SECTORS, MAXIMUM_MINUTIAE), (F, MAXIMUM_MINUTIAE): their neighbourhoods.
        numbers: (F,) of their minutiae.
        points, sectors: tables of `neighbourhoods`.
    """
    filed = np.empty((4, MAXIMUM_MINUTIAE), np.float32)
    direction, counts = np.empty(MAXIMUM_MINUTIAE, np.float32), np.empty(MAXIMUM_MINUTIAE, np.float32)
    words, common = np.empty((SECTORS, MAXIMUM_MINUTIAE), np.uint64), np.empty(MAXIMUM_MINUTIAE, np.uint64)
    down, up = np.empty(MAXIMUM_MINUTIAE, np.int32), np.empty(MAXIMUM_MINUTIAE, np.int32)
    pairs, values = np.empty((2, LOCAL_PAIRS), np.int32), np.empty(LOCAL_PAIRS, np.float32)
    turns, support = np.empty((2, LOCAL_PAIRS), np.float32), np.empty(LOCAL_PAIRS, np.float32)
    for row in range(len(fingers)):
        out[row] = np.nan
        f = fingers[row, 0]
        start = find_finger(data, ends[row], ends[row + 1], fingers[row, 1]) if f >= 0 else -1
        if start < 0:
            continue
        n = minutiae(data, start, filed[0], filed[1], direction)
        describe_bits(n, filed[0], filed[1], direction, filed[2], filed[3], points, sectors, words, counts)
        found = best_mutual(
            numbers[f], search_words[f], search_counts[f], n, words, counts, common, down, up, pairs, values
        )
        out[row] = consistency(found, pairs, values, search[f], filed, turns, support)


@njit(nogil=True, cache=True, error_model="numpy")
def find_finger(data, start, end, position):  # type: ignore[no-untyped-def]
    """Return where in a row its finger of this position begins, -1 when there is none or the row is erased.

    A row that is being erased may be read half zero: nothing is believed that does not fit into the row.
    """
    if end - start < ROW_HEADER + 2 or data[start] != LIVE:
        return -1
    at = start + ROW_HEADER
    at += 2 + np.int64(data[at]) + 256 * np.int64(data[at + 1])
    while at + HEADER_BYTES <= end:
        count = np.int64(data[at + 1])
        following = at + HEADER_BYTES + 4 * count
        if count > MAXIMUM_MINUTIAE or following > end:
            return -1
        if data[at] == position:
            return at
        at = following
    return -1


@njit(nogil=True, cache=True, error_model="numpy")
def minutiae(data, start, x, y, direction):  # type: ignore[no-untyped-def]
    """Read a stored finger (see `search.packing`): x, y up, direction; return how many."""
    n = np.int64(data[start + 1])
    at = start + HEADER_BYTES
    for i in range(n):
        word = np.uint32(data[at]) | np.uint32(data[at + 1]) << np.uint32(8)
        word |= np.uint32(data[at + 2]) << np.uint32(16) | np.uint32(data[at + 3]) << np.uint32(24)
        x[i] = word & np.uint32(1023)
        y[i] = -np.float32(word >> np.uint32(10) & np.uint32(1023))
        direction[i] = np.float32(word >> np.uint32(20) & np.uint32(255)) * np.float32(2 * math.pi / 256)
        at += 4
    return n
