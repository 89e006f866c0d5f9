"""What a distance of codes says: log-likelihood ratios, as one table over standard deviations."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenprint.search.parameters import FARTHEST, GENUINE_SHIFT, GENUINE_SPREAD, LEAST_SPREAD, USELESS_SHARE

STEPS_PER_SPREAD = 32
"""Steps of the table a standard deviation; between them the ratio is interpolated."""

ZERO = 8 * STEPS_PER_SPREAD
"""Place in the table of a distance that is the mean of strangers; farther ones say all the same."""


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


def _by_spreads() -> NDArray[np.float32]:
    """Return the ratio of each step, from `ZERO` steps beyond the mean of strangers to identical codes."""
    last = int(FARTHEST / LEAST_SPREAD) * STEPS_PER_SPREAD
    return mixture_ratio((np.arange(ZERO + last + 2) - ZERO) / STEPS_PER_SPREAD, GENUINE_SHIFT, GENUINE_SPREAD)


RATIOS = _by_spreads()
