"""Fit the weights of the classical extractor's minutia quality on synthetic prints, whose minutiae are known.

python tools/fit_minutia_quality.py [--masters 40]: prints the weights and the constant for
`tenprint.fingerprint.extraction.parameters.Quality`, and how well they rank minutiae of fingers left out.
"""

from __future__ import annotations

import argparse
import dataclasses

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.extraction import classical, quality
from tenprint.fingerprint.extraction.parameters import DEFAULT
from tenprint.fingerprint.template import Template
from tenprint.simulate.prints import impression, master

NEAR, TURN = 10.0, 0.6  # px and radians within which a minutia found is the true one
RIDGE_PENALTY = 0.1
SAMPLES = tuple((kind, difficulty) for kind in ("rolled", "plain") for difficulty in ("good", "field", "poor"))


def samples(seed: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Measures and truth of all minutiae found in some impressions of one finger."""
    finger = master(seed, finger=1 + seed % 10)
    rows: list[NDArray[np.float64]] = []
    real: list[NDArray[np.bool_]] = []
    original = quality.measures

    def listen(*arguments: object) -> NDArray[np.float64]:
        values: NDArray[np.float64] = original(*arguments)  # type: ignore[arg-type]
        rows.append(values)
        return values

    everything = dataclasses.replace(
        DEFAULT, quality=dataclasses.replace(DEFAULT.quality, least=0.0, most=100_000, weights=(0.0,) * 7, constant=0.0)
    )
    quality.measures = listen  # type: ignore[assignment]
    try:
        for number, (kind, difficulty) in enumerate(SAMPLES):
            picture = impression(finger, number, kind=kind, difficulty=difficulty)
            found = classical.find(picture.pixels, None, everything)  # equal qualities: the order of the measures
            real.append(is_real(found, picture.truth))
    finally:
        quality.measures = original
    return np.concatenate(rows), np.concatenate(real)


def is_real(found: classical.Found, truth: Template) -> NDArray[np.bool_]:
    """Which minutiae have a true one nearby, one to one, the nearest first."""
    result = np.zeros(len(found.x), np.bool_)
    if not len(truth) or not len(found.x):
        return result
    distance = np.hypot(found.x[:, None] - truth.x, found.y[:, None] - truth.y)
    turn = np.abs((found.direction[:, None] - truth.direction + np.pi) % (2 * np.pi) - np.pi)
    distance[turn > TURN] = np.inf
    for k in np.argsort(distance, axis=None):
        i, j = divmod(int(k), distance.shape[1])
        if not distance[i, j] <= NEAR:
            break
        result[i] = True
        distance[i, :] = distance[:, j] = np.inf
    return result


def fit(x: NDArray[np.float64], y: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """Logistic regression by Newton's method with a little ridge penalty; returns weights and constant."""
    mean, deviation = x.mean(0), x.std(0) + 1e-9
    design = np.column_stack([(x - mean) / deviation, np.ones(len(x))])
    weights = np.zeros(design.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (y - p) - RIDGE_PENALTY * weights
        hessian = (design * (p * (1 - p))[:, None]).T @ design + RIDGE_PENALTY * np.eye(len(weights))
        weights += np.linalg.solve(hessian, gradient)
    slopes = weights[:-1] / deviation
    return slopes, float(weights[-1] - slopes @ mean)


def area(score: NDArray[np.float64], y: NDArray[np.bool_]) -> float:
    """Area under the ROC curve."""
    rank = np.empty(len(score))
    rank[np.argsort(score)] = np.arange(len(score))
    positives = int(y.sum())
    return float((rank[y].sum() - positives * (positives - 1) / 2) / (positives * (len(y) - positives)))


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--masters", type=int, default=40)
    parser.add_argument("--seed", type=int, default=9000, help="the first finger's seed")
    wanted = parser.parse_args()
    fingers = [samples(wanted.seed + k) for k in range(wanted.masters)]
    half = len(fingers) // 2
    train, test = (
        [np.concatenate(part) for part in zip(*some, strict=True)] for some in (fingers[:half], fingers[half:])
    )
    slopes, constant = fit(train[0], train[1])
    score = area(test[0] @ slopes, test[1])
    print(
        f"{len(train[1])} minutiae, {100 * train[1].mean():.0f} % real; area under the ROC curve on others {score:.3f}"
    )
    slopes, constant = fit(np.concatenate([train[0], test[0]]), np.concatenate([train[1], test[1]]))
    for name, slope in zip(quality.MEASURES, slopes, strict=True):
        print(f"  {name:10} {slope:8.3f}")
    print(f"  constant   {constant:8.3f}")


if __name__ == "__main__":
    main()
