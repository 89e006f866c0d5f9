"""Which finger of the search is which of the file, by what the codes say: as given, hands swapped, or unknown."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from tenprint.search.cascade.query import Positions, Query
from tenprint.search.cascade.ratios import ratio_table
from tenprint.search.cascade.words import weighted_distance
from tenprint.search.parameters import CODE_WORDS, FINGERS, HANDS_SWAPPED_PENALTY, IMPOSTOR_MEAN, IMPOSTOR_SPREAD

ASSIGNMENTS = ("as given", "hands swapped", "positions unknown")
AS_GIVEN, SWAPPED, UNKNOWN = range(3)
TABLE = ratio_table(IMPOSTOR_MEAN, IMPOSTOR_SPREAD)
NOWHERE = np.float32(-1e9)

Assigned = tuple[NDArray[np.int8], NDArray[np.int8], NDArray[np.float32]]


def assign(query: Query, codes: NDArray[np.uint64], heads: NDArray[np.uint64]) -> Assigned:
    """Return pairs (n, k, 2), assignments (n,) and penalties (n,) as `Shortlist` has them.

    Args:
        query: what is searched for.
        codes, heads: (n, 10, 8) and (n,) of the subjects.
    """
    fingers = np.array(sorted(query.templates), np.int64)
    if query.positions is Positions.UNKNOWN:
        there = (heads[:, None] >> np.arange(FINGERS, dtype=np.uint64) & np.uint64(1)).astype(np.bool_)
        return _unknown(query, codes, there, fingers)
    pairs = np.zeros((len(heads), len(fingers), 2), np.int8)
    taken = np.zeros(len(heads), np.int8)
    _pair_hands(
        codes.reshape(-1), heads, fingers, query.codes.any(axis=1), query.codes.ravel(), query.weights.ravel(), TABLE,
        np.float32(HANDS_SWAPPED_PENALTY), pairs, taken,
    )  # fmt: skip
    return pairs, taken, np.where(taken == SWAPPED, HANDS_SWAPPED_PENALTY, 0).astype(np.float32)


@njit(nogil=True, cache=True, error_model="numpy")
def _pair_hands(codes, heads, fingers, coded, query, weights, table, penalty, pairs, taken):  # type: ignore[no-untyped-def]
    """Fill pairs and taken: hands as given, or swapped where that says more by the penalty; best finger first."""
    count, half = len(fingers), FINGERS // 2
    ratios, total = np.empty((2, count), np.float32), np.empty(2, np.float32)
    for row in range(len(heads)):
        for swapped in range(2):
            total[swapped] = 0
            for k in range(count):
                finger = fingers[k] - 1
                file_finger = (finger + half * swapped) % FINGERS
                ratios[swapped, k] = NOWHERE
                if heads[row] >> np.uint64(file_finger) & np.uint64(1):
                    at, own = (row * FINGERS + file_finger) * CODE_WORDS, finger * CODE_WORDS
                    distance = np.int64(weighted_distance(codes, at, query, own, weights, 2 * own))
                    ratios[swapped, k] = table[distance if coded[finger] else len(table) - 1]
                    total[swapped] += ratios[swapped, k]
        chosen = np.int64(total[1] - penalty > total[0])
        taken[row] = SWAPPED if chosen else AS_GIVEN
        for k in range(count):
            place = 0  # those before are better, or as good and of a lower position
            for other in range(count):
                better = ratios[chosen, other] > ratios[chosen, k]
                place += better or (ratios[chosen, other] == ratios[chosen, k] and other < k)
            if ratios[chosen, k] > NOWHERE:
                pairs[row, place, 0] = fingers[k]
                pairs[row, place, 1] = (fingers[k] - 1 + half * chosen) % FINGERS + 1


def _ratios(query: Query, codes: NDArray[np.uint64], there: NDArray[np.bool_], finger: int) -> NDArray[np.float32]:
    """Return (n, 10): what codes say about a search finger being each finger of the file; `NOWHERE` without it."""
    said = TABLE[query.distances(finger, codes)] if query.codes[finger - 1].any() else TABLE[-1]
    return np.where(there, said, NOWHERE)


def _unknown(query: Query, codes: NDArray[np.uint64], there: NDArray[np.bool_], fingers: NDArray[np.int64]) -> Assigned:
    table = np.stack([_ratios(query, codes, there, finger) for finger in fingers.tolist()], axis=1)
    pairs = np.zeros((len(codes), len(fingers), 2), np.int8)
    penalties = np.zeros(len(codes), np.float32)
    for row in range(len(codes)):
        filed = np.flatnonzero(there[row])
        ratios = table[row][:, filed]
        chosen, columns = linear_sum_assignment(-ratios)
        best = np.argsort(-ratios[chosen, columns], kind="stable")
        pairs[row, : len(best), 0], pairs[row, : len(best), 1] = fingers[chosen[best]], filed[columns[best]] + 1
        penalties[row] = np.log(np.arange(len(filed), len(filed) - len(best), -1)).sum()
    return pairs, np.full(len(codes), UNKNOWN, np.int8), penalties
