"""Genuine and impostor scores of one set with our own matcher, and how the tails of two sets compare."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import pack, prepare_many, score_many
from tenprint.fingerprint.template import Template

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Distributions:
    """Scores of pairs of the same finger and of different fingers."""

    genuine: Scores
    impostor: Scores

    def fnmr(self, fmr: float) -> float:
        """Return the share of genuine pairs below the threshold of a false match rate."""
        if not len(self.genuine) or len(self.impostor) * fmr < 1:
            return float("nan")
        return float((self.genuine < self.threshold(fmr)).mean())

    def threshold(self, fmr: float) -> float:
        """Return the score that this share of impostors exceeds; NaN where there are too few pairs to say."""
        if len(self.impostor) * fmr < 5:
            return float("nan")
        return float(np.quantile(self.impostor, 1 - fmr))


def compare_all(fingers: Sequence[str], templates: Sequence[Template], most: int = 2_000_000) -> Distributions:
    """Compare every template with every later one; at most about `most` pairs, whole rows left out evenly."""
    prepared = prepare_many(templates)
    packed = pack(prepared)
    n = len(templates)
    step = max(1, round(n * (n - 1) / 2 / most))
    owner = np.unique(np.array(fingers), return_inverse=True)[1]

    def row(i: int) -> tuple[Scores, NDArray[np.bool_]]:
        others = np.arange(i + 1, n, dtype=np.int64)
        return score_many(prepared[i], packed, others), owner[others] == owner[i]

    with ThreadPoolExecutor(2) as pool:
        rows = list(pool.map(row, range(0, n - 1, step)))
    scores = np.concatenate([r[0] for r in rows]) if rows else np.empty(0, np.float32)
    same = np.concatenate([r[1] for r in rows]) if rows else np.empty(0, bool)
    return Distributions(scores[same], scores[~same])


def tail_ratio(reference: Distributions, other: Distributions, fmr: float) -> float:
    """Return the other set's false match rate at the reference's threshold for `fmr`, over `fmr`; 1 is alike."""
    threshold = reference.threshold(fmr)
    if not np.isfinite(threshold) or not len(other.impostor):
        return float("nan")
    return float((other.impostor > threshold).mean() / fmr)
