"""What a comparison is judged by: a dozen measures of the pairing, each with a meaning of its own."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.kernel import kernel

NAMES = (
    "core_pairs",  # pairs of the core
    "core_strength",  # root of the sum of similarity times agreement over the core
    "core_similarity",  # sum of similarity over the core
    "pairs",  # minutiae paired under the mapping
    "root_pairs",  # its square root
    "fit",  # sum over pairs of 1 - cost of shift and turn
    "similarity",  # sum over pairs of local similarity
    "fit_similarity",  # sum over pairs of their product
    "log_fit_similarity",  # log(1 + that)
    "sure_pairs",  # sum over pairs of the product of qualities
    "unpaired",  # sum of qualities of the minutiae in the common area that found no partner
    "unpaired_fewer",  # number of those in the print that has fewer of them
    "similarity_share",  # similarity per minutia of the common area
    "fit_similarity_share",  # fit_similarity per minutia of the common area
    "pair_similarity",  # mean similarity of a pair, less where there are few pairs
    "pair_fit",  # mean fit of a pair, less where there are few pairs
    "log_fewer",  # log of the number of minutiae of the print with fewer
    "log_more",  # log of the number of minutiae of the other
)
COUNT = len(NAMES)


@kernel
def measure(
    GA: NDArray[np.float32], a0: int, na: int, GB: NDArray[np.float32], b0: int, nb: int,
    core: tuple[int, float, float], count: int, pairs: NDArray[np.int32], best: NDArray[np.int32],
    cost: NDArray[np.float32], near: NDArray[np.float32], table: NDArray[np.uint8], out: NDArray[np.float64],
) -> None:  # fmt: skip
    """Fill out (COUNT,) in the order of `NAMES`.

    Args:
        GA, a0, na, GB, b0, nb: the two prints, see `compare`.
        core: number of pairs, sum of similarity times agreement, sum of similarity.
        count, pairs, best, cost, near: the pairing, see `pairing.pair_all`.
        table: local similarities, 0 to 255.
    """
    seen = np.float32(p.SEEN_DISTANCE**2)
    fit = similarity = both = sure = 0.0
    for t in range(count):
        i, j = pairs[0, t], pairs[1, t]
        f, s = 1.0 - cost[0, i], table[i, j] / 255.0
        fit += f
        similarity += s
        both += f * s
        sure += GA[4, a0 + i] * GB[4, b0 + j]
    lost_a = lost_b = common_a = common_b = lost_quality = 0.0
    for i in range(na):
        j = best[0, i]
        paired = j >= 0 and best[1, j] == i
        if near[0, i] < seen:
            common_a += 1.0
            if not paired:
                lost_a += 1.0
                lost_quality += GA[4, a0 + i]
    for j in range(nb):
        i = best[1, j]
        paired = i >= 0 and best[0, i] == j
        if near[1, j] < seen:
            common_b += 1.0
            if not paired:
                lost_b += 1.0
                lost_quality += GB[4, b0 + j]
    common = min(common_a, common_b) + p.EVIDENCE_HALF
    evidence = count / (count + p.EVIDENCE_HALF)
    out[0], out[1], out[2] = core[0], math.sqrt(core[1]), core[2]
    out[3], out[4], out[5], out[6], out[7] = count, math.sqrt(count), fit, similarity, both
    out[8], out[9] = math.log1p(both), sure
    out[10], out[11] = lost_quality, min(lost_a, lost_b)
    out[12], out[13] = similarity / common, both / common
    out[14], out[15] = evidence * similarity / (count + 2.0), evidence * fit / (count + 2.0)
    out[16], out[17] = math.log1p(min(na, nb)), math.log1p(max(na, nb))
