"""One comparison with its reasons: which minutiae paired, how well, and what each adds to the score."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching.calibration import false_match_rate
from tenprint.fingerprint.matching.compare import compare, judge
from tenprint.fingerprint.matching.layout import COSINE, COSINE0, LANES, SINE, SINE0, X0, Y0, X, Y
from tenprint.fingerprint.matching.measures import COUNT, NAMES, measure
from tenprint.fingerprint.matching.prepared import Prepared, prepare
from tenprint.fingerprint.matching.scratch import Scratch, scratch
from tenprint.fingerprint.matching.similarity import TOP
from tenprint.fingerprint.matching.weights import BIAS, WEIGHTS
from tenprint.fingerprint.template import Template


@dataclass(frozen=True, slots=True)
class Pair:
    """Two minutiae that are taken for the same.

    Attributes:
        a, b: their numbers in the templates.
        shift: px at 500 ppi between where the mapping puts the one and where the other lies.
        turn: degrees between their directions after the mapping, counter-clockwise from A to B.
        similarity: of their neighbourhoods, 0 to 1.
        core: whether it belongs to the core that fixed the mapping.
        weight: nats by which the score falls without this pair.
    """

    a: int
    b: int
    shift: float
    turn: float
    similarity: float
    core: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Match:
    """The result of a comparison.

    Attributes:
        score: as `score` gives it; higher is more alike.
        llr: log-likelihood ratio in nats: how much likelier the prints are if from one finger than if from two.
            It is the score.
        fmr: share of comparisons of different fingers that score as high, see `calibration.false_match_rate`.
        pairs: by falling weight.
        turn: degrees counter-clockwise from A to B, over the pairs.
        measures: name (see `measures.NAMES`) to its value.
        contributions: name to what it adds to the score, nats; with `bias` they sum to the score before its limits.
    """

    score: float
    llr: float
    fmr: float
    pairs: tuple[Pair, ...]
    turn: float
    measures: dict[str, float]
    contributions: dict[str, float]


def match(a: Prepared | Template, b: Prepared | Template) -> Match:
    """Compare two prints and say why; the score is the one that `score` returns, to the bit."""
    first, second = (t if isinstance(t, Prepared) else prepare(t) for t in (a, b))
    swapped = first.key > second.key
    if swapped:
        first, second = second, first
    s = scratch()
    count = compare(first.geometry, first.words, 0, len(first), second.geometry, second.words, 0, len(second), s)
    total = float(np.float32(judge(count, s.measures)))
    if count < 0:
        return Match(total, total, false_match_rate(total), (), 0.0, {}, {})
    values = s.measures.copy()
    pairs = _pairs(first, second, count, s, swapped)
    angle = sum(np.exp(1j * _angle(first, second, s.pairs[0, t], s.pairs[1, t])) for t in range(count))
    turn = math.degrees(float(np.angle(angle))) * (-1 if swapped else 1)
    contributions = {"bias": BIAS} | {n: w * float(v) for n, w, v in zip(NAMES, WEIGHTS, values, strict=True)}
    measures = {name: float(value) for name, value in zip(NAMES, values, strict=True)}
    return Match(total, total, false_match_rate(total), tuple(pairs), turn, measures, contributions)


def _angle(a: Prepared, b: Prepared, i: int, j: int) -> float:
    """Return the turn from minutia i of A to j of B, rad."""
    ga, gb = a.geometry[:, i], b.geometry[:, j]
    return math.atan2(ga[COSINE] * gb[SINE] - ga[SINE] * gb[COSINE], ga[COSINE] * gb[COSINE] + ga[SINE] * gb[SINE])


def _pairs(a: Prepared, b: Prepared, count: int, s: Scratch, swapped: bool) -> list[Pair]:
    full = judge(count, s.measures)
    m = int(s.measures[0])
    chosen = s.chosen[:m].tolist()
    members = {(int(s.candidates[0, k]), int(s.candidates[1, k])): k for k in chosen}
    pairs_before, carried = s.pairs[:, :count].copy(), _carried(a, b, count, s)
    width = -(-len(b) // LANES) * LANES  # of the rows of the table
    result = []
    for t in range(count):
        i, j = int(pairs_before[0, t]), int(pairs_before[1, t])
        dx, dy = carried[t, 0] - b.geometry[X, j], carried[t, 1] - b.geometry[Y, j]
        turn = math.degrees(math.atan2(b.geometry[SINE, j], b.geometry[COSINE, j]) - carried[t, 2])
        turn = (turn + 180) % 360 - 180
        weight = full - _without(a, b, t, pairs_before, chosen, members.get((i, j)), s)
        numbers = (int(a.order[i]), int(b.order[j]))
        result.append(
            Pair(
                *(numbers[::-1] if swapped else numbers),
                shift=float(math.hypot(dx, dy)),
                turn=float(-turn if swapped else turn),
                similarity=float(s.table[i * width + j]) / TOP,
                core=(i, j) in members,
                weight=float(weight),
            )
        )
    return sorted(result, key=lambda pair: -pair.weight)


def _carried(a: Prepared, b: Prepared, count: int, s: Scratch) -> NDArray[np.float64]:
    """Return (count, 3): where the others' motion carries each paired minutia of A, x, y and direction in B.

    Each is left out of the mapping that carries it; else it would vouch for itself.
    """
    from tenprint.fingerprint.matching.mapping import map_minutiae, pair_columns

    out = np.zeros((count, 3))
    for t in range(count):
        others = np.delete(s.pairs[:, :count], t, axis=1) if count > 1 else s.pairs[:, :1].copy()
        i, width = int(s.pairs[0, t]), -(-len(a) // LANES) * LANES
        pair_columns(s.first, s.second, others.shape[1], others[0].copy(), others[1].copy(), s.columns)
        map_minutiae(s.first, width, others.shape[1], s.columns, s.mapped)
        x, y, c, sine = s.mapped[[X0 + i, Y0 + i, COSINE0 + i, SINE0 + i]].tolist()
        out[t] = x, y, math.atan2(sine, c)
    return out


def _without(
    a: Prepared, b: Prepared, t: int, pairs: NDArray[np.int32], chosen: list[int], member: int | None, s: Scratch
) -> float:
    """Return the score if pair t had not been found, the rest left as it is."""
    i, j = pairs[:, t]
    partner = s.partner.copy()
    partner[0, i], partner[1, j] = -1, -1
    others, cost = np.delete(pairs, t, axis=1), np.delete(s.cost[: pairs.shape[1]], t)
    kept = [k for k in chosen if k != member]
    value = s.values[0]
    strength = float(sum(value[k] * s.agreement[k, kept].sum() for k in kept))
    core = (len(kept), strength, float(value[kept].sum()))
    out, width = np.zeros(COUNT), -(-len(b) // LANES) * LANES
    measure(
        s.first, len(a), s.second, len(b), core, others.shape[1], others, cost, partner, s.near, s.table, width, out
    )
    return judge(others.shape[1], out)
