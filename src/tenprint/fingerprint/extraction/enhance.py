"""Step 5: average along the ridges, then filter across them, each px by the orientation and period of its cell.

The even Gabor filter is the product of a Gaussian along the ridge and a wave across it, so it is run as two passes
of one dimension. The second pass reads px that the first has averaged along their own orientation: the filter bends
with the ridges (compare Gottschlich 2012, curved Gabor filters).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.orientation import Field
from tenprint.fingerprint.extraction.parameters import CELL, Enhance, Frequency
from tenprint.fingerprint.extraction.segment import Mask
from tenprint.fingerprint.extraction.smooth import Map, gaussian


class Taps(NamedTuple):
    """Lines of one-dimensional filters in all orientations: which px, and how much of each."""

    steps: NDArray[np.int64]  # (orientations, taps, 2) row and column relative to the px
    weights: NDArray[np.float32]  # (orientations, variants, taps)


def enhance(image: Map, field: Field, period: Map, mask: Mask, parameters: Enhance, range_: Frequency) -> Map:
    """Return the response of the even Gabor filters, (h, w) float32, ridges positive, 0 outside the mask."""
    along, across = _tables(parameters, range_.shortest, range_.longest)
    ratio = math.log(range_.longest / range_.shortest) / (parameters.periods - 1)
    angle = 0.5 * np.arctan2(field.sine, field.cosine)
    turn = np.round(angle / (math.pi / parameters.orientations)).astype(np.int32) % parameters.orientations
    wave = np.clip(np.round(np.log(period / range_.shortest) / ratio), 0, parameters.periods - 1).astype(np.int32)
    margin = max(int(np.abs(taps.steps).max()) for taps in (along, across)) + CELL
    padded = np.pad(image, margin)
    averaged = padded.copy()
    bend = 1 - np.hypot(gaussian(field.cosine, parameters.bend_reach), gaussian(field.sine, parameters.bend_reach))
    length = np.digitize(bend, parameters.bends).astype(np.int32)
    _filter(padded, averaged, margin, turn, length, mask, along.steps, along.weights)
    result = np.zeros_like(padded)
    _filter(averaged, result, margin, turn, wave, mask, across.steps, across.weights)
    return np.ascontiguousarray(result[margin : margin + image.shape[0], margin : margin + image.shape[1]])


@lru_cache(maxsize=8)
def _tables(parameters: Enhance, shortest: float, longest: float) -> tuple[Taps, Taps]:
    periods = np.geomspace(shortest, longest, parameters.periods)
    along = _taps(parameters.orientations, 0.0, math.ceil(2.5 * max(parameters.along)))
    distance = _distances(parameters.orientations, 0.0, along.shape[1] // 2)[:, None]
    weights = np.exp(-0.5 * (distance / np.array(parameters.along)[None, :, None]) ** 2)
    weights /= weights.sum(axis=2, keepdims=True)
    across = _taps(parameters.orientations, math.pi / 2, math.ceil(2.5 * parameters.across * longest))
    distance = _distances(parameters.orientations, math.pi / 2, across.shape[1] // 2)[:, None]
    envelope = np.exp(-0.5 * (distance / (parameters.across * periods[None, :, None])) ** 2)
    cosine = np.cos(2 * math.pi * distance / periods[None, :, None])
    waves = envelope * (cosine - (envelope * cosine).sum(2, keepdims=True) / envelope.sum(2, keepdims=True))
    waves /= np.abs(waves).sum(axis=2, keepdims=True)
    return _split(along, weights), _split(across, waves)


def _taps(orientations: int, turn: float, reach: int) -> NDArray[np.float64]:
    """Points of lines, (orientations, 2 reach + 1, 2) rows and columns, one step of the longer axis apart."""
    angle = np.arange(orientations) * math.pi / orientations + turn
    direction = np.stack([np.sin(angle), np.cos(angle)], axis=1)
    direction /= np.abs(direction).max(axis=1, keepdims=True)
    return direction[:, None, :] * np.arange(-reach, reach + 1)[None, :, None]


def _distances(orientations: int, turn: float, reach: int) -> NDArray[np.float64]:
    distances: NDArray[np.float64] = np.sign(np.arange(-reach, reach + 1)) * np.hypot(
        *np.moveaxis(_taps(orientations, turn, reach), 2, 0)
    )
    return distances


def _split(points: NDArray[np.float64], weights: NDArray[np.float64]) -> Taps:
    """Share each point's weight between the two px that it lies between."""
    points = np.round(points, 9)
    low = np.floor(points)
    part = (points - low).sum(axis=2)  # one axis is whole
    high = np.ceil(points)
    steps = np.concatenate([low, high], axis=1).astype(np.int64)
    shared = np.concatenate([weights * (1 - part[:, None]), weights * part[:, None]], axis=2)
    shared[np.abs(shared) < 1e-3 * np.abs(shared).max(axis=2, keepdims=True)] = 0
    return Taps(steps, shared.astype(np.float32))


@njit(nogil=True, cache=True, fastmath=True)
def _filter(source, target, margin, turn, variant, mask, steps, weights):  # type: ignore[no-untyped-def]
    """Weighted sums of `source` along the lines of each cell; a cell of CELL x CELL px shares one line."""
    taps = steps.shape[1]
    sums = np.empty((CELL, CELL), np.float32)
    for i in range(mask.shape[0]):
        for j in range(mask.shape[1]):
            if not mask[i, j]:
                continue
            o, v = turn[i, j], variant[i, j]
            y0, x0 = i * CELL + margin, j * CELL + margin
            for r in range(CELL):
                for c in range(CELL):
                    sums[r, c] = 0
            for k in range(taps):
                w = weights[o, v, k]
                if w == 0:
                    continue
                y, x = y0 + steps[o, k, 0], x0 + steps[o, k, 1]
                for r in range(CELL):
                    for c in range(CELL):
                        sums[r, c] += w * source[y + r, x + c]
            for r in range(CELL):
                for c in range(CELL):
                    target[y0 + r, x0 + c] = sums[r, c]
