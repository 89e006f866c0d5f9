"""How well the fitted scores separate fingers that took no part in the fit, and whether they mean what they say."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from fit_matcher.fit import SHARES, Fitted, fit
from fit_matcher.pairs import Pairs
from tenprint.evaluate.verification.rates import rates, threshold_at


def false_match_points(fitted: Fitted, groups: Mapping[str, Pairs]) -> list[tuple[float, float]]:
    """Return share and score that this share of all impostor comparisons reaches, groups of equal weight."""
    impostor = [fitted.scores(group)[~group.genuine] for group in groups.values()]
    least = min(map(len, impostor))
    rng = np.random.default_rng(1)
    scores = np.concatenate([rng.choice(each, least, replace=False) for each in impostor])
    return [(share, float(np.quantile(scores, 1 - share))) for share in SHARES]


def held_out(groups: Mapping[str, Pairs]) -> None:
    """Fit on the fingers of even numbers, print rates on those of odd numbers and predicted against measured FMR."""
    even = {name: group.take(np.all(group.fingers % 2 == 0, axis=1)) for name, group in groups.items()}
    odd = {name: group.take(np.all(group.fingers % 2 == 1, axis=1)) for name, group in groups.items()}
    fitted = fit(list(even.values()))
    points = false_match_points(fitted, even)
    print("Fingers of odd numbers, fitted on those of even numbers:")
    for name, group in odd.items():
        scores = fitted.scores(group)
        genuine, impostor = scores[group.genuine], scores[~group.genuine]
        found = ", ".join(f"{key} {100 * value:.2f} %" for key, value in rates(genuine, impostor).items())
        print(f"  {name}: {len(genuine):,} genuine, {len(impostor):,} impostor: {found}")
        for share, score in points[2:]:
            print(f"    predicted FMR {share:g}: measured {float(np.mean(impostor >= score)):.2g}")
        for least in (-2.0, 0.0, 2.0, 4.0):
            near = _near(scores, group.genuine, least)
            print(f"    of scores from {least:g} to {least + 2:g} nats: measured log-likelihood ratio {near:.2f}")


def _near(scores: NDArray[np.float64], genuine: NDArray[np.bool_], least: float) -> float:
    inside = (scores >= least) & (scores < least + 2)
    ratio = np.mean(inside[genuine]) / max(float(np.mean(inside[~genuine])), 1e-9)
    return float(np.log(max(ratio, 1e-9)))


def separation(scores: NDArray[np.float64], genuine: NDArray[np.bool_]) -> float:
    """Return the mean FNMR at FMR 1e-1 to 1e-4, in quarter decades, those left out that rest on no comparison."""
    impostor = scores[~genuine]
    shares = 10.0 ** -np.arange(1, 4.01, 0.25)
    missed = [
        np.mean(scores[genuine] < threshold_at(impostor, share)) for share in shares if share * len(impostor) >= 1
    ]
    return float(np.mean(missed))
