"""From fingers to a subject: the sum of log-likelihood ratios, and what it means in a gallery of a given size."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tenprint.search.parameters import FINGER_LLR_CEILING, FINGER_LLR_FLOOR


def limit_finger(llr: float) -> float:
    """Return a finger's log-likelihood ratio within what one finger may say."""
    return min(max(llr, FINGER_LLR_FLOOR), FINGER_LLR_CEILING)


def fuse(llrs: Iterable[float]) -> float:
    """Return the log-likelihood ratio of a subject: fingers are nearly independent given the person."""
    return math.fsum(limit_finger(llr) for llr in llrs)


def false_match_probability(llr: float, gallery_size: int) -> float:
    """Return the chance that a search without a mate meets a subject of at least this ratio.

    For a calibrated ratio, P(ratio >= t | different persons) <= 1/t (Good 1950, "Probability and the weighing of
    evidence", chapter 6: Turing's remark, Markov's inequality); over a gallery of n the chance is 1 - (1 - 1/t)^n.
    """
    single = math.exp(-max(llr, 0.0))
    return -math.expm1(gallery_size * math.log1p(-single)) if single < 1 else float(gallery_size > 0)
