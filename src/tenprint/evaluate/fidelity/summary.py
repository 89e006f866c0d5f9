"""Medians side by side, the bars, and what is still unlike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from tenprint.evaluate.fidelity.measure import Measures
from tenprint.evaluate.fidelity.scores import Distributions, tail_ratio
from tenprint.evaluate.fidelity.sets import Sample

MEASURES: tuple[str, ...] = tuple(f.name for f in fields(Measures))
# Held to 20 % of the median over the real sets' medians.
HELD: tuple[str, ...] = ("density", "classical_density", "period", "quality")
WITHIN = 0.20
TAIL_FACTOR = 3.0
RATES = (1e-2, 1e-3, 1e-4)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: medians of each set, of the real sets together, and of the synthetic set that is held to them."""

    measure: str
    medians: dict[str, float]
    real: float
    synthetic: float

    @property
    def ratio(self) -> float:
        """Synthetic over real."""
        return self.synthetic / self.real if self.real else float("nan")

    @property
    def alike(self) -> bool:
        """Whether the ratio is within 20 % of 1."""
        return bool(abs(self.ratio - 1) <= WITHIN)


def rows(samples: Sequence[Sample], held: str) -> list[Row]:
    """Return a row for each measure; `held` names the synthetic set that is compared with the real ones."""
    out = []
    for name in MEASURES:
        medians = {s.name: float(np.median(s.values(name))) for s in samples if s.measures}
        real = [medians[s.name] for s in samples if s.real and s.measures]
        out.append(Row(name, medians, float(np.median(real)) if real else float("nan"), medians[held]))
    return out


def tails(image: Distributions, template: Distributions) -> dict[str, float]:
    """Return, for each rate, the template gallery's false match rate at the images' threshold over that rate."""
    return {f"{rate:g}": tail_ratio(image, template, rate) for rate in RATES}


def verdict(table: Sequence[Row], ratios: dict[str, float]) -> dict[str, Any]:
    """Return which bars are met, and what is unlike."""
    by_name = {row.measure: row for row in table}
    bars = {name: by_name[name].alike for name in HELD if np.isfinite(by_name[name].ratio)}
    for rate in ("0.001", "0.0001"):
        if np.isfinite(ratios.get(rate, float("nan"))):
            bars[f"impostor tail at FMR {rate}"] = 1 / TAIL_FACTOR <= ratios[rate] <= TAIL_FACTOR
    return {"bars": bars, "unlike": [row.measure for row in table if not row.alike]}
