"""What a comparison is judged by: a dozen measures of the pairing, each with a meaning of its own."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.kernel import kernel
from tenprint.fingerprint.matching.layout import QUALITY0
from tenprint.fingerprint.matching.similarity import TOP

_SEEN = np.int32(p.SEEN_DISTANCE**2)

NAMES = (
    "core_pairs",  # pairs of the core
    "core_strength",  # root of the sum of similarity times agreement over the core
    "core_similarity",  # sum of similarity over the core
    "pairs",  # minutiae paired under the mapping
    "fit",  # sum over pairs of 1 - cost of shift and turn
    "similarity",  # sum over pairs of local similarity
    "fit_similarity",  # sum over pairs of their product
    "log_fit_similarity",  # log(1 + that)
    "sure_pairs",  # sum over pairs of the product of qualities
    "unpaired",  # sum of qualities of the minutiae in the common area that found no partner
    "similarity_share",  # similarity per minutia of the common area
    "fit_similarity_share",  # fit_similarity per minutia of the common area
    "pair_similarity",  # mean similarity of a pair, less where there are few pairs
    "log_fewer",  # log of the number of minutiae of the print with fewer
)
COUNT = len(NAMES)


@kernel
def measure(
    GA: NDArray[np.float32], na: int, GB: NDArray[np.float32], nb: int, core: tuple[int, float, float], count: int,
    pairs: NDArray[np.int32], cost: NDArray[np.float32], partner: NDArray[np.int32], near: NDArray[np.int32],
    table: NDArray[np.uint8], width: int, out: NDArray[np.float64],
) -> None:  # fmt: skip
    """Fill out (COUNT,) in the order of `NAMES`.

    Args:
        GA, na, GB, nb: the two prints, see `compare`.
        core: number of pairs, sum of similarity times agreement, sum of similarity.
        count, pairs, cost, partner, near: the pairing, see `pairing.pair_all`.
        table, width: local similarities, 0 to `TOP`, and the length of its rows.
    """
    fit = similarity = both = sure = 0.0
    for t in range(count):
        i, j = pairs[0, t], pairs[1, t]
        f, s = 1.0 - cost[t], table[i * width + j] / float(TOP)
        fit += f
        similarity += s
        both += f * s
        sure += GA[QUALITY0 + i] * GB[QUALITY0 + j]
    common_a, quality_a = _seen(GA, na, partner[0], near[0])
    common_b, quality_b = _seen(GB, nb, partner[1], near[1])
    lost_quality = quality_a + quality_b
    common = min(common_a, common_b) + p.EVIDENCE_HALF
    evidence = count / (count + p.EVIDENCE_HALF)
    out[0], out[1], out[2] = core[0], math.sqrt(core[1]), core[2]
    out[3], out[4], out[5], out[6] = count, fit, similarity, both
    out[7], out[8], out[9] = math.log1p(both), sure, lost_quality
    out[10], out[11] = similarity / common, both / common
    out[12] = evidence * similarity / (count + 2.0)
    out[13] = math.log1p(min(na, nb))


@kernel
def _seen(G: NDArray[np.float32], n: int, partner: NDArray[np.int32], near: NDArray[np.int32]) -> tuple[float, float]:
    """Of the minutiae in the common area: how many, and the quality of those without partner together."""
    common = quality = 0.0
    for i in range(n):
        if near[i] < _SEEN:
            common += 1.0
            if partner[i] < 0:
                quality += G[QUALITY0 + i]
    return common, quality
