"""How many mates the filter alone loses, from many more searches than the whole cascade could do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice

import numpy as np

from tenprint.evaluate.identification.rates import upper_bound
from tenprint.evaluate.identification.rounds import Mate
from tenprint.search import Gallery, Options, Positions
from tenprint.search.cascade.filtering import FurtherSubject, filter_gallery, score_further
from tenprint.search.cascade.limits import Limits
from tenprint.search.cascade.query import Query, make_query
from tenprint.search.gallery.prepared import prepare_subject
from tenprint.search.gallery.snapshot import Snapshot


def filter_loss(
    gallery: Gallery,
    rounds: Iterable[list[Mate]],
    positions: tuple[int, ...],
    options: Options,
    batch: int,
    progress: Callable[[int], None],
) -> dict[str, float]:
    """Return the share of mates whose codes would not be among those passed on, and the smallest margin.

    The mates are not enrolled: a mate's score is compared with that of the last subject passed on.
    """
    mates = chain.from_iterable(rounds)
    margins: list[float] = []
    keep = options.passed_by_filter(len(positions), len(gallery))
    with gallery.snapshot() as snapshot, ThreadPoolExecutor(options.threads) as pool:
        while part := list(islice(mates, batch)):
            queries = [
                make_query({p: m.searched[p] for p in positions}, Positions.KNOWN, gallery.encoder) for m in part
            ]
            passed = filter_gallery(snapshot, queries, [keep] * len(queries), Limits(), pool.map)
            for mate, query, filtered in zip(part, queries, passed, strict=True):
                floor = float(filtered.scores[-1]) if len(filtered.scores) == keep else -np.inf
                margins.append(_mate_score(gallery, snapshot, mate, query) - floor)
            progress(len(part))
    values = np.array(margins)
    return {
        "searches": float(len(values)),
        "passed_on": float(keep),
        "lost": float((values < 0).mean()),
        "lost_upper_95": upper_bound(float((values < 0).mean()), len(values)),
        "smallest_margin_llr": float(values.min()),
        "margin_1_in_1000_llr": float(np.quantile(values, 0.001)),
    }


def _mate_score(gallery: Gallery, snapshot: Snapshot, mate: Mate, query: Query) -> float:
    prepared = prepare_subject(mate.subject, mate.enrolled, gallery.encoder)
    return score_further(snapshot, query, FurtherSubject(prepared.codes, prepared.head))
