"""How many of the subjects that the filter passes on are looked at further: as many as may be the mate.

The chance that a subject of log-likelihood ratio s among n is the mate is about e^s / n, where the mate is there at
all. The logarithm of n is called chance here: the ratio that the best stranger has.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenprint.search.parameters import (
    CLEAR_ABOVE,
    CLEAR_FLOOR,
    LOCAL_BELOW_CHANCE,
    PASSED_POSSIBLE,
    POSSIBLE_BELOW_CHANCE,
)


class LookedAt(NamedTuple):
    """How many subjects, best first; clear: the codes alone say that the mate is among them."""

    number: int
    clear: bool


def looked_at(scores: NDArray[np.float32], chance: float) -> LookedAt:
    """Return how many subjects of a search with many fingers are looked at after the filter.

    Args:
        scores: of the filter, nats, falling.
        chance: logarithm of the gallery's size.
    """
    if len(scores) and scores[0] >= chance + CLEAR_ABOVE:
        return LookedAt(int(np.count_nonzero(scores > CLEAR_FLOOR)), clear=True)
    possible = int(np.count_nonzero(scores > chance - POSSIBLE_BELOW_CHANCE))
    return LookedAt(min(max(possible, PASSED_POSSIBLE), len(scores)), clear=False)


def likely_after_stage_1(scores: NDArray[np.float32], chance: float) -> int:
    """Return how many of those ranked by stage 1 may be a mate after it; scores fall, see `looked_at`."""
    return int(np.count_nonzero(scores > chance - LOCAL_BELOW_CHANCE))
