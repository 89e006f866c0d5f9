"""Stage 1: neighbourhoods of single minutiae compared, rebuilt from the stored minutiae of a few hundred subjects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenprint.search.cascade.candidates import Survivor
from tenprint.search.cascade.limits import Limits
from tenprint.search.cascade.local_kernel import local_scores
from tenprint.search.cascade.query import Query
from tenprint.search.cascade.tables import mixture_ratio
from tenprint.search.codes.cylinders import GAUSS, NUMBERS, SATURATION
from tenprint.search.gallery.prepared import Encoder
from tenprint.search.packing import finger_offsets
from tenprint.search.parameters import LOCAL_FINGERS, LOCAL_SHIFT, LOCAL_SPREAD

CHUNK = 64
Map = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]


def rank_locally(survivors: list[Survivor], query: Query, encoder: Encoder, limits: Limits, run: Map) -> list[Survivor]:
    """Return the survivors by falling score, the local scores of some fingers added to that of the codes.

    Local scores are measured in standard deviations of these survivors' own, nearly all of whom are strangers.

    Args:
        survivors: of the filter.
        query: what is searched for.
        encoder: makes neighbourhoods.
        limits: those who are not compared in time keep their score of the filter.
        run: maps a function over chunks, in order, on several threads or not.
    """
    compare = _Comparison(query, encoder, limits)
    chunks = [survivors[start : start + CHUNK] for start in range(0, len(survivors), CHUNK)]
    table = np.concatenate(list(run(compare.scores, chunks)))
    missing = np.isnan(table)
    if not missing.all():
        low, middle = np.quantile(table[~missing], [0.25, 0.5])
        spread = max(float(middle - low) / 0.6745, 1e-3)
        z = (np.where(missing, middle, table) - middle) / spread
        gains = np.where(missing, 0, mixture_ratio(z, LOCAL_SHIFT, LOCAL_SPREAD)).sum(1)
        for survivor, gain in zip(survivors, gains.tolist(), strict=True):
            survivor.score += gain
    return sorted(survivors, key=lambda s: (-s.score, s.view.segment.number, s.row))


class _Comparison:
    """The search's neighbourhoods, ready for the kernel."""

    def __init__(self, query: Query, encoder: Encoder, limits: Limits) -> None:
        self._limits = limits
        self._offset, self._axes = encoder.reduction
        reduced = {position: encoder.reduce(template) for position, template in query.templates.items()}
        self._search = np.concatenate([_unit(reduced[p]) for p in sorted(reduced)])
        ends = np.cumsum([0, *(len(reduced[p]) for p in sorted(reduced))])
        self._spans = {p: (int(ends[k]), int(ends[k + 1])) for k, p in enumerate(sorted(reduced))}

    def scores(self, survivors: list[Survivor]) -> NDArray[np.float32]:
        """Return (n, LOCAL_FINGERS) scores, NaN where there was nothing to compare or no time."""
        out = np.full((len(survivors), LOCAL_FINGERS), np.nan, np.float32)
        if self._limits.over():
            return out
        jobs: list[tuple[int, int, int, int, int]] = []
        parts: list[bytes] = []
        base = 0
        for index, survivor in enumerate(survivors):
            if survivor.payload is None:
                continue
            offsets = finger_offsets(survivor.payload, survivor.fingers_at)
            for k, (finger, file_finger) in enumerate(survivor.pairs[:LOCAL_FINGERS]):
                if file_finger in offsets:
                    jobs.append((index, k, base + offsets[file_finger], *self._spans[finger]))
            parts.append(survivor.payload)
            base += len(survivor.payload)
        if jobs:
            data, table = np.frombuffer(b"".join(parts), np.uint8), np.array(jobs, np.int64)
            local_scores(data, table, self._search, self._offset, self._axes, NUMBERS, GAUSS, SATURATION, out)
        return out


def _unit(reduced: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.sqrt(np.einsum("ij,ij->i", reduced, reduced))[:, None]
    return np.asarray(reduced / np.maximum(length, np.float32(1e-6)), np.float32)
