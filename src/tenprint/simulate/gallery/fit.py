"""Fit the model of template galleries to master prints and to what extraction finds in impressions of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.template import ENDING
from tenprint.simulate.gallery.finger import workspace
from tenprint.simulate.gallery.generate import tables
from tenprint.simulate.gallery.kernel import survey
from tenprint.simulate.gallery.model import Model
from tenprint.simulate.gallery.parameters import DENSITY, MOST
from tenprint.simulate.prints import Impression, Master, impression, master
from tenprint.simulate.prints.parameters import DEFAULT

Seen = dict[str, NDArray[np.float64] | float]

_CM2 = (500 / 2.54) ** 2
_PAIR = 8.0  # px within which a found minutia counts as a true one
MOST_STRESS = 60.0
AT_CORE, AT_DELTA = 6.0, 8.0  # px within which a minutia belongs to a core or a delta: half a cell
_RIM = 12.0  # px of the contact's rim inside which nothing is counted as false or missed


def fit(masters: int, impressions: int, *, progress: Callable[[], None] = lambda: None) -> Model:
    """Fit everything.

    Args:
        masters: how many master prints to make, ten fingers each of a tenth as many people.
        impressions: from how many of them impressions are taken and extracted.
        progress: called after each master.
    """
    density, endings, seen, near = [], [], [], []

    def make(k: int) -> tuple[Master, Seen]:
        seed, finger = -1 - k // 10, k % 10 + 1  # people that no other command makes
        made = master(seed, finger=finger)
        return made, _see(impression(made, 1, kind="plain", difficulty="field")) if k < impressions else {}

    with ThreadPoolExecutor(2) as pool:
        for made, taken in pool.map(make, range(masters)):
            density.append(len(made.minutiae) / (made.mask.sum() / _CM2))
            endings.append(float((made.minutiae.kind == ENDING).mean()))
            near.append(_near_singular(made))
            seen.append(taken)
            progress()
    start = Model(
        stress=np.array(0.0),
        singular=_singular(np.concatenate(near)),
        endings=np.array(np.mean(endings)),
        **_seen(seen),
    )
    return _match_density(start, DENSITY * float(np.mean(density)))


def _match_density(start: Model, wanted: float) -> Model:
    """Return the model with the stress at which lattices have this many minutiae per cm2 (halving the interval)."""
    low, high = 0.0, MOST_STRESS
    for _ in range(12):
        middle = (low + high) / 2
        if lattice_density(replace(start, stress=np.array(middle))).mean() < wanted:
            low = middle
        else:
            high = middle
    return replace(start, stress=np.array((low + high) / 2))


def lattice_density(model: Model, subjects: int = 120) -> NDArray[np.float64]:
    """Return true minutiae per cm2 of some fingers, (10 subjects,)."""
    counts, outlines = np.zeros(10 * subjects, np.int32), np.zeros((10 * subjects, 5))
    survey(1, subjects, MOST, *tables(DEFAULT), model.growth(), counts, outlines, workspace())
    # Area of the outline: unit shapes of exponents 2.5 above and 4 and 6 below its middle, see `prints.outline`.
    t = (np.arange(2000) + 0.5) / 2000
    above, below = ((1 - t**2.5) ** (1 / 2.5)).mean(), ((1 - t**6) ** (1 / 4)).mean()
    area = 2 * outlines[:, 2] * (above * outlines[:, 3] + below * outlines[:, 4])
    return np.asarray(counts / (area / _CM2))


def _near_singular(made: Master) -> NDArray[np.float64]:
    """Return a row for each core and delta: 1 for a core, then its nearest minutia.

    That is: distance, place along and across the direction of the core, tangent of its turn away from the opposite of
    that direction (infinite beyond a quarter turn).
    """
    rows, t = [], made.minutiae
    for s in made.singular_points:
        i, j = int(s.y), int(s.x)
        if not (0 <= i < made.mask.shape[0] and 0 <= j < made.mask.shape[1] and made.mask[i, j]):
            continue
        r = np.hypot(t.x - s.x, t.y - s.y)
        k = int(r.argmin())
        x, y, c, v = float(t.x[k] - s.x), float(s.y - t.y[k]), np.cos(s.direction), np.sin(s.direction)
        turn = float(t.direction[k]) - s.direction - np.pi
        tangent = np.tan(turn) if np.cos(turn) > 0 else np.inf
        rows.append((float(s.kind == "core"), float(r[k]), x * c + y * v, y * c - x * v, tangent))
    return np.array(rows, np.float64).reshape(-1, 5)


def _singular(near: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what `lattice.singular` takes."""
    cores, deltas = near[near[:, 0] == 1], near[near[:, 0] == 0]
    at_core, at_delta = cores[cores[:, 1] < AT_CORE], deltas[deltas[:, 1] < AT_DELTA]
    return np.array(
        [
            len(at_core) / len(cores), at_core[:, 2].mean(), at_core[:, 2].std(), at_core[:, 3].std(),
            1.4826 * np.median(np.abs(at_core[:, 4])), len(at_delta) / len(deltas),
            np.sqrt((at_delta[:, 1] ** 2).mean() / 2),
        ]
    )  # fmt: skip


