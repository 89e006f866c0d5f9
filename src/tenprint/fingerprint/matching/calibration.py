"""What a score means: the share of comparisons of different fingers that reach it."""

from __future__ import annotations

import math
from itertools import pairwise

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.weights import FALSE_MATCH


def false_match_rate(score: float) -> float:
    """Return the share of comparisons of different fingers that reach this score (nats).

    Log-linear between the fitted points of `weights.FALSE_MATCH` and, beyond the rarest, along the last slope or one
    decade for each factor of ten of the likelihood ratio, whichever is flatter: an extrapolation, on purpose careful,
    and never below `LEAST_FMR`.
    """
    points = [(0.0, p.FLOOR), *((math.log10(share), at) for share, at in FALSE_MATCH)]
    if score <= p.FLOOR:
        return 1.0
    for (upper, low), (lower, high) in pairwise(points):
        if score <= high:
            return float(10 ** (upper + (lower - upper) * (score - low) / (high - low)))
    (before, low), (last, high) = points[-2:]
    slope = max((last - before) / (high - low), -1 / math.log(10))
    return max(float(10 ** (last + slope * (score - high))), p.LEAST_FMR)
