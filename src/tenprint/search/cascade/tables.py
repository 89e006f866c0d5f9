"""Strangers of a search print: the mean and the spread of its distances to them, from a sample of the gallery.

A print of few minutiae or of an unusual sensor lies nearer to all strangers; so what a distance says (`ratios`) is
fitted to each search print.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.search.cascade.query import Query
from tenprint.search.cascade.scan import count_distances
from tenprint.search.gallery.snapshot import Snapshot
from tenprint.search.parameters import (
    FARTHEST,
    FINGERS,
    IMPOSTOR_MEAN,
    IMPOSTOR_MINIMUM,
    IMPOSTOR_SAMPLE,
    IMPOSTOR_SAMPLE_MANY,
    IMPOSTOR_SPREAD,
    LEAST_SPREAD,
    SCREEN_FINGERS,
)


def strangers_of(snapshot: Snapshot, query: Query) -> NDArray[np.float32]:
    """Return (10, 2) float32: mean, and one over the spread, of the distances to strangers; 0 for a finger uncoded.

    A finger is held against the same finger of either hand, which is what it is compared with.
    """
    coded = np.array(query.coded, np.int64) - 1
    counts = np.zeros((FINGERS, FARTHEST + 1), np.int64)
    wanted = (IMPOSTOR_SAMPLE_MANY if len(coded) >= SCREEN_FINGERS else IMPOSTOR_SAMPLE) // 2
    for view in snapshot.views:
        rows = min(wanted, view.rows)
        codes = view.codes[:rows].reshape(-1)
        count_distances(codes, view.heads[:rows], query.codes.ravel(), query.weights.ravel(), coded, counts)
        wanted -= rows
        if wanted <= 0:
            break
    fitted = np.zeros((FINGERS, 2), np.float32)
    for finger in coded.tolist():
        mean, spread = _fitted(counts[finger])
        fitted[finger] = mean, 1 / spread
    return fitted


def _fitted(counts: NDArray[np.int64]) -> tuple[float, float]:
    """Return mean and spread of distances: median and quartiles, so that a few mates or duplicates do not matter."""
    below = np.cumsum(counts)
    if below[-1] < IMPOSTOR_MINIMUM:
        return IMPOSTOR_MEAN, IMPOSTOR_SPREAD
    places = (below[-1] - 1) * np.array([0.25, 0.5, 0.75])
    low, middle, high = np.searchsorted(below, places, side="right").tolist()
    return float(middle), max((high - low) / 1.349, LEAST_SPREAD)
