"""Assess the quality of one print: the steps in their order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.resolution import at_500_ppi
from tenprint.fingerprint.quality.advice import advice_on
from tenprint.fingerprint.quality.cells import measure_cells
from tenprint.fingerprint.quality.foreground import find_print
from tenprint.fingerprint.quality.measures import MEASURES, Subject
from tenprint.fingerprint.quality.parameters import LEAST_PLAUSIBLE
from tenprint.fingerprint.quality.score import score_of

NAME = "tenprint quality 1"  # never NFIQ's name: this is another scale


@dataclass(frozen=True, slots=True)
class Quality:
    """How useful a print will be.

    Attributes:
        score: 0 (useless) to 100; higher scores match better (see ADR 0022 for how much). Not an NFIQ value.
        advice: what the operator can do about it, the most important first; empty if nothing is wrong.
        measures: every measure by name; empty if there is no print.
    """

    score: int
    advice: list[str] = field(default_factory=list)
    measures: dict[str, float] = field(default_factory=dict)


def assess(pixels: NDArray[Any], ppi: float | None) -> Quality:
    """Assess the picture of one finger.

    Args:
        pixels: (h, w) uint8, ridges dark; colour and uint16 are accepted too.
        ppi: pixels per inch; None counts as 500.

    Returns:
        The quality; score 0 where there is no print.

    Raises:
        ImageError: the array is no usable image, too large, or of an impossible resolution.
    """
    measures = measure(pixels, ppi)
    score = score_of(measures) if measures else 0
    return Quality(score, advice_on(measures), measures)


def measure(pixels: NDArray[Any], ppi: float | None) -> dict[str, float]:
    """Give every measure by name; empty if the picture shows no print.

    Raises:
        ImageError: as `assess`.
    """
    cells = measure_cells(at_500_ppi(pixels, ppi))
    region = find_print(cells)
    if not np.any(region):
        return {}
    subject = Subject(cells, region)
    measures = {each.name: each.of(subject) for each in MEASURES}
    return measures if measures["plausible_period"] >= LEAST_PLAUSIBLE else {}
