"""All pairs of a test set, compared."""

from __future__ import annotations

import csv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tenprint.evaluate.verification.images import TestImage
from tenprint.fingerprint.matching import pack, prepare_many, score_many
from tenprint.fingerprint.template import Template


def all_pairs(
    templates: list[Template], advance: Callable[[], None], *, workers: int = 2
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return first, second and score of each unordered pair, (n (n - 1) / 2,) each; `advance` is called n times."""
    prepared = prepare_many(templates)
    gallery = pack(prepared)
    n = len(prepared)

    def row(i: int) -> NDArray[np.float32]:
        return score_many(prepared[i], gallery, np.arange(i + 1, n))

    rows = []
    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        for scores in pool.map(row, range(n)):
            rows.append(scores)
            advance()
    first, second = np.triu_indices(n, 1)
    return first.astype(np.int64), second.astype(np.int64), np.concatenate(rows).astype(np.float64)


def write_csv(
    images: list[TestImage],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    scores: NDArray[np.float64],
    target: Path,
) -> None:
    """Write `a,b,genuine,score`, one row a pair; genuine is 1 for the same finger."""
    with target.open("w", newline="") as handle:
        rows = csv.writer(handle)
        rows.writerow(("a", "b", "genuine", "score"))
        for i, j, score in zip(first.tolist(), second.tolist(), scores.tolist(), strict=True):
            a, b = images[i], images[j]
            rows.writerow((a.name, b.name, int(a.finger == b.finger), f"{score:.4f}"))
