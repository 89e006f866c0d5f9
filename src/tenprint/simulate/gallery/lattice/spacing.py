"""The ridge's frequency at every node: one level, wider at joint and tip, adapted as in `prints.adaptation`."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.gallery.lattice import planes as at
from tenprint.simulate.gallery.lattice.planes import ROWS, STRIDE, Planes

f32 = np.float32
_ONE, _HALF, _QUARTER, _ZERO, _THREE = f32(1), f32(0.5), f32(0.25), f32(0), f32(3)
_PACE = f32(0.22)
# The equation is solved at every second node, on planes of its own with a border all around.
WIDE, HIGH = STRIDE // 2 + 2, ROWS // 2 + 2
SMALL = WIDE * HIGH
_1, _W = np.uint64(1), np.uint64(WIDE)


def _at(plane: int) -> np.uint64:
    return np.uint64(plane * SMALL + WIDE + 1)  # of the first node, inside the border


XX, XY, YY, ALONE, E, FX, FY = _at(0), _at(1), _at(2), _at(3), _at(4), _at(5), _at(6)
BX, BY, MX, MY, KX, KY, DX, DY = _at(7), _at(8), _at(9), _at(10), _at(11), _at(12), _at(13), _at(14)
COUNT = 15
TX, TY, FREQUENCY, LOCAL = at.TX, at.TY, at.FREQUENCY, at.LOCAL


def workspace() -> Planes:
    """Return empty planes of the coarse grid, with room behind for loops that run over the border."""
    return np.zeros(COUNT * SMALL + 2 * WIDE, np.float32)


@njit(cache=True, nogil=True, error_model="numpy")
def draw_frequency(
    w: Planes, small: Planes, rows: int, columns: int, y0: float, step: float, frame: NDArray[np.float64],
    level: float, numbers: NDArray[np.float64],
) -> None:  # fmt: skip
    """Write the ridge's frequency (1/px) at every node.

    Args:
        w: planes; reads tangents and the local deviation.
        small: planes of the coarse grid.
        rows, columns: nodes.
        y0, step: px of the first row, between nodes.
        frame: of the orientation model.
        level: mean period of this finger, px.
        numbers: widening at the joint and at the tip; least and greatest period; reach and stiffness of the
            adaptation, its steps.
    """
    for i in range(rows):
        up = (frame[1] - y0 - step * i) / (frame[2] * frame[3])
        low, high = min(max((0.45 - up) / 0.45, 0.0), 1.0), min(max((up - 0.8) / 0.3, 0.0), 1.0)
        mean = f32(level * (1.0 + numbers[0] * low * low + numbers[1] * high * high))
        for p in range(np.uint64(i * STRIDE), np.uint64((i + 1) * STRIDE)):
            w[FREQUENCY + p] = mean * (_ONE + w[LOCAL + p])
    half_rows, half_columns = (rows + 1) // 2, (columns + 1) // 2
    _sample(w, small, half_rows, half_columns)
    grid = 2.0 * step
    pull, stiffness = f32((grid / numbers[4]) * (grid / numbers[4])), f32(numbers[5])
    _set_up(small, half_rows, half_columns, stiffness)
    _solve(small, half_rows, half_columns, pull, _PACE / (_ONE + stiffness + _PACE * pull), int(numbers[6]))
    _apply(w, small, rows, columns, f32(numbers[2]), f32(numbers[3]))


@njit(cache=True, nogil=True, error_model="numpy")
def _sample(w: Planes, small: Planes, rows: int, columns: int) -> None:
    """Write projector on the ridge and period of every second node."""
    for i in range(rows):
        for j in range(columns):
            p, q = np.uint64(2 * i * STRIDE + 2 * j), np.uint64(i * WIDE + j)
            x, y = w[TX + p], w[TY + p]
            small[XX + q], small[XY + q], small[YY + q] = x * x, -x * y, y * y
            small[ALONE + q] = w[FREQUENCY + p]


@njit(cache=True, nogil=True, error_model="numpy")
def _set_up(small: Planes, rows: int, columns: int, stiffness: np.float32) -> None:
    """Write the coefficients of the links; those of the border are 0. Starts with no adaptation."""
    n = np.uint64(rows) * _W
    for p in range(n):
        h = _HALF / small[ALONE + p]
        dx = (small[XX + _1 + p] - small[XX - _1 + p] + small[XY + _W + p] - small[XY - _W + p]) * _HALF
        dy = (small[XY + _1 + p] - small[XY - _1 + p] + small[YY + _W + p] - small[YY - _W + p]) * _HALF
        dx -= (small[ALONE + _1 + p] - small[ALONE - _1 + p]) * h
        dy -= (small[ALONE + _W + p] - small[ALONE - _W + p]) * h
        small[DX + p] = _HALF * (small[XX + p] * dx + small[XY + p] * dy)
        small[DY + p] = _HALF * (small[XY + p] * dx + small[YY + p] * dy)
    # The balance is not known on the rim.
    for i in range(rows):
        for j in range(WIDE):
            if i == 0 or i == rows - 1 or j == 0 or j == columns - 1:
                q = np.uint64(i * WIDE + j)
                small[DX + q] = small[DY + q] = _ZERO
    for p in range(n):
        small[MX + p] = _HALF * (small[XX + p] + small[XX + _1 + p]) + stiffness
        small[KX + p] = _HALF * _QUARTER * (small[XY + p] + small[XY + _1 + p])
        small[BX + p] = small[DX + p] + small[DX + _1 + p]
        small[MY + p] = _HALF * (small[YY + p] + small[YY + _W + p]) + stiffness
        small[KY + p] = _HALF * _QUARTER * (small[XY + p] + small[XY + _W + p])
        small[BY + p] = small[DY + p] + small[DY + _W + p]
    for i in range(rows):
        for j in range(WIDE):
            q = np.uint64(i * WIDE + j)
            if j >= columns - 1:
                small[MX + q] = small[KX + q] = small[BX + q] = _ZERO
            if i == rows - 1 or j >= columns:
                small[MY + q] = small[KY + q] = small[BY + q] = _ZERO
    for p in range(np.uint64((rows + 2) * WIDE)):
        small[E - _W - _1 + p] = _ZERO


@njit(cache=True, nogil=True, error_model="numpy")
def _solve(small: Planes, rows: int, columns: int, pull: np.float32, pace: np.float32, steps: int) -> None:
    n = np.uint64(rows) * _W
    for _ in range(steps):
        for p in range(n):
            across = small[E + _W + p] - small[E - _W + p] + small[E + _W + _1 + p] - small[E - _W + _1 + p]
            along = small[E + _1 + p] - small[E + p]
            small[FX + p] = small[MX + p] * along + small[KX + p] * across + small[BX + p]
            across = small[E + _1 + p] - small[E - _1 + p] + small[E + _W + _1 + p] - small[E + _W - _1 + p]
            along = small[E + _W + p] - small[E + p]
            small[FY + p] = small[MY + p] * along + small[KY + p] * across + small[BY + p]
        for p in range(n):
            flow = small[FX + p] - small[FX - _1 + p] + small[FY + p] - small[FY - _W + p]
            small[E + p] += pace * (flow - pull * small[E + p])
        _edge(small, rows, columns)


@njit(cache=True, nogil=True)
def _edge(small: Planes, rows: int, columns: int) -> None:
    """Repeat the outermost nodes in the border."""
    for i in range(rows):
        q = np.uint64(i * WIDE)
        small[E - _1 + q] = small[E + q]
        small[E + np.uint64(columns) + q] = small[E + np.uint64(columns - 1) + q]
    for p in range(np.uint64(WIDE)):
        small[E - _W - _1 + p] = small[E - _1 + p]
    last = np.uint64((rows - 1) * WIDE)
    for p in range(np.uint64(WIDE)):
        small[E + _W - _1 + last + p] = small[E - _1 + last + p]


@njit(cache=True, nogil=True, error_model="numpy")
def _apply(w: Planes, small: Planes, rows: int, columns: int, least: np.float32, most: np.float32) -> None:
    """Turn periods into frequencies: times what the adaptation says, between the nodes where it was solved."""
    for i in range(rows):
        up, down = np.uint64((i // 2) * WIDE), np.uint64(((i + 1) // 2) * WIDE)
        for j in range(columns):
            left, right = np.uint64(j // 2), np.uint64((j + 1) // 2)
            e = small[E + up + left] + small[E + up + right] + small[E + down + left] + small[E + down + right]
            e *= _QUARTER
            # exp(-e), Pade: to 1e-5 for |e| < 0.5.
            a, b = _THREE - e, -_THREE - e
            p = np.uint64(i * STRIDE + j)
            period = w[FREQUENCY + p] * (a * a + _THREE) / (b * b + _THREE)
            period = least if period < least else (most if period > most else period)
            w[FREQUENCY + p] = _ONE / period
