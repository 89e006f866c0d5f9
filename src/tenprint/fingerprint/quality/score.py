"""From measures to one number: terms between 0 and 1, a fitted weight each, their sum."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tenprint.fingerprint.quality.weights import CONSTANT, WEIGHTS


@dataclass(frozen=True, slots=True)
class Term:
    """A measure between two ends: 0 at `worst` and beyond, 1 at `best` and beyond.

    Attributes:
        name: of the term, under which its weight stands.
        measure: which measure.
        worst, best: ends of the ramp, in the measure's unit; worst may be the higher one.
        logarithmic: whether the ramp is even in the measure's logarithm; then both ends are above 0.
    """

    name: str
    measure: str
    worst: float
    best: float
    logarithmic: bool = False

    def of(self, measures: Mapping[str, float]) -> float:
        """From 0 (worst) to 1 (best)."""
        value, worst, best = measures[self.measure], self.worst, self.best
        if self.logarithmic:
            value, worst, best = (math.log(max(number, 1e-9)) for number in (value, worst, best))
        return min(max((value - worst) / (best - worst), 0.0), 1.0)


# The ramps span the 1st to the 75th percentile on synthetic impressions; beyond, more did not help.
TERMS: tuple[Term, ...] = (
    Term("usable_area", "usable_area", 40.0, 300.0, logarithmic=True),
    Term("area", "area", 30.0, 200.0),
    Term("usable_share", "usable_share", 0.0, 0.9),
    Term("clarity", "clarity", 0.64, 0.88),
    Term("certainty", "certainty", 0.15, 0.80),
    Term("continuity", "continuity", 0.90, 0.98),
    Term("plausible_period", "plausible_period", 0.50, 0.95),
    Term("contrast", "contrast", 20.0, 120.0, logarithmic=True),
    Term("grain", "grain", 0.50, 0.20),
    Term("not_dry", "ridge_share", 0.25, 0.40),
    Term("not_wet", "ridge_share", 0.65, 0.50),
)


def score_of(measures: Mapping[str, float]) -> int:
    """Quality from 0 (useless) to 100."""
    total = CONSTANT + sum(WEIGHTS[term.name] * term.of(measures) for term in TERMS)
    return round(min(max(total, 0.0), 100.0))
