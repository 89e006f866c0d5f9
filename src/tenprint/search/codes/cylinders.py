"""Neighbourhoods of minutiae as vectors: where the others lie and point, seen from each minutia.

After Cappelli, Ferrara, Maltoni: Minutia Cylinder-Code, IEEE TPAMI 32(12), 2010, sections 3.1 and 3.2, with real
values instead of bits and without the hull. Weights of places and directions, and the logistic curve, come from tables,
whose steps are far below the spread of the same minutia between two impressions.
"""

from __future__ import annotations

import math
import threading

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.search.codes import parameters as p
from tenprint.search.codes.exponential import exponential

REACH = 3.0
"""Standard deviations beyond which a neighbour has no weight."""

LANES = 8
"""Numbers that a cell takes in the grid: its sectors, and nothing, so that a cell fills a vector register."""

ROW = p.CELLS * LANES
GRID = p.CELLS * ROW
"""Numbers of a neighbourhood as the kernel makes it: all cells of the square."""

GRID_ROWS = 512
"""Minutiae whose grids are made before they are used: a megabyte."""

NEAR = 2 * math.ceil(REACH * p.POSITION_SIGMA * p.CELLS / (2 * p.RADIUS))
"""Cells of a row or column that a neighbour has a weight in, at most."""

STEPS, OUTSIDE = 64, 2
"""Steps of the table of places for each cell, and how many cells it covers before the first and after the last."""
PLACES = (p.CELLS + 2 * OUTSIDE + 1) * STEPS

TURNS = 512
"""Steps of the table of directions."""

SATURATED = np.float32(4)
"""Sum of a cell at which the logistic curve has ended."""


def _inside() -> NDArray[np.int64]:
    """Return the numbers in the grid, cell by cell, of those cells whose middle lies within the radius."""
    middle = np.arange(p.CELLS) - (p.CELLS - 1) / 2
    inside = np.hypot(middle[:, None], middle[None, :]) * 2 * p.RADIUS / p.CELLS <= p.RADIUS
    return (np.flatnonzero(inside)[:, None] * LANES + np.arange(p.SECTORS)).ravel()


INSIDE = _inside()
DIMENSIONS = len(INSIDE)


