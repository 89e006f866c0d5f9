"""Logistic regression of the measures, and what the scores then mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fit_matcher.pairs import Pairs
from tenprint.fingerprint.matching import parameters as p

RIDGE = 5.0  # penalty on standardised weights, where each group weighs as much as 2,000 comparisons
MEETING = (0.95, 0.25)  # from this share of the impostors' scores to this share of the genuine ones
SHARES = (0.5, 0.1, 0.01, 0.001, 0.0001)  # false match rates at which the scores are read off


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of the measures and a constant: a log-likelihood ratio in nats."""

    weights: NDArray[np.float64]
    bias: float

    def scores(self, pairs: Pairs) -> NDArray[np.float64]:
        """Return the scores as the matcher limits them."""
        known = ~np.isnan(pairs.measures[:, 0])
        rows = np.where(known[:, None], pairs.measures, 0)
        ceiling = p.CEILING_PER_PAIR * (rows[:, 3] - 2)
        limited = np.maximum(np.minimum(rows @ self.weights + self.bias, ceiling), p.FLOOR)
        return np.where(known, limited, p.FLOOR)


def fit(groups: Sequence[Pairs]) -> Fitted:
    """Fit on all groups with equal weight, comparisons of one finger and of two too: logistic regression.

    With equal weights a logistic regression finds a log-likelihood ratio, but it looks at all comparisons, most of them
    easy. So its scale is fitted once more to those between `MEETING`, where decisions are made.
    """
    known = [~np.isnan(group.measures[:, 0]) for group in groups]
    rows = np.concatenate([group.measures[k] for group, k in zip(groups, known, strict=True)])
    genuine = np.concatenate([group.genuine[k] for group, k in zip(groups, known, strict=True)])
    weight = np.concatenate([_balanced(group.genuine[k]) for group, k in zip(groups, known, strict=True)])
    weights, bias = _logistic(rows, genuine, weight, RIDGE)
    scores = rows @ weights + bias
    low, high = np.quantile(scores[~genuine], MEETING[0]), np.quantile(scores[genuine], MEETING[1])
    kept = (scores >= low) & (scores <= high)
    scale, shift = _logistic(scores[kept, None], genuine[kept], weight[kept], 1e-6)
    return Fitted(weights * scale[0], float(bias * scale[0] + shift))


def _balanced(genuine: NDArray[np.bool_]) -> NDArray[np.float64]:
    return 1000 * np.where(genuine, 1 / max(genuine.sum(), 1), 1 / max((~genuine).sum(), 1))


def _logistic(
    rows: NDArray[np.float64], genuine: NDArray[np.bool_], weight: NDArray[np.float64], ridge: float
) -> tuple[NDArray[np.float64], float]:
    """Weighted ridge logistic regression by Newton steps, on standardised columns."""
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    design = np.column_stack([(rows - middle) / spread, np.ones(len(rows))])
    penalty = np.append(np.full(rows.shape[1], 2 * ridge), 1e-9)
    solution = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(design @ solution, -30, 30)))
        slope = design.T @ (weight * (chance - genuine)) + penalty * solution
        curved = weight * np.maximum(chance * (1 - chance), 1e-6)
        step = np.linalg.solve((design * curved[:, None]).T @ design + np.diag(penalty), slope)
        solution = solution - step * min(1.0, 4 / np.abs(step).max())
        if np.abs(step).max() < 1e-5:
            break
    weights = solution[:-1] / spread
    return weights, float(solution[-1] - weights @ middle)
