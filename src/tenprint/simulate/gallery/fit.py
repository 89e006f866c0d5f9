"""Fit the model of template galleries to master prints and to what extraction finds in impressions of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.template import ENDING, Template
from tenprint.simulate.gallery.model import Model
from tenprint.simulate.gallery.parameters import CELL, CELLS
from tenprint.simulate.prints import Impression, Master, impression, master
from tenprint.simulate.prints.parameters import DEFAULT
from tenprint.simulate.prints.pattern import draw_class

Seen = dict[str, NDArray[np.float64] | float]

_CM2 = (500 / 2.54) ** 2
_PAIR = 8.0  # px within which a found minutia counts as a true one
_RIM = 12.0  # px of the contact's rim inside which nothing is counted as false or missed


def fit(masters: int, impressions: int, *, progress: Callable[[], None] = lambda: None) -> Model:
    """Fit everything.

    Args:
        masters: how many master prints to make, ten fingers each of a tenth as many people.
        impressions: from how many of them impressions are taken and extracted.
        progress: called after each master.
    """
    places = np.zeros((6, CELLS, CELLS))
    area = np.zeros((6, CELLS, CELLS))
    density, nearest, endings, seen = [], [], [], []

    def make(k: int) -> tuple[int, Master, Seen]:
        seed, finger = -1 - k // 10, k % 10 + 1  # people that no other command makes
        made = master(seed, finger=finger)
        taken = _see(impression(made, 1, kind="plain", difficulty="field")) if k < impressions else {}
        return draw_class(seed, finger, DEFAULT.frequencies), made, taken

    with ThreadPoolExecutor(2) as pool:
        for code, made, taken in pool.map(make, range(masters)):
            _place(made, code, places, area)
            density.append(len(made.minutiae) / (made.mask.sum() / _CM2))
            nearest.append(_nearest(made.minutiae))
            endings.append(float((made.minutiae.kind == ENDING).mean()))
            seen.append(taken)
            progress()
    smooth_area = _smooth(area) + 1e-9
    relative = _smooth(places) / smooth_area
    mean = places.sum(axis=(1, 2), keepdims=True) / np.maximum(area.sum(axis=(1, 2), keepdims=True), 1e-9)
    enough = smooth_area > 0.02 * smooth_area.max(axis=(1, 2), keepdims=True)
    density_map = np.where(enough, relative / np.maximum(mean, 1e-12), 1.0)
    return Model(
        density_map=density_map,
        density=np.array([np.mean(density), np.std(density)]),
        repulsion=np.percentile(np.concatenate(nearest), np.arange(0, 101, 10)),
        endings=np.array(np.mean(endings)),
        **_seen(seen),
    )


def _place(made: Master, code: int, places: NDArray[np.float64], area: NDArray[np.float64]) -> None:
    """Add one master's minutiae and area to the maps around its first core."""
    cores = [s for s in made.singular_points if s.kind == "core"]
    rows, columns = np.flatnonzero(made.mask.any(axis=1)), np.flatnonzero(made.mask.any(axis=0))
    frame_unit = DEFAULT.master.radius * (columns[-1] - columns[0]) / 2
    arch = (float(columns.mean()), rows[-1] + 34.0 - 0.75 * frame_unit * DEFAULT.master.stretch)
    rx, ry = (cores[0].x, cores[0].y) if cores else arch
    t = made.minutiae
    i = np.clip((t.y - ry) / CELL + CELLS / 2, 0, CELLS - 1).astype(int)
    j = np.clip((t.x - rx) / CELL + CELLS / 2, 0, CELLS - 1).astype(int)
    np.add.at(places[code], (i, j), 1.0)
    py, px = np.nonzero(made.mask[::4, ::4])
    i = np.clip((4 * py - ry) / CELL + CELLS / 2, 0, CELLS - 1).astype(int)
    j = np.clip((4 * px - rx) / CELL + CELLS / 2, 0, CELLS - 1).astype(int)
    np.add.at(area[code], (i, j), 16.0)


def _smooth(maps: NDArray[np.float64]) -> NDArray[np.float64]:
    padded = np.pad(maps, ((0, 0), (1, 1), (1, 1)))
    padded = padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]
    return np.asarray((padded[:, :, :-2] + 2 * padded[:, :, 1:-1] + padded[:, :, 2:]) / 16)


def _nearest(t: Template) -> NDArray[np.float64]:
    d = np.hypot(t.x[:, None] - t.x[None], t.y[:, None] - t.y[None]).astype(np.float64)
    np.fill_diagonal(d, np.inf)
    return np.asarray(d.min(axis=1)) if len(t) > 1 else np.empty(0)


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
        "recall": len(pairs) / len(true),
        "spurious": float(inside.sum()) / box,
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
        "recall": np.array([pool("recall").mean(), pool("recall").std()]),
        "spurious": np.array([pool("spurious").mean(), pool("spurious").std()]),
        "displacement": robust(pool("offset")),
        "direction": robust(pool("turn")),
        "flipped": np.array(pool("flipped").mean()),
        "kind_kept": np.array(pool("kind").mean()),
        "quality_true": np.percentile(pool("quality_true"), deciles),
        "quality_spurious": np.percentile(pool("quality_spurious"), deciles),
    }