def _gauss(distance: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.where(distance <= REACH, np.exp(-0.5 * distance**2), 0).astype(np.float32)


def _places() -> NDArray[np.float32]:
    """Return (PLACES * CELLS,): for each step of a coordinate the weight in each cell of a row."""
    at = np.arange(PLACES) / STEPS - OUTSIDE - 0.5
    return _gauss(np.abs(at[:, None] - np.arange(p.CELLS)) * (2 * p.RADIUS / p.CELLS / p.POSITION_SIGMA)).ravel()


def _turns() -> NDArray[np.float32]:
    """Return (TURNS * LANES,): for each step of a relative direction the weight in each sector."""
    turn = 2 * np.pi
    gap = np.arange(TURNS)[:, None] / TURNS * turn - (np.arange(p.SECTORS) + 0.5) * turn / p.SECTORS
    gap -= turn * np.floor(gap / turn + 0.5)
    table = np.zeros((TURNS, LANES), np.float32)
    table[:, : p.SECTORS] = _gauss(np.abs(gap) / p.DIRECTION_SIGMA)
    return table.ravel()


PLACE_WEIGHTS, TURN_WEIGHTS = _places(), _turns()
CIRCLE = np.zeros(GRID, np.float32)
CIRCLE[INSIDE] = 1


def describe(x: NDArray[np.float32], y: NDArray[np.float32], direction: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (n, DIMENSIONS) float32 vectors of length one (zero where a minutia stands alone).

    Args:
        x, y: (n,) px at 500 ppi, y down.
        direction: (n,) radians in [0, 2 pi), counter-clockwise as seen.
    """
    inside = describe_grid(x, y, direction, np.array([0, len(x)], np.int64))[0][:, INSIDE]
    return np.asarray(inside / np.maximum(np.linalg.norm(inside, axis=1, keepdims=True), 1e-6), np.float32)


def describe_grid(
    x: NDArray[np.float32], y: NDArray[np.float32], direction: NDArray[np.float32], ends: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return neighbourhoods of several fingers, not yet of length one, and (N,) what makes them so.

    Args:
        x, y, direction: (N,) as in `describe`, one finger after the other.
        ends: (F + 1,) where fingers begin and end.

    Returns:
        (N, GRID) float32, 0 outside the circle and behind the sectors of a cell; factors.
    """
    grid, factors = np.empty((len(x), GRID), np.float32), np.empty(len(x), np.float32)
    x, y, direction = (np.ascontiguousarray(values, np.float32) for values in (x, -y, direction))
    describe_into(x, y, direction, ends, PLACE_WEIGHTS, TURN_WEIGHTS, CIRCLE, grid, factors)
    return grid, factors


class _Memory(threading.local):
    """Grids of one thread, used again and again: new memory costs more than what is written into it."""

    def __init__(self) -> None:
        self.grid = np.empty((0, GRID), np.float32)


_memory = _Memory()


def project(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    direction: NDArray[np.float32],
    ends: NDArray[np.int64],
    axes: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return (N, k): neighbourhoods of several fingers, of length one, along the k axes (GRID, k). See `describe_grid`.

    Some fingers at a time, so that their grid stays in the cache.
    """
    out = np.empty((len(x), axes.shape[1]), np.float32)
    x, y, direction = (np.ascontiguousarray(values, np.float32) for values in (x, -y, direction))
    first, fingers, at = 0, len(ends) - 1, ends.tolist()
    while first < fingers:
        last = first + 1
        while last < fingers and at[last + 1] - at[first] <= GRID_ROWS:
            last += 1
        part, rows = slice(at[first], at[last]), at[last] - at[first]
        if len(_memory.grid) < rows:
            _memory.grid = np.empty((max(rows, GRID_ROWS), GRID), np.float32)
        grid, factors = _memory.grid[:rows], np.empty(rows, np.float32)
        describe_into(
            x[part], y[part], direction[part], ends[first : last + 1] - at[first], PLACE_WEIGHTS, TURN_WEIGHTS, CIRCLE,
            grid, factors,
        )  # fmt: skip
        np.matmul(grid, axes, out=out[part])
        out[part] *= factors[:, None]
        first = last
    return out


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def describe_into(x, y, direction, ends, places, turns, circle, grid, factors):  # type: ignore[no-untyped-def]
    """Fill grid (N, GRID) and factors (N,); y up. See `describe_grid`."""
    sums, powers = np.empty(GRID, np.float32), np.empty(GRID, np.float32)
    whole, most = np.empty(GRID, np.int32), len(x) + 1
    near, us, vs = np.empty(most, np.int64), np.empty(most, np.float32), np.empty(most, np.float32)
    power_of_two = whole.view(np.float32)
    for finger in range(len(ends) - 1):
        start, end = ends[finger], ends[finger + 1]
        for i in range(start, end):
            _accumulate(x[start:end], y[start:end], direction[start:end], i - start, places, turns, near, us, vs, sums)
            factors[i] = _saturate(sums, circle, whole, power_of_two, powers, grid[i])


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def _saturate(sums, circle, whole, power_of_two, powers, row):  # type: ignore[no-untyped-def]
    """Fill row with the logistic curve through zero of sums: nothing stays nothing. Return 1 / its length.

    whole, powers (GRID,) are scratch; power_of_two is the memory of `whole` as float32.
    """
    one, slope = np.float32(1), np.float32(p.SATURATION_SLOPE / math.log(2))
    offset = np.float32(math.exp(-p.SATURATION_SLOPE * p.SATURATION_MIDDLE))
    nothing = offset / (one + offset)
    for k in range(GRID):
        whole[k], powers[k] = exponential(min(sums[k], SATURATED) * slope)
    square = np.float32(0)
    for k in range(GRID):
        odds = offset * powers[k] * power_of_two[k]
        value = (odds / (one + odds) - nothing) * circle[k]
        row[k] = value
        square += value * value
    return np.float32(1 / max(math.sqrt(square), 1e-6))


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def _accumulate(x, y, direction, i, places, turns, near, us, vs, sums):  # type: ignore[no-untyped-def]
    """Fill sums (GRID,) with the weights of the neighbours of minutia i."""
    sums[:] = 0
    far = np.float32((p.RADIUS + REACH * p.POSITION_SIGMA) ** 2)
    scale = np.float32(p.CELLS / (2 * p.RADIUS) * STEPS)
    middle = np.float32(((p.CELLS - 1) / 2 + OUTSIDE + 0.5) * STEPS + 0.5)
    per_turn, rounding, last = np.float32(TURNS / (2 * math.pi)), np.float32(TURNS + 0.5), np.float32(PLACES)
    xi, yi, turned = x[i], y[i], direction[i]
    c, s = math.cos(turned), math.sin(turned)
    lanes, one = np.uint64(LANES), np.uint64(1)
    found = np.int64(0)
    for j in range(len(x)):
        dx, dy = x[j] - xi, y[j] - yi
        # The next place is overwritten unless this one counts: no branch that the processor would have to guess.
        near[found] = j
        u, v = (c * dx + s * dy) * scale + middle, (c * dy - s * dx) * scale + middle
        us[found], vs[found] = u, v
        found += np.int64((dx * dx + dy * dy <= far) & (j != i) & (u >= 0) & (v >= 0) & (u < last) & (v < last))
    for n in range(found):
        j, u, v = near[n], us[n], vs[n]
        # The eight weights are read once, as numbers: only so does the compiler see that sums do not change them.
        at = np.uint64(np.int64((direction[j] - turned) * per_turn + rounding) & (TURNS - 1)) * lanes
        s0, s1, s2, s3 = turns[at], turns[at + one], turns[at + np.uint64(2)], turns[at + np.uint64(3)]
        at += np.uint64(4)
        s4, s5, s6, s7 = turns[at], turns[at + one], turns[at + np.uint64(2)], turns[at + np.uint64(3)]
        across, along = np.uint64(v) * lanes, np.uint64(u) * lanes
        # The first cells with a weight; where they begin outside, those at the edge, some of them with weight 0.
        a0 = np.uint64(min(max(int(u) // STEPS - OUTSIDE - NEAR // 2 + 1, 0), p.CELLS - NEAR))
        b0 = np.uint64(min(max(int(v) // STEPS - OUTSIDE - NEAR // 2 + 1, 0), p.CELLS - NEAR))
        for a in range(NEAR):
            row = a0 + np.uint64(a)
            for b in range(NEAR):
                column = b0 + np.uint64(b)
                weight, k = places[along + row] * places[across + column], row * np.uint64(ROW) + column * lanes
                sums[k] += weight * s0
                sums[k + one] += weight * s1
                sums[k + np.uint64(2)] += weight * s2
                sums[k + np.uint64(3)] += weight * s3
                sums[k + np.uint64(4)] += weight * s4
                sums[k + np.uint64(5)] += weight * s5
                sums[k + np.uint64(6)] += weight * s6
                sums[k + np.uint64(7)] += weight * s7
