"""The compiled part of stage 1: stored bytes -> minutiae -> neighbourhoods -> similarity, without the interpreter."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from tenprint.search.codes.cylinders import describe_into
from tenprint.search.packing import HEADER_BYTES
from tenprint.search.parameters import LOCAL_PAIRS, MAXIMUM_MINUTIAE


@njit(nogil=True, cache=True)
def local_scores(data, jobs, search, offset, axes, numbers, gauss, saturation, out):  # type: ignore[no-untyped-def]
    """Fill out with the local score of each job.

    Args:
        data: stored rows, uint8.
        jobs: (j, 5): row and column of `out`, offset of a stored finger in data, first and last of `search`.
        search: (s, d) unit neighbourhoods of all search fingers.
        offset, axes: (d,) and (D, d) float32, the linear map of neighbourhoods.
        numbers, gauss, saturation: tables of `codes.cylinders`.
        out: float32.
    """
    x, y = np.empty(MAXIMUM_MINUTIAE, np.float32), np.empty(MAXIMUM_MINUTIAE, np.float32)
    direction = np.empty(MAXIMUM_MINUTIAE, np.float32)
    described = np.empty((MAXIMUM_MINUTIAE, axes.shape[0]), np.float32)
    for j in range(len(jobs)):
        n = _minutiae(data, jobs[j, 2], x, y, direction)
        first, last = jobs[j, 3], jobs[j, 4]
        if n == 0 or last == first:
            out[jobs[j, 0], jobs[j, 1]] = 0
            continue
        described[:n] = 0
        describe_into(x[:n], y[:n], direction[:n], numbers, gauss, saturation, described[:n])
        reduced = np.dot(described[:n], axes)
        for i in range(n):
            square = np.float32(0)
            for k in range(reduced.shape[1]):
                reduced[i, k] -= offset[k]
                square += reduced[i, k] * reduced[i, k]
            scale = np.float32(1 / max(math.sqrt(square), 1e-6))
            for k in range(reduced.shape[1]):
                reduced[i, k] *= scale
        table = np.dot(search[first:last], reduced.T)
        out[jobs[j, 0], jobs[j, 1]] = _best_mutual(table)


@njit(nogil=True, cache=True)
def _minutiae(data, start, x, y, direction):  # type: ignore[no-untyped-def]
    """Read a stored finger (see `search.packing`): x, y up, direction; return how many."""
    n = data[start + 1]
    at = start + HEADER_BYTES
    for i in range(n):
        word = np.uint32(data[at]) | np.uint32(data[at + 1]) << np.uint32(8)
        word |= np.uint32(data[at + 2]) << np.uint32(16) | np.uint32(data[at + 3]) << np.uint32(24)
        x[i] = word & np.uint32(1023)
        y[i] = -np.float32(word >> np.uint32(10) & np.uint32(1023))
        direction[i] = np.float32(word >> np.uint32(20) & np.uint32(255)) * np.float32(2 * math.pi / 256)
        at += 4
    return n


@njit(nogil=True, cache=True)
def _best_mutual(table):  # type: ignore[no-untyped-def]
    """Return the mean similarity of the best pairs that are each other's best; missing pairs count zero.

    Cappelli, Ferrara, Maltoni 2010, section 4.1 (local similarity sort).
    """
    rows, columns = table.shape
    best_row, best_in_column = np.zeros(columns, np.int64), np.full(columns, np.float32(-2))
    best_column, best_in_row = np.zeros(rows, np.int64), np.full(rows, np.float32(-2))
    for r in range(rows):
        for c in range(columns):
            value = table[r, c]
            if value > best_in_row[r]:
                best_in_row[r], best_column[r] = value, c
            if value > best_in_column[c]:
                best_in_column[c], best_row[c] = value, r
    top = np.zeros(LOCAL_PAIRS, np.float32)
    for r in range(rows):
        value = best_in_row[r]
        if best_row[best_column[r]] != r or value <= top[0]:
            continue
        # The smallest leaves; the list stays sorted.
        k = 1
        while k < LOCAL_PAIRS and top[k] < value:
            top[k - 1] = top[k]
            k += 1
        top[k - 1] = value
    return top.sum() / LOCAL_PAIRS
