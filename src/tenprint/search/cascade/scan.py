"""The compiled inner loops of the filter: weighted Hamming distances, many searches for each row that is read."""

from __future__ import annotations

import numpy as np
from numba import njit

from tenprint.search.cascade.ratios import STEPS_PER_SPREAD, ZERO
from tenprint.search.cascade.words import weighted_distance
from tenprint.search.parameters import CODE_WORDS, FARTHEST, FINGERS

NOTHING = np.float32(-1e30)
"""Score of an erased row."""

AS_GIVEN, SWAPPED = 1, 2
"""How a row is to be scored: hands as given, swapped, or (the sum) both."""

BLOCK = 1_024
"""Rows that all searches of a batch are held against before the next are read: their codes stay in the second cache."""


@njit(nogil=True, cache=True, error_model="numpy")
def count_distances(codes, heads, query, weights, coded, counts):  # type: ignore[no-untyped-def]
    """Add to counts (10, FARTHEST + 1) how often each distance of a search finger to that of either hand occurs.

    Args:
        codes: (rows * 10 * 8,) uint64.
        heads: (rows,) uint64.
        query: (10 * 8,) uint64.
        weights: (10 * 2 * 8,) uint64.
        coded: (k,) search fingers, 0 to 9.
    """
    for row in range(len(heads)):
        for finger in coded:
            own, masks = finger * CODE_WORDS, finger * 2 * CODE_WORDS
            for file_finger in (finger, (finger + FINGERS // 2) % FINGERS):
                if heads[row] >> np.uint64(file_finger) & np.uint64(1):
                    at = (row * FINGERS + file_finger) * CODE_WORDS
                    counts[finger, weighted_distance(codes, at, query, own, weights, masks)] += 1


@njit(nogil=True, cache=True, error_model="numpy")
def _ratio(distance, mean, per_spread, ratios):  # type: ignore[no-untyped-def]
    """Return what a distance says, nats, where strangers have this mean and one over this spread."""
    at = (mean - np.float32(distance)) * per_spread * np.float32(STEPS_PER_SPREAD) + np.float32(ZERO)
    at = min(max(at, np.float32(0)), np.float32(len(ratios) - 2))
    lower = np.int64(at)
    return ratios[lower] + (at - np.float32(lower)) * (ratios[lower + 1] - ratios[lower])


@njit(nogil=True, cache=True, error_model="numpy")
def _score(codes, row, head, query, weights, q, swapped, strangers, ratios):  # type: ignore[no-untyped-def]
    """Return the sum of ratios of a row over the fingers of search q; swapped: 0, or 5 to take hands for each other."""
    total = np.float32(0)
    for finger in range(FINGERS):
        file_finger = finger + swapped if finger + swapped < FINGERS else finger + swapped - FINGERS
        per_spread = strangers[q, finger, 1]
        if per_spread > 0 and head >> np.uint64(file_finger) & np.uint64(1):
            at, own = (row * FINGERS + file_finger) * CODE_WORDS, (q * FINGERS + finger) * CODE_WORDS
            distance = weighted_distance(codes, at, query, own, weights, 2 * own)
            total += _ratio(distance, strangers[q, finger, 0], per_spread, ratios)
    return total


@njit(nogil=True, cache=True, error_model="numpy")
def score_rows(codes, heads, rows, query, weights, q, strangers, ratios, penalty, out):  # type: ignore[no-untyped-def]
    """Fill out with the better ratio of each of these rows: hands as given or, less a penalty, swapped.

    Args:
        codes, heads: of all rows: (rows * 10 * 8,) and (rows,) uint64.
        rows: (n,) int32, their numbers times four, plus `AS_GIVEN`, `SWAPPED` or both.
        query, weights: (Q * 10 * 8,) and (Q * 10 * 2 * 8,) uint64.
        q: number of the search among these.
        strangers: (Q, 10, 2) float32, mean and one over the spread of the distances to strangers; 0 for no code.
        ratios: table of `ratios`.
        penalty: nats.
        out: (n,) float32, `NOTHING` where a row is erased.
    """
    for k in range(len(rows)):
        row, best = np.int64(rows[k] >> 2), NOTHING
        head = heads[row]
        if head != 0 and rows[k] & AS_GIVEN:
            best = _score(codes, row, head, query, weights, q, 0, strangers, ratios)
        if head != 0 and rows[k] & SWAPPED:
            best = max(best, _score(codes, row, head, query, weights, q, FINGERS // 2, strangers, ratios) - penalty)
        out[k] = best


@njit(nogil=True, cache=True, error_model="numpy")
def score_all(codes, heads, query, weights, strangers, ratios, penalty, out):  # type: ignore[no-untyped-def]
    """Fill out (Q, rows) as `score_rows` does, for all rows and all searches."""
    for start in range(0, len(heads), BLOCK):
        for q in range(len(out)):
            for row in range(start, min(start + BLOCK, len(heads))):
                head = heads[row]
                if head == 0:
                    out[q, row] = NOTHING
                    continue
                given = _score(codes, row, head, query, weights, q, 0, strangers, ratios)
                swapped = _score(codes, row, head, query, weights, q, FINGERS // 2, strangers, ratios)
                out[q, row] = max(given, swapped - penalty)


@njit(nogil=True, cache=True, error_model="numpy")
def score_unassigned(codes, heads, query, weights, q, strangers, ratios, out):  # type: ignore[no-untyped-def]
    """Fill out (rows,) with the sum over search fingers of the best ratio that any finger of the row gives.

    Args: as `score_rows`; positions of the search say nothing. The best of ten strangers lies nearer than one, so each
    finger's ratio is less by the logarithm of ten, but not below that of the farthest.
    """
    least, choice = ratios[0], np.float32(np.log(FINGERS))
    for row in range(len(heads)):
        head = heads[row]
        if head == 0:
            out[row] = NOTHING
            continue
        total = np.float32(0)
        for finger in range(FINGERS):
            per_spread, own = strangers[q, finger, 1], (q * FINGERS + finger) * CODE_WORDS
            if per_spread <= 0:
                continue
            best = np.uint64(FARTHEST)
            for file_finger in range(FINGERS):
                if head >> np.uint64(file_finger) & np.uint64(1):
                    at = (row * FINGERS + file_finger) * CODE_WORDS
                    best = min(best, weighted_distance(codes, at, query, own, weights, 2 * own))
            total += max(_ratio(best, strangers[q, finger, 0], per_spread, ratios) - choice, least)
        out[row] = total
