"""Comparisons of prints of one finger and of different fingers, as measures to be fitted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import pack, prepare_many
from tenprint.fingerprint.matching.score import measures_many
from tenprint.fingerprint.template import Template


@dataclass(frozen=True, slots=True)
class Pairs:
    """Comparisons of one group (one extractor on one set of prints).

    Attributes:
        measures: (n, COUNT) float64, NaN where nothing was comparable.
        genuine: (n,) whether both prints are of one finger.
        fingers: (n, 2) numbers of the two fingers.
    """

    measures: NDArray[np.float64]
    genuine: NDArray[np.bool_]
    fingers: NDArray[np.int64]

    def take(self, kept: NDArray[np.bool_]) -> Pairs:
        """Return some of the comparisons."""
        return Pairs(self.measures[kept], self.genuine[kept], self.fingers[kept])


def compare(templates: list[Template], fingers: NDArray[np.int64], *, others: int | None = None) -> Pairs:
    """Compare each print with all later ones of its finger and with `others` later ones of other fingers (or all)."""
    prepared = prepare_many(templates)
    gallery = pack(prepared)
    rng = np.random.default_rng(1)
    measures, pairs = [], []
    for i, probe in enumerate(prepared):
        later = np.arange(i + 1, len(prepared))
        same = fingers[later] == fingers[i]
        strangers = later[~same]
        if others is not None and len(strangers) > others:
            strangers = rng.choice(strangers, others, replace=False)
        which = np.concatenate([later[same], strangers])
        measures.append(measures_many(probe, gallery, which)[1].astype(np.float64))
        pairs.append(np.stack([np.full(len(which), fingers[i]), fingers[which]], axis=1))
    numbers = np.concatenate(pairs)
    return Pairs(np.concatenate(measures), numbers[:, 0] == numbers[:, 1], numbers)
