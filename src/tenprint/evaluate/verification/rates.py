"""Error rates of verification from genuine and impostor scores (ISO/IEC 19795-1:2021, clauses 8.2 and 8.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FMR_POINTS = (1e-2, 1e-3, 1e-4)
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """FMR and FNMR at each threshold; a comparison matches when its score is at least the threshold."""

    thresholds: NDArray[np.float64]
    fmr: NDArray[np.float64]
    fnmr: NDArray[np.float64]


def curve(genuine: Scores, impostor: Scores) -> Curve:
    """Return the rates at every threshold where one changes, the last being above all scores.

    Args:
        genuine: (g,) scores of comparisons of the same finger, higher is more alike.
        impostor: (i,) scores of comparisons of different fingers.
    """
    thresholds = np.unique(np.concatenate([genuine, impostor, [np.inf]]))
    below = np.searchsorted(np.sort(genuine), thresholds, "left")
    not_below = len(impostor) - np.searchsorted(np.sort(impostor), thresholds, "left")
    return Curve(thresholds, not_below / max(len(impostor), 1), below / max(len(genuine), 1))


def equal_error_rate(genuine: Scores, impostor: Scores) -> float:
    """Return the mean of FMR and FNMR where they are nearest; NaN without genuine or impostor scores."""
    if not len(genuine) or not len(impostor):
        return float("nan")
    c = curve(genuine, impostor)
    after = int(np.argmax(c.fmr <= c.fnmr))
    return float(min((c.fmr[k] + c.fnmr[k]) / 2 for k in (max(after - 1, 0), after)))


def threshold_at(impostor: Scores, fmr: float) -> float:
    """Return the lowest score (or infinity) that at most this share of the impostor scores reaches."""
    candidates = np.append(np.unique(impostor), np.inf)
    reaching = len(impostor) - np.searchsorted(np.sort(impostor), candidates, "left")
    return float(candidates[int(np.argmax(reaching <= fmr * len(impostor) + 1e-9))])


def fnmr_at(genuine: Scores, impostor: Scores, fmr: float) -> float:
    """Return the share of genuine comparisons that fail at the lowest threshold whose FMR is at most `fmr`."""
    if not len(genuine) or not len(impostor):
        return float("nan")
    c = curve(genuine, impostor)
    return float(c.fnmr[int(np.argmax(c.fmr <= fmr))])


def rates(genuine: Scores, impostor: Scores) -> dict[str, float]:
    """Return EER and FNMR at `FMR_POINTS`, as shares, under stable keys."""
    points = {f"fnmr_at_fmr_{_power(f)}": fnmr_at(genuine, impostor, f) for f in FMR_POINTS}
    return {"eer": equal_error_rate(genuine, impostor)} | points


def _power(fmr: float) -> str:
    return f"1e{round(np.log10(fmr))}"


def bootstrap(
    finger_a: Sequence[str],
    finger_b: Sequence[str],
    scores: Scores,
    *,
    rounds: int = 200,
    seed: int = 1,
    level: float = 0.95,
) -> dict[str, tuple[float, float]]:
    """Return confidence intervals of `rates`, by drawing fingers (not comparisons) with replacement.

    Comparisons of one finger depend on one another, so fingers are the units (ISO/IEC 19795-1:2021, annex B). A
    comparison counts as often as both its fingers were drawn (for two different fingers the product, for one finger
    once per draw).

    Args:
        finger_a, finger_b: of each comparison.
        scores: of each comparison.
        rounds: number of draws.
        seed: of the draws.
        level: of the interval.
    """
    names, inverse = np.unique(np.concatenate([finger_a, finger_b]), return_inverse=True)
    a, b = inverse[: len(scores)], inverse[len(scores) :]
    genuine = a == b
    rng = np.random.default_rng(seed)
    drawn: list[list[float]] = []
    for _ in range(rounds if len(names) > 1 else 0):
        times = np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names))
        weight = np.where(genuine, times[a], times[a] * times[b])
        drawn.append(_weighted_rates(scores, genuine, weight))
    if not drawn:
        return {}
    tails = [100 * (1 - level) / 2, 100 * (1 + level) / 2]
    low, high = np.nanpercentile(np.array(drawn), tails, axis=0)
    keys = ("eer", *(f"fnmr_at_fmr_{_power(f)}" for f in FMR_POINTS))
    return {key: (float(x), float(y)) for key, x, y in zip(keys, low, high, strict=True)}


def _weighted_rates(scores: Scores, genuine: NDArray[np.bool_], weight: NDArray[np.int64]) -> list[float]:
    """Return EER and FNMR at `FMR_POINTS` of comparisons that count several times."""
    order = np.argsort(scores, kind="stable")
    s, g, w = scores[order], genuine[order], weight[order].astype(np.float64)
    total_g, total_i = w[g].sum(), w[~g].sum()
    if total_g == 0 or total_i == 0:
        return [float("nan")] * (1 + len(FMR_POINTS))
    first = np.append(np.flatnonzero(np.append(True, s[1:] != s[:-1])), len(s))
    fnmr = np.append(0, np.cumsum(w * g))[first] / total_g
    fmr = 1 - np.append(0, np.cumsum(w * ~g))[first] / total_i
    fmr[-1] = 0.0
    after = int(np.argmax(fmr <= fnmr))
    error = min((fmr[k] + fnmr[k]) / 2 for k in (max(after - 1, 0), after))
    return [float(error), *(float(fnmr[int(np.argmax(fmr <= f + 1e-12))]) for f in FMR_POINTS)]
