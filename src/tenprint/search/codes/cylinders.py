"""Neighbourhoods of minutiae as vectors: where the others lie and point, seen from each minutia.

After Cappelli, Ferrara, Maltoni: Minutia Cylinder-Code, IEEE TPAMI 32(12), 2010, sections 3.1 and 3.2, with real
values instead of bits and without the hull.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.search.codes import parameters as p

TABLE_STEP = 1 / 64
REACH = 3.0


def _cell_numbers() -> NDArray[np.int32]:
    middle = np.arange(p.CELLS) - (p.CELLS - 1) / 2
    inside = np.hypot(middle[:, None], middle[None, :]) * 2 * p.RADIUS / p.CELLS <= p.RADIUS
    numbers = np.full((p.CELLS, p.CELLS), -1, np.int32)
    numbers[inside] = np.arange(inside.sum())
    return numbers


NUMBERS = _cell_numbers()
USED_CELLS = int(NUMBERS.max()) + 1
DIMENSIONS = USED_CELLS * p.SECTORS
GAUSS = np.exp(-0.5 * (np.arange(int(REACH / TABLE_STEP) + 2) * TABLE_STEP) ** 2).astype(np.float32)
GAUSS[-1] = 0.0


SATURATION_STEPS = 32
"""Entries of the saturation table for each unit of a cell's sum; sums above the table's end are saturated."""

SATURATED = 4


def _saturation() -> NDArray[np.float32]:
    """Return the logistic curve through zero, as a table: nothing stays nothing."""
    sums = np.arange(SATURATED * SATURATION_STEPS + 1) / SATURATION_STEPS
    curve = 1 / (1 + np.exp(-p.SATURATION_SLOPE * (sums - p.SATURATION_MIDDLE)))
    return np.asarray(curve - curve[0], np.float32)


SATURATION = _saturation()


def describe(x: NDArray[np.float32], y: NDArray[np.float32], direction: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (n, DIMENSIONS) float32 vectors of length one (zero where a minutia stands alone).

    Args:
        x, y: (n,) px at 500 ppi, y down.
        direction: (n,) radians, counter-clockwise as seen.
    """
    out = np.zeros((len(x), DIMENSIONS), np.float32)
    x, y, direction = (np.ascontiguousarray(values, np.float32) for values in (x, -y, direction))
    describe_into(x, y, direction, NUMBERS, GAUSS, SATURATION, out)
    return out


@njit(nogil=True, cache=True, fastmath=True)
def describe_into(x, y, direction, numbers, gauss, saturation, out):  # type: ignore[no-untyped-def]
    """Fill out (n, DIMENSIONS), zero before, with neighbourhoods; y up. See `describe`."""
    _accumulate(x, y, direction, numbers, gauss, out)
    last = len(saturation) - 1
    for i in range(len(x)):
        square = np.float32(0)
        for k in range(out.shape[1]):
            if out[i, k] != 0:
                at = out[i, k] * np.float32(SATURATION_STEPS)
                low = min(int(at), last - 1)
                value = saturation[low] + min(at - low, np.float32(1)) * (saturation[low + 1] - saturation[low])
                out[i, k] = value
                square += value * value
        scale = np.float32(1 / max(math.sqrt(square), 1e-6))
        for k in range(out.shape[1]):
            out[i, k] *= scale


@njit(nogil=True, cache=True, fastmath=True)
def _accumulate(x, y, direction, numbers, gauss, out):  # type: ignore[no-untyped-def]
    cells, sectors = numbers.shape[0], p.SECTORS
    gv, ga = np.empty(cells, np.float32), np.empty(sectors, np.float32)
    far = p.RADIUS + REACH * p.POSITION_SIGMA
    cell, turn = 2 * p.RADIUS / cells, 2 * math.pi
    reach, per_sigma = REACH * p.POSITION_SIGMA / cell, cell / p.POSITION_SIGMA
    for i in range(len(x)):
        c, s = math.cos(direction[i]), math.sin(direction[i])
        for j in range(len(x)):
            dx, dy = x[j] - x[i], y[j] - y[i]
            if j == i or dx * dx + dy * dy > far * far:
                continue
            # In units of cells, from the middle of the first.
            u = (c * dx + s * dy) / cell + (cells - 1) / 2
            v = (c * dy - s * dx) / cell + (cells - 1) / 2
            first_u, last_u = max(0, math.ceil(u - reach)), min(cells - 1, math.floor(u + reach))
            first_v, last_v = max(0, math.ceil(v - reach)), min(cells - 1, math.floor(v + reach))
            for b in range(first_v, last_v + 1):
                gv[b] = _weight(abs(v - b) * per_sigma, gauss)
            for k in range(sectors):
                gap = direction[j] - direction[i] - (k + 0.5) * turn / sectors
                gap -= turn * math.floor(gap / turn + 0.5)
                ga[k] = _weight(abs(gap) / p.DIRECTION_SIGMA, gauss)
            for a in range(first_u, last_u + 1):
                gu = _weight(abs(u - a) * per_sigma, gauss)
                for b in range(first_v, last_v + 1):
                    number = numbers[a, b]
                    if number >= 0:
                        w = gu * gv[b]
                        for k in range(sectors):
                            out[i, number * sectors + k] += w * ga[k]


@njit(nogil=True, cache=True, fastmath=True)
def _weight(distance, gauss):  # type: ignore[no-untyped-def]
    index = int(distance / TABLE_STEP + 0.5)
    return gauss[index] if index < len(gauss) else np.float32(0)
