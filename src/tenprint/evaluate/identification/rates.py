"""From scores of searches to error rates (ISO/IEC 19795-1:2021: FPIR 8.4.4, FNIR 8.4.3, identification rank 8.4.2)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MISSED = -1e9
"""Score of a mate that is not among the candidates."""


def threshold_at(strangers: NDArray[np.float64], fpir: float) -> float:
    """Return the lowest threshold that at most this share of searches without a mate reaches.

    With fewer searches than 1 / fpir no search may reach it: the threshold lies just above the highest score.

    Args:
        strangers: (n,) best score of each search without a mate.
        fpir: false positive identification rate.
    """
    falling = np.sort(strangers)[::-1]
    allowed = int(np.floor(fpir * len(falling)))
    return float(np.nextafter(falling[allowed], np.inf)) if allowed < len(falling) else -np.inf


def fnir_at(mates: NDArray[np.float64], strangers: NDArray[np.float64], fpir: float) -> float:
    """Return the share of mates below the threshold of this FPIR."""
    return float((mates < threshold_at(strangers, fpir)).mean())


def interval(count: int, trials: int) -> tuple[float, float]:
    """Return the 95 % interval of a rate of which so many were seen in so many trials (Clopper and Pearson 1934).

    It holds for independent trials. Searches that share fingers are less than that, so the truth may lie farther out.
    """
    from scipy.stats import beta

    low = 0.0 if count <= 0 else float(beta.ppf(0.025, count, trials - count + 1))
    return low, 1.0 if count >= trials else float(beta.ppf(0.975, count + 1, trials - count))


def upper_bound(errors: float, trials: int) -> float:
    """Return the upper end of the 95 % interval of an error rate."""
    return interval(round(errors * trials), trials)[1]


def rank_rate(ranks: Sequence[int | None], rank: int) -> float:
    """Return the share of mates at this rank or better; None is a mate that was not listed."""
    return sum(r is not None and r <= rank for r in ranks) / len(ranks)
