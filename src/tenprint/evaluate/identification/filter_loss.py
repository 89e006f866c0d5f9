"""How many mates the filter alone loses, from many more searches than the whole cascade could do."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from tenprint.evaluate.identification.codes import Codes
from tenprint.evaluate.identification.rates import upper_bound
from tenprint.evaluate.identification.rounds import Mate
from tenprint.search import Gallery, Options
from tenprint.search.cascade.filtering import filter_gallery, score_further
from tenprint.search.cascade.limits import Limits
from tenprint.search.cascade.looked_at import looked_at
from tenprint.search.parameters import SCREEN_FINGERS


def filter_loss(
    gallery: Gallery,
    rounds: Iterable[list[Mate]],
    positions: tuple[int, ...],
    options: Options,
    batch: int,
    progress: Callable[[int], None],
) -> dict[str, float]:
    """Return the share of mates at whom no further stage would look, and the smallest margin.

    The mates are not enrolled: a mate's score is put among those of the subjects passed on.
    """
    mates = chain.from_iterable(rounds)
    margins: list[float] = []
    lost = 0
    keep = options.passed_by_filter(len(positions), len(gallery))
    chance = math.log(max(len(gallery), 2))
    codes = Codes(gallery.encoder)
    with gallery.snapshot() as snapshot, ThreadPoolExecutor(options.threads) as pool:
        while part := list(islice(mates, batch)):
            queries = [codes.query({p: m.searched[p] for p in positions}) for m in part]
            passed = filter_gallery(snapshot, queries, [keep] * len(queries), Limits(), pool.map)
            for mate, query, filtered in zip(part, queries, passed, strict=True):
                score = score_further(snapshot, query, codes.further(mate.enrolled))
                floor = float(filtered.scores[-1]) if len(filtered.scores) == keep else -np.inf
                margins.append(score - floor)
                many = options.passed is None and len(query.coded) >= SCREEN_FINGERS
                lost += not is_looked_at(score, filtered.scores, keep, chance if many else None)
            progress(len(part))
    values = np.array(margins)
    return {
        "searches": float(len(values)),
        "passed_on": float(keep),
        "lost": lost / len(values),
        "lost_upper_95": upper_bound(lost / len(values), len(values)),
        "smallest_margin_llr": float(values.min()),
        "margin_1_in_1000_llr": float(np.quantile(values, 0.001)),
    }


def is_looked_at(score: float, strangers: NDArray[np.float32], keep: int, chance: float | None) -> bool:
    """Whether a further stage looks at a mate of this score.

    Args:
        score: of the mate, nats.
        strangers: scores of those whom the filter passes on when the mate is not there, falling.
        keep: how many it passes on.
        chance: logarithm of the gallery's size where the scores decide how many are looked at, see `looked_at`.
    """
    rank = int(np.count_nonzero(strangers >= score))
    if rank >= keep:
        return False
    if chance is None:
        return True
    return rank < looked_at(np.insert(strangers, rank, np.float32(score))[:keep], chance).number
