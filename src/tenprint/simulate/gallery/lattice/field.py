"""Orientation of the ridges at every node: the model of `prints.orientation`, in float32 and without branches."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.gallery.lattice import planes as at
from tenprint.simulate.gallery.lattice.planes import STRIDE, Planes
from tenprint.simulate.gallery.random import State, normal

f32 = np.float32
_ONE, _HALF, _TWO, _ZERO, _TINY = f32(1), f32(0.5), f32(2), f32(0), f32(1e-12)
_LEAST = f32(1e-20)
KNOTS = 24  # knots of a smooth deviation along either axis, at most
# What brings a spline of normal knots to variance 1, see `prints.smooth`.
_SPREAD = 315.0 / 151.0
TX, TY, COLUMN, ROW, WANDER = at.TX, at.TY, at.COLUMN, at.ROW, at.WANDER


@njit(cache=True, nogil=True)
def add_smooth(
    w: Planes,
    plane: np.uint64,
    state: State,
    rows: int,
    columns: int,
    step: float,
    reach: float,
    spread: float,
    knots: NDArray[np.float32],
    half: NDArray[np.float32],
) -> None:
    """Add a smooth random field to a plane: a cubic B-spline with normal knots every `reach` px.

    Args:
        w: planes; plane: offset of the one that is added to.
        state: random stream.
        rows, columns: nodes down and across, `step` px apart.
        reach, spread: px between knots, standard deviation of the field.
        knots: (KNOTS, KNOTS), half: (KNOTS, STRIDE), scratch.
    """
    down, across = int((rows - 1) * step / reach) + 4, int((columns - 1) * step / reach) + 4
    scale = spread * _SPREAD
    for a in range(down):
        for b in range(across):
            knots[a, b] = normal(state) * scale
    for j in range(columns):
        u = j * step / reach
        k = int(u)
        t = f32(u - k)
        q0, q1, q2, q3 = spline_weights(t)
        for a in range(down):
            half[a, j] = q0 * knots[a, k] + q1 * knots[a, k + 1] + q2 * knots[a, k + 2] + q3 * knots[a, k + 3]
    for i in range(rows):
        u = i * step / reach
        k = int(u)
        q0, q1, q2, q3 = spline_weights(f32(u - k))
        first, second, third, fourth = half[k], half[k + 1], half[k + 2], half[k + 3]
        out = w[int(plane) + i * STRIDE : int(plane) + (i + 1) * STRIDE]
        for j in range(STRIDE):
            out[j] += q0 * first[j] + q1 * second[j] + q2 * third[j] + q3 * fourth[j]


@njit(cache=True, nogil=True, error_model="numpy")
def spline_weights(t: np.float32) -> tuple[np.float32, np.float32, np.float32, np.float32]:
    """Return the weights of the four knots around a place, `t` (0 to 1) between the inner two."""
    sixth, three, four, six = f32(1 / 6), f32(3), f32(4), f32(6)
    s = _ONE - t
    return (
        s * s * s * sixth,
        (three * t * t * t - six * t * t + four) * sixth,
        (three * s * s * s - six * s * s + four) * sixth,
        t * t * t * sixth,
    )


@njit(cache=True, nogil=True, error_model="numpy")
def draw_tangents(
    w: Planes, n: int, x0: np.float32, y0: np.float32, step: np.float32, frame: NDArray[np.float64],
    points: NDArray[np.float32], strength: np.float32, reach: np.float32,
) -> None:  # fmt: skip
    """Write the unit vector along the ridge at every node: x to the right (never negative), y up.

    Args:
        w: planes; reads the deviation in radians.
        n: nodes, whole rows.
        x0, y0: px of the first node.
        step: px between nodes.
        frame: x, y, unit, stretch of `prints.orientation.Frame`.
        points: (2, 6): core x, y, where it bulges x, y; delta x, y. A pair that does nothing has both at one place and
            no bulge.
        strength, reach: roundness of cores, px.
    """
    fx, fy, unit, stretch = f32(frame[0]), f32(frame[1]), f32(frame[2]), f32(frame[3])
    tall = unit * stretch
    by_unit, by_tall, by_reach = _ONE / unit, _ONE / tall, _ONE / reach
    ax, ay, abx, aby, adx, ady = points[0, 0], points[0, 1], points[0, 2], points[0, 3], points[0, 4], points[0, 5]
    bx, by, bbx, bby, bdx, bdy = points[1, 0], points[1, 1], points[1, 2], points[1, 3], points[1, 4], points[1, 5]
    for p in range(np.uint64(n)):
        u = (x0 + step * w[COLUMN + p] - fx) * by_unit
        v = (fy - y0 - step * w[ROW + p]) * by_tall
        re, im = u * u - v * v - _ONE, _TWO * u * v
        re, im = re * re - im * im, _TWO * re * im
        # Times (w - core) (w - conj core), and the same of the delta turned backward; twice.
        dx, below, above = u - ax, v - ay, v + ay
        cr, ci = dx * dx - below * above, dx * above + below * dx
        ex, under, over = u - adx, v - ady, v + ady
        dr, di = ex * ex - under * over, -(ex * over + under * ex)
        cr, ci = cr * dr - ci * di, cr * di + ci * dr
        re, im = re * cr - im * ci, re * ci + im * cr
        first_x, first_y = dx * unit, below * tall
        dx, below, above = u - bx, v - by, v + by
        cr, ci = dx * dx - below * above, dx * above + below * dx
        ex, under, over = u - bdx, v - bdy, v + bdy
        dr, di = ex * ex - under * over, -(ex * over + under * ex)
        cr, ci = cr * dr - ci * di, cr * di + ci * dr
        re, im = re * cr - im * ci, re * ci + im * cr
        second_x, second_y = dx * unit, below * tall
        # Rounder heads, and the deviation: half tangents of three turns, as one product that need not be normal.
        m = np.sqrt(first_x * first_x + first_y * first_y) + f32(1e-6)
        q = m * by_reach
        t = strength * ((abx * first_y - aby * first_x) / (m * (_ONE + q * q)))
        m = np.sqrt(second_x * second_x + second_y * second_y) + f32(1e-6)
        q = m * by_reach
        s = strength * ((bbx * second_y - bby * second_x) / (m * (_ONE + q * q)))
        c, s, t = _ONE - t * s, t + s, w[WANDER + p]
        c, s = c - s * t, s + c * t
        c, s = c * c - s * s, _TWO * c * s
        re, im = re * c - im * s, re * s + im * c
        m = _ONE / (np.sqrt(re * re + im * im) + _LEAST)
        re, im = re * m, im * m
        # Double angle -> angle, stretched.
        c, s = _HALF * (_ONE + re), _HALF * (_ONE - re)
        c, s = np.sqrt(c if c > _ZERO else _ZERO), np.sqrt(s if s > _ZERO else _ZERO)
        s = (-s if im < _ZERO else s) * stretch
        m = _ONE / np.sqrt(c * c + s * s + _TINY)
        w[TX + p], w[TY + p] = c * m, s * m
