"""The compiled inner loop of the filter: weighted Hamming distances at the speed of memory, many searches a pass."""

from __future__ import annotations

import numpy as np
from numba import njit

from tenprint.fingerprint.matching.popcount import popcount
from tenprint.search.parameters import CODE_WORDS, FARTHEST, FINGERS

NOTHING = np.float32(-1e30)
"""Score of an erased row."""


@njit(nogil=True, cache=True)
def _distance(a, b, weights):  # type: ignore[no-untyped-def]
    """Return the weighted distance of a code to a search print's code: bits that differ count 0, 1, 2 or 3."""
    total = np.uint64(0)
    for w in range(CODE_WORDS):
        differ = a[w] ^ b[w]
        total += popcount(differ & weights[0, w]) + (popcount(differ & weights[1, w]) << np.uint64(1))
    return total


@njit(nogil=True, cache=True)
def distances(codes, heads, query, weights, finger, file_finger, out):  # type: ignore[no-untyped-def]
    """Fill out with the distances of one search finger to one finger of each row; return how many there are.

    Args:
        codes: (rows, 10, 8) uint64.
        heads: (rows,) uint64.
        query: (10, 8) uint64.
        weights: (10, 2, 8) uint64.
        finger, file_finger: 0 to 9.
        out: (rows,) int64, at least.
    """
    count = 0
    for row in range(len(heads)):
        if heads[row] >> np.uint64(file_finger) & np.uint64(1):
            out[count] = _distance(codes[row, file_finger], query[finger], weights[finger])
            count += 1
    return count


@njit(nogil=True, cache=True)
def scan_assigned(codes, heads, queries, weights, pairs, counts, tables, out):  # type: ignore[no-untyped-def]
    """Fill out (Q, rows) float32 with log-likelihood ratios, fingers assigned as given.

    Args:
        codes, heads: of the rows.
        queries: (Q, 10, 8) uint64.
        weights: (Q, 10, 2, 8) uint64.
        pairs: (Q, 10, 2) search finger and file finger, 0 to 9.
        counts: (Q,) number of pairs of each search.
        tables: (Q, 10, FARTHEST + 1) float32 log-likelihood ratio by distance, a table for each pair.
        out: (Q, rows) float32.
    """
    for row in range(len(heads)):
        head = heads[row]
        for q in range(len(queries)):
            if head == 0:
                out[q, row] = NOTHING
                continue
            total = np.float32(0)
            for k in range(counts[q]):
                file_finger = pairs[q, k, 1]
                if head >> np.uint64(file_finger) & np.uint64(1):
                    finger = pairs[q, k, 0]
                    total += tables[q, k, _distance(codes[row, file_finger], queries[q, finger], weights[q, finger])]
            out[q, row] = total


@njit(nogil=True, cache=True)
def scan_unassigned(codes, heads, query, weights, fingers, tables, out):  # type: ignore[no-untyped-def]
    """Fill out (rows,) with the sum over search fingers of the best ratio that any finger of the row gives.

    Args:
        codes, heads: of the rows.
        query: (10, 8) uint64.
        weights: (10, 2, 8) uint64.
        fingers: (k,) search fingers, 0 to 9.
        tables: (k, FARTHEST + 1) float32.
        out: (rows,) float32.
    """
    for row in range(len(heads)):
        head = heads[row]
        if head == 0:
            out[row] = NOTHING
            continue
        total = np.float32(0)
        for k in range(len(fingers)):
            best = np.uint64(FARTHEST)
            for file_finger in range(FINGERS):
                if head >> np.uint64(file_finger) & np.uint64(1):
                    best = min(best, _distance(codes[row, file_finger], query[fingers[k]], weights[fingers[k]]))
            total += tables[k, best]
        out[row] = total
