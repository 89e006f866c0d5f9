"""Which finger of the search is which of the file, by what the codes say: as given, hands swapped, or unknown."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from tenprint.search.cascade.query import Positions, Query
from tenprint.search.cascade.ratios import ratio_table
from tenprint.search.parameters import FINGERS, HANDS_SWAPPED_PENALTY, IMPOSTOR_MEAN, IMPOSTOR_SPREAD

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
    there = (heads[:, None] >> np.arange(FINGERS, dtype=np.uint64) & np.uint64(1)).astype(np.bool_)
    if query.positions is Positions.UNKNOWN:
        return _unknown(query, codes, there)
    fingers = np.array(sorted(query.templates), np.int64)
    given, swapped = _ratios(query, codes, there, fingers, fingers), fingers + 5
    swapped = (swapped - 1) % FINGERS + 1
    crossed = _ratios(query, codes, there, fingers, swapped)
    taken = _total(crossed) - HANDS_SWAPPED_PENALTY > _total(given)
    ratios = np.where(taken[:, None], crossed, given)
    filed = np.where(taken[:, None], swapped[None], fingers[None])
    pairs = _best_first(np.broadcast_to(fingers, ratios.shape), filed, ratios)
    penalties = np.where(taken, HANDS_SWAPPED_PENALTY, 0).astype(np.float32)
    return pairs, taken.astype(np.int8), penalties


def _ratios(
    query: Query, codes: NDArray[np.uint64], there: NDArray[np.bool_], fingers: NDArray[np.int64],
    filed: NDArray[np.int64],
) -> NDArray[np.float32]:  # fmt: skip
    """Return (n, k): what codes say about search fingers being these fingers of the file; `NOWHERE` without them."""
    out = np.full((len(codes), len(fingers)), NOWHERE, np.float32)
    for k, (finger, file_finger) in enumerate(zip(fingers.tolist(), filed.tolist(), strict=True)):
        here = there[:, file_finger - 1]
        out[here, k] = TABLE[query.distances(finger, codes[here, file_finger - 1])]
    return out


def _total(ratios: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.where(ratios == NOWHERE, 0, ratios).sum(1))


def _best_first(
    fingers: NDArray[np.int64], filed: NDArray[np.int64], ratios: NDArray[np.float32]
) -> NDArray[np.int8]:  # fmt: skip
    order = np.argsort(-ratios, axis=1, kind="stable")
    pairs = np.stack([np.take_along_axis(fingers, order, 1), np.take_along_axis(filed, order, 1)], axis=2)
    pairs[np.take_along_axis(ratios, order, 1) == NOWHERE] = 0
    return pairs.astype(np.int8)


def _unknown(query: Query, codes: NDArray[np.uint64], there: NDArray[np.bool_]) -> Assigned:
    fingers = np.array(sorted(query.templates), np.int64)
    every = np.arange(1, FINGERS + 1)
    table = np.stack([_ratios(query, codes, there, np.full(FINGERS, finger), every) for finger in fingers], axis=1)
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
