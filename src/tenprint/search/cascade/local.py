"""Stage 1: neighbourhoods of single minutiae compared, rebuilt from the stored minutiae of a few hundred subjects."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.template import Template
from tenprint.search.cascade.candidates import Survivor
from tenprint.search.cascade.limits import Limits
from tenprint.search.cascade.query import Query
from tenprint.search.cascade.tables import mixture_ratio
from tenprint.search.gallery.prepared import Encoder
from tenprint.search.parameters import LOCAL_FINGERS, LOCAL_PAIRS, LOCAL_SHIFT, LOCAL_SPREAD

Map = Callable[[Callable[[Survivor], NDArray[np.float32]], Iterable[Survivor]], Iterable[NDArray[np.float32]]]


def rank_locally(survivors: list[Survivor], query: Query, encoder: Encoder, limits: Limits, run: Map) -> list[Survivor]:
    """Return the survivors by falling score, the local scores of some fingers added to that of the codes.

    Local scores are measured in standard deviations of these survivors' own, nearly all of whom are strangers.

    Args:
        survivors: of the filter.
        query: what is searched for.
        encoder: makes neighbourhoods.
        limits: those who are not compared in time keep their score of the filter.
        run: maps a function over survivors, in order, on several threads or not.
    """
    search = {p: unit(encoder.reduce(t)) for p, t in query.templates.items()}

    def scores(survivor: Survivor) -> NDArray[np.float32]:
        out = np.full(LOCAL_FINGERS, np.nan, np.float32)
        if limits.over():
            return out
        for k, (finger, file_finger) in enumerate(survivor.pairs[:LOCAL_FINGERS]):
            template: Template | None = survivor.fingers.get(file_finger)
            if template is not None:
                out[k] = local_score(search[finger], unit(encoder.reduce(template)))
        return out

    table = np.array(list(run(scores, survivors)), np.float32).reshape(len(survivors), LOCAL_FINGERS)
    known = table[~np.isnan(table)]
    if len(known):
        low, middle = np.quantile(known, [0.25, 0.5])
        spread = max(float(middle - low) / 0.6745, 1e-3)
        gains = np.nan_to_num(mixture_ratio((table - middle) / spread, LOCAL_SHIFT, LOCAL_SPREAD)).sum(1)
        for survivor, gain in zip(survivors, gains.tolist(), strict=True):
            survivor.score += gain
    return sorted(survivors, key=lambda s: (-s.score, s.view.segment.number, s.row))


def local_score(search: NDArray[np.float32], filed: NDArray[np.float32]) -> float:
    """Return the mean similarity of the best mutual pairs of neighbourhoods, 0 where there are none.

    Cappelli, Ferrara, Maltoni 2010, section 4.1 (local similarity sort), with pairs that are each other's best.

    Args:
        search, filed: (n, d) and (m, d) reduced neighbourhoods of length one.
    """
    if not len(search) or not len(filed):
        return 0.0
    table = search @ filed.T
    column = table.argmax(1)
    value = table[np.arange(len(search)), column]
    mutual = value[table.argmax(0)[column] == np.arange(len(search))]
    best = np.sort(mutual)[-LOCAL_PAIRS:]
    return float(np.maximum(best, 0).sum() / LOCAL_PAIRS)


def unit(reduced: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the rows at length one."""
    length = np.sqrt(np.einsum("ij,ij->i", reduced, reduced))[:, None]
    return np.asarray(reduced / np.maximum(length, np.float32(1e-6)), np.float32)
