"""Where the cores and deltas of a pattern class lie, with natural variation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

DRAWS = 8  # normal numbers that a layout takes


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Singular points of one finger, in units of the orientation model: x to the right, y up from the joint.

    Attributes:
        code: class code, see `pattern`.
        cores: (n, 4) float64: x, y and the unit vector toward which the ridges around it bulge.
        deltas: (n, 2) float64: x, y.
    """

    code: int
    cores: NDArray[np.float64]
    deltas: NDArray[np.float64]


@njit(cache=True, nogil=True)
def place_points(code: int, z: NDArray[np.float64], cores: NDArray[np.float64], deltas: NDArray[np.float64]) -> int:
    """Write the singular points of a class and return how many cores (as many deltas) it has.

    Args:
        code: class code.
        z: eight normal numbers.
        cores: (2, 4), deltas: (2, 2) receive the points.
    """
    high = 0.80 + 0.045 * z[0]
    if code == 0:
        return 0
    if code == 1:  # tented arch
        x = 0.05 * z[1]
        _core(cores[0], x, high - 0.08, 0.05 * z[2])
        deltas[0, 0], deltas[0, 1] = x + 0.015 * z[3], high - 0.22 - 0.05 * abs(z[4])
        return 1
    if code == 2 or code == 3:  # loops; the delta lies opposite to the opening
        side = 1.0 if code == 2 else -1.0
        _core(cores[0], side * 0.03 + 0.04 * z[1], high, side * (0.18 + 0.08 * z[2]))
        deltas[0, 0], deltas[0, 1] = side * (0.48 + 0.09 * z[3]), high - 0.31 + 0.06 * z[4]
        return 1
    if code == 5:  # double loop
        side = 1.0 if z[7] > 0.0 else -1.0
        gap_x, gap_y = side * (0.16 + 0.03 * z[1]), 0.14 + 0.03 * z[2]
        lean = 0.25 * side
    else:  # whorl
        side = 0.0
        gap_y = 0.03 + 0.04 * abs(z[1])
        lean = 0.12 * z[2]
        gap_x = 2.0 * gap_y * lean
    _core(cores[0], gap_x / 2, high + gap_y / 2, lean)
    _core(cores[1], -gap_x / 2, high - gap_y / 2, lean)
    cores[1, 2], cores[1, 3] = -cores[1, 2], -cores[1, 3]
    deltas[0, 0], deltas[0, 1] = -0.55 + 0.08 * z[3], high - 0.34 + 0.06 * z[4] - side * 0.05
    deltas[1, 0], deltas[1, 1] = 0.55 + 0.08 * z[5], high - 0.34 + 0.06 * z[6] + side * 0.05
    return 2


@njit(cache=True, nogil=True)
def _core(out: NDArray[np.float64], x: float, y: float, half_tangent: float) -> None:
    """Write a core that bulges upward, leaning to the right by twice the angle of the given tangent."""
    t = half_tangent
    out[0], out[1] = x, y
    out[2], out[3] = 2.0 * t / (1.0 + t * t), (1.0 - t * t) / (1.0 + t * t)


@njit(cache=True, nogil=True)
def turn_cores(count: int, stretch: float, cores: NDArray[np.float64], deltas: NDArray[np.float64]) -> None:
    """Write into each core where the ridges around it bulge, as seen: opposite to the ridge that ends in it.

    Near a core c the differential is (w - c) g(c), so the ridge along the unit vector a from the core runs away from it
    where a = -g conj(|g|), with g as in `orientation.orientation_at`.
    """
    for k in range(count):
        u, v = cores[k, 0], cores[k, 1]
        ar, ai = u * u - v * v - 1.0, 2.0 * u * v
        re, im = ar * ar - ai * ai, 2.0 * ar * ai
        re, im = -2.0 * v * im, 2.0 * v * re  # times (c - conj c)
        for m in range(count):
            if m != k:
                dx, dy, dm = u - cores[m, 0], v - cores[m, 1], v + cores[m, 1]
                cr, ci = dx * dx - dy * dm, dx * dm + dy * dx
                re, im = re * cr - im * ci, re * ci + im * cr
            dx, dy, dm = u - deltas[m, 0], v - deltas[m, 1], v + deltas[m, 1]
            dr, di = dx * dx - dy * dm, -(dx * dm + dy * dx)
            re, im = re * dr - im * di, re * di + im * dr
        re, im = -re, -im * stretch
        n = np.sqrt(re * re + im * im) + 1e-12
        cores[k, 2], cores[k, 3] = re / n, im / n


def draw_layout(code: int, stretch: float, generator: np.random.Generator) -> Layout:
    """Place the singular points of a class in a frame of this stretch."""
    cores, deltas = np.zeros((2, 4)), np.zeros((2, 2))
    count = place_points(code, generator.standard_normal(DRAWS), cores, deltas)
    turn_cores(count, stretch, cores, deltas)
    return Layout(code, cores[:count], deltas[:count])
