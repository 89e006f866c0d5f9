"""Plots of the fidelity report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tenprint.evaluate.fidelity.scores import Distributions
from tenprint.evaluate.fidelity.sets import Sample

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN = ("density", "period", "quality", "orientation_variance", "bend", "coherence", "minutiae", "contrast")
_REAL, _SYNTHETIC = "#4c4c4c", "#0b6e99"


def plot_measures(samples: Sequence[Sample], path: Path) -> None:
    """Draw a box for each set and measure; real sets are gray, synthetic ones blue."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    shown = [s for s in samples if s.measures]
    figure, axes = pyplot.subplots(2, 4, figsize=(13, 6.4), layout="constrained")
    for axis, name in zip(axes.flat, SHOWN, strict=True):
        boxes = axis.boxplot(
            [s.values(name) for s in shown], orientation="horizontal", showfliers=False, patch_artist=True
        )
        for box, sample in zip(boxes["boxes"], shown, strict=True):
            box.set_facecolor(_REAL if sample.real else _SYNTHETIC)
            box.set_alpha(0.6)
        axis.set_title(name.replace("_", " "))
        axis.set_yticks(range(1, len(shown) + 1), [s.name for s in shown] if axis in axes[:, 0] else [])
        axis.invert_yaxis()
    figure.savefig(path, dpi=80)
    pyplot.close(figure)


def plot_scores(distributions: Mapping[str, Distributions], path: Path) -> None:
    """Draw the tail of impostor scores and the genuine scores of each set as cumulative shares."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(13, 5), layout="constrained")
    for name, d in distributions.items():
        _tail(left, d.impostor, name)
        if len(d.genuine):
            ordered = np.sort(d.genuine)
            right.plot(ordered, (np.arange(len(ordered)) + 1) / len(ordered), label=name)
    left.set_yscale("log")
    left.set_xlabel("impostor score")
    left.set_ylabel("share of pairs above (FMR)")
    right.set_xlabel("genuine score")
    right.set_ylabel("share of pairs below (FNMR)")
    left.legend()
    left.grid(alpha=0.3)
    right.grid(alpha=0.3)
    figure.savefig(path, dpi=80)
    pyplot.close(figure)


def _tail(axis: Axes, scores: np.ndarray, name: str) -> None:
    ordered = np.sort(scores)[::-1]
    share = (np.arange(len(ordered)) + 1) / max(len(ordered), 1)
    keep = np.unique(np.geomspace(1, max(len(ordered), 1), 400).astype(int)) - 1
    axis.plot(ordered[keep], share[keep], label=name)
