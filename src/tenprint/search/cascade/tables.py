"""What a weighted Hamming distance says: log-likelihood ratios by distance, fitted to each search print.

A print of few minutiae or of an unusual sensor lies nearer to all strangers; so the distances to a sample of the
gallery give the mean and the spread of strangers, and the table is made for these.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenprint.search.cascade.query import Query
from tenprint.search.cascade.scan import distances
from tenprint.search.gallery.snapshot import Snapshot
from tenprint.search.parameters import (
    FARTHEST,
    GENUINE_SHIFT,
    GENUINE_SPREAD,
    IMPOSTOR_MEAN,
    IMPOSTOR_MINIMUM,
    IMPOSTOR_SAMPLE,
    IMPOSTOR_SPREAD,
    LEAST_SPREAD,
    USELESS_SHARE,
)


def ratio_table(mean: float, spread: float) -> NDArray[np.float32]:
    """Return (FARTHEST + 1,) float32, the log-likelihood ratio (nats) of each distance.

    Strangers are normal with this mean and spread; mates are normal `GENUINE_SHIFT` spreads below, wider, but for a
    share of fingers that says nothing.
    """
    z = (mean - np.arange(FARTHEST + 1)) / spread
    return mixture_ratio(z, GENUINE_SHIFT, GENUINE_SPREAD)


def mixture_ratio(z: NDArray[np.floating[Any]], shift: float, spread: float) -> NDArray[np.float32]:
    """Return log-likelihood ratios (nats) of scores given in standard deviations above strangers.

    Mates are normal `shift` above, with this spread, but for a share of fingers that says nothing. The result never
    falls as z grows: nearer than the mean of mates is not worse than the mean.
    """
    with np.errstate(over="ignore"):
        gain = 0.5 * z * z - 0.5 * ((np.minimum(z, shift) - shift) / spread) ** 2 - np.log(spread)
    gain = np.where(z < 0, -0.5 * (shift / spread) ** 2 - np.log(spread), gain)
    return np.asarray(np.logaddexp(np.log1p(-USELESS_SHARE) + gain, np.log(USELESS_SHARE)), np.float32)


def fitted_table(snapshot: Snapshot, query: Query, finger: int, file_finger: int) -> NDArray[np.float32]:
    """Return the table of one search finger (0 to 9) against one finger of the file, from a sample of the gallery."""
    found: list[NDArray[np.int64]] = []
    wanted = IMPOSTOR_SAMPLE
    for view in snapshot.views:
        rows = min(wanted, view.rows)
        out = np.empty(rows, np.int64)
        count = distances(view.codes[:rows], view.heads[:rows], query.codes, query.weights, finger, file_finger, out)
        found.append(out[:count])
        wanted -= rows
        if wanted <= 0:
            break
    all_distances = np.concatenate(found) if found else np.empty(0, np.int64)
    if len(all_distances) < IMPOSTOR_MINIMUM:
        return ratio_table(IMPOSTOR_MEAN, IMPOSTOR_SPREAD)
    # Median and quartiles, so that a few mates or duplicates among them do not matter.
    low, middle, high = np.quantile(all_distances, [0.25, 0.5, 0.75])
    return ratio_table(float(middle), max(float(high - low) / 1.349, LEAST_SPREAD))
