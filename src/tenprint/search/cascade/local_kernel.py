"""The compiled part of stage 1: stored bytes -> minutiae -> neighbourhoods -> consistent pairs, many fingers a call."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.search.cascade.local_pairs import best_mutual, consistency
from tenprint.search.cascade.neighbourhoods import CAPACITY, FAR, LANES, describe_bits
from tenprint.search.gallery.reading import read_row
from tenprint.search.gallery.rows import HEADER, LIVE
from tenprint.search.packing import HEADER_BYTES
from tenprint.search.parameters import LOCAL_PAIRS, MAXIMUM_MINUTIAE, SECTORS

ROW_HEADER = HEADER.size
USUAL_ROW = 4_096
"""Bytes that nearly every row has at most."""


@njit(nogil=True, cache=True)
def _directions() -> Any:
    """Return (3, 256) float32: the angle, cosine and sine of each direction that is stored."""
    table = np.empty((3, 256), np.float32)
    for step in range(256):
        table[0, step] = np.float32(step) * np.float32(2 * math.pi / 256)
        table[1, step], table[2, step] = math.cos(table[0, step]), math.sin(table[0, step])
    return table


DIRECTIONS: NDArray[np.float32] = _directions()


@njit(nogil=True, cache=True, error_model="numpy")
def local_scores(  # type: ignore[no-untyped-def]
    files,
    offsets,
    lengths,
    fingers,
    step,
    search,
    search_blocks,
    search_counts,
    numbers,
    directions,
    points,
    masks,
    out,
):
    """Fill out (n,) with the local score of each row, NaN where the row is erased or has no such finger.

    Args:
        files, offsets, lengths: (n,) where the rows lie, see `Snapshot.places`.
        fingers: (n, 2) search finger (place in `search`) and file finger (1 to 10); -1 for none.
        step: only every so many minutiae of the file are described; 1 for all.
        search: (F, 4, CAPACITY) float32: x, y (up), cosine, sine of the search fingers' minutiae.
        search_blocks, search_counts: (F, CAPACITY * SECTORS), (F, CAPACITY): their neighbourhoods, see `sectors`.
        numbers: (F,) of their minutiae.
        directions, points, masks: `DIRECTIONS`, and tables of `neighbourhoods`.

    Returns:
        the first row that could not be read, -1 where all could.
    """
    row_bytes, unreadable = np.empty(USUAL_ROW, np.uint8), -1
    filed, direction = np.empty((4, CAPACITY), np.float32), np.empty(CAPACITY, np.float32)
    words, counts = np.empty(CAPACITY * SECTORS, np.uint64), np.empty(CAPACITY, np.float32)
    keys, common = np.empty(CAPACITY, np.int32), np.empty(CAPACITY, np.int32)
    across, down = np.empty(CAPACITY, np.int32), np.empty(CAPACITY, np.int32)
    pairs, values = np.empty((2, LOCAL_PAIRS), np.int32), np.empty(LOCAL_PAIRS, np.float32)
    turns, support = np.empty((2, LOCAL_PAIRS), np.float32), np.empty(LOCAL_PAIRS, np.float32)
    for row in range(len(fingers)):
        out[row] = np.nan
        f = fingers[row, 0]
        if f < 0:
            continue
        if lengths[row] > len(row_bytes):
            row_bytes = np.empty(lengths[row], np.uint8)
        end = read_row(files[row], offsets[row], lengths[row], row_bytes)
        if end < 0 and unreadable < 0:
            unreadable = row
        start = find_finger(row_bytes, 0, end, fingers[row, 1])
        if start < 0:
            continue
        n = minutiae(row_bytes, start, directions, filed, direction)
        m = describe_bits(n, filed, direction, step, points, masks, keys, words, counts)
        found = best_mutual(
            numbers[f], search_blocks[f], search_counts[f], m, step, words, counts, common, across, down, pairs, values
        )
        out[row] = consistency(found, pairs, values, search[f], filed, turns, support)
    return unreadable


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
def minutiae(data, start, directions, places, direction):  # type: ignore[no-untyped-def]
    """Read a stored finger (see `search.packing`) and return how many minutiae it has.

    Args:
        data, start: bytes, and where the finger begins.
        directions: `DIRECTIONS`.
        places: (4, CAPACITY) float32 is filled: x, y (up), cosine, sine; `FAR` beyond the last.
        direction: (CAPACITY,) float32 is filled.
    """
    n = np.int64(data[start + 1])
    at = start + HEADER_BYTES
    for i in range(n):
        word = np.uint32(data[at]) | np.uint32(data[at + 1]) << np.uint32(8)
        word |= np.uint32(data[at + 2]) << np.uint32(16) | np.uint32(data[at + 3]) << np.uint32(24)
        places[0, i] = word & np.uint32(1023)
        places[1, i] = -np.float32(word >> np.uint32(10) & np.uint32(1023))
        turn = word >> np.uint32(20) & np.uint32(255)
        direction[i], places[2, i], places[3, i] = directions[0, turn], directions[1, turn], directions[2, turn]
        at += 4
    for i in range(n, (n + LANES - 1) & ~(LANES - 1)):
        places[0, i], places[1, i], direction[i] = np.float32(FAR), np.float32(FAR), np.float32(0)
    return n