def _see(made: Impression) -> Seen:
    """Compare what extraction finds with the truth of one impression."""
    true, found = made.truth, extract(made.pixels, made.ppi)
    if len(true) < 5 or len(found) < 1:
        return {}
    d = np.hypot(true.x[:, None] - found.x[None], true.y[:, None] - found.y[None]).astype(np.float64)
    turn = np.abs(np.angle(np.exp(1j * (true.direction[:, None] - found.direction[None]).astype(np.float64))))
    cost = np.where(d < _PAIR, d + 4.0 * np.minimum(turn, np.pi - turn), np.inf)
    pairs = []
    while np.isfinite(cost).any():
        i, j = divmod(int(np.argmin(cost)), cost.shape[1])
        pairs.append((i, j))
        cost[i, :], cost[:, j] = np.inf, np.inf
    if not pairs:
        return {}
    a, b = (np.array(v) for v in zip(*pairs, strict=True))
    others = np.setdiff1d(np.arange(len(found)), b)
    # False minutiae count inside the hull of the true ones, roughly: the box between their 2 % and 98 % points.
    low_x, high_x = np.percentile(true.x, [2, 98])
    low_y, high_y = np.percentile(true.y, [2, 98])
    inside = (
        (found.x[others] > low_x - _RIM) & (found.x[others] < high_x + _RIM)
        & (found.y[others] > low_y - _RIM) & (found.y[others] < high_y + _RIM)
    )  # fmt: skip
    box = float((high_x - low_x + 2 * _RIM) * (high_y - low_y + 2 * _RIM)) * np.pi / 4 / _CM2
    rotation = turn[a, b]
    straight = rotation < np.pi / 2
    dx, dy = found.x[b] - true.x[a], found.y[b] - true.y[a]
    return {
        "missed": np.sqrt(1 - len(pairs) / len(true)),
        "spurious": np.sqrt(float(inside.sum()) / box),
        "offset": np.concatenate([dx - np.median(dx), dy - np.median(dy)]).astype(np.float64),
        "turn": rotation[straight],
        "flipped": float((~straight).mean()),
        "kind": float((found.kind[b] == true.kind[a]).mean()),
        "quality_true": found.quality[b].astype(np.float64),
        "quality_spurious": found.quality[others[inside]].astype(np.float64),
    }


def _seen(results: Iterable[Seen]) -> dict[str, NDArray[np.float64]]:
    """Put together what `_see` returned."""
    kept = [r for r in results if r]

    def pool(name: str) -> NDArray[np.float64]:
        return np.concatenate([np.atleast_1d(np.asarray(r[name], np.float64)) for r in kept])

    def robust(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array(1.4826 * np.median(np.abs(values)))

    deciles = np.arange(0, 101, 10)
    return {
        "missed": np.array([pool("missed").mean(), pool("missed").std()]),
        "spurious": np.array([pool("spurious").mean(), pool("spurious").std()]),
        "displacement": robust(pool("offset")),
        "direction": robust(pool("turn")),
        "flipped": np.array(pool("flipped").mean()),
        "kind_kept": np.array(pool("kind").mean()),
        "quality_true": np.percentile(pool("quality_true"), deciles),
        "quality_spurious": np.percentile(pool("quality_spurious"), deciles),
    }
