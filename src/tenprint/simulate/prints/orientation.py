"""The orientation field: quadratic differentials for the pattern, a smooth deviation for the individual.

Source: Huckemann, Hotz and Munk, "Global models for the orientation field of fingerprints: an approach based on
quadratic differentials", IEEE TPAMI 30 (2008): the arch is a family of arcs through two points beside the joint; each
core multiplies the differential by a zero, each delta by a pole, mirrored so that ridges run along the joint.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.prints.layout import Layout
from tenprint.simulate.prints.parameters import MasterParameters
from tenprint.simulate.prints.smooth import smooth_noise


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the orientation model lies on the canvas: px of its origin (the joint's middle) and of its unit."""

    x: float
    y: float
    unit: float
    stretch: float

    def array(self) -> NDArray[np.float64]:
        """Return the frame as the kernels take it."""
        return np.array([self.x, self.y, self.unit, self.stretch])

    def to_pixels(self, x: float, y: float) -> tuple[float, float]:
        """Return the px of a point given in the model's units."""
        return self.x + x * self.unit, self.y - y * self.unit * self.stretch


@njit(cache=True, nogil=True)
def _turn(re: float, im: float, half_tangent: float) -> tuple[float, float]:
    """Rotate (re, im) by twice the angle whose tangent is given: a Cayley transform, no sine needed."""
    t = half_tangent
    n = 1.0 + t * t
    c, s = (1.0 - t * t) / n, 2.0 * t / n
    return re * c - im * s, re * s + im * c


@njit(cache=True, nogil=True)
def orientation_at(
    px: float,
    py: float,
    frame: NDArray[np.float64],
    cores: NDArray[np.float64],
    deltas: NDArray[np.float64],
    rounding: NDArray[np.float64],
    wander: float,
) -> tuple[float, float]:
    """Return cosine and sine of the double angle of the ridge through a point.

    Args:
        px, py: the point, px.
        frame: x, y, unit, stretch of a `Frame`.
        cores, deltas: (n, 4) and (n, 2), see `Layout`.
        rounding: strength and reach of the roundness of cores.
        wander: the individual deviation here, radians.
    """
    unit, stretch = frame[2], frame[3]
    u = (px - frame[0]) / unit
    v = (frame[1] - py) / (unit * stretch)
    # (w^2 - 1)^2, the arch
    ar, ai = u * u - v * v - 1.0, 2.0 * u * v
    re, im = ar * ar - ai * ai, 2.0 * ar * ai
    for k in range(cores.shape[0]):
        # times (w - c) (w - conj c), and (w - d) (w - conj d) turned backward
        dx, dy, dm = u - cores[k, 0], v - cores[k, 1], v + cores[k, 1]
        cr, ci = dx * dx - dy * dm, dx * dm + dy * dx
        dx, dy, dm = u - deltas[k, 0], v - deltas[k, 1], v + deltas[k, 1]
        dr, di = dx * dx - dy * dm, -(dx * dm + dy * dx)
        qr, qi = cr * dr - ci * di, cr * di + ci * dr
        re, im = re * qr - im * qi, re * qi + im * qr
    n = np.sqrt(re * re + im * im) + 1e-12
    re, im = re / n, im / n
    # Rounder heads: turn faster above a core and slower below it, fading with distance.
    for k in range(cores.shape[0]):
        dx = (u - cores[k, 0]) * unit
        dy = (v - cores[k, 1]) * unit * stretch
        n = np.sqrt(dx * dx + dy * dy) + 1e-9
        side = (cores[k, 2] * dy - cores[k, 3] * dx) / n
        q = n / rounding[1]
        re, im = _turn(re, im, rounding[0] * side / (1.0 + q * q))
    re, im = _turn(re, im, wander)
    # Double angle -> angle in the model's plane -> stretch -> double angle on the canvas.
    c = np.sqrt(max(0.0, 0.5 * (1.0 + re)))
    s = np.sqrt(max(0.0, 0.5 * (1.0 - re)))
    if im < 0.0:
        s = -s
    s = s * stretch
    n = c * c + s * s + 1e-12
    return (c * c - s * s) / n, 2.0 * c * s / n


@njit(cache=True, nogil=True)
def _field(
    frame: NDArray[np.float64],
    cores: NDArray[np.float64],
    deltas: NDArray[np.float64],
    rounding: NDArray[np.float64],
    wander: NDArray[np.float32],
    step: int,
    out: NDArray[np.float32],
) -> None:
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            c, s = orientation_at(float(j * step), float(i * step), frame, cores, deltas, rounding, wander[i, j])
            out[i, j, 0] = c
            out[i, j, 1] = s


def orientation_field(
    layout: Layout, frame: Frame, parameters: MasterParameters, generator: np.random.Generator
) -> NDArray[np.float32]:
    """Return the ridge orientation on the coarse grid as (rows, columns, 2): cosine and sine of the double angle.

    The angle counts counter-clockwise from the x axis as seen.
    """
    step = parameters.grid
    height, width = parameters.height, parameters.width
    degree = np.float32(0.017453292519943295)
    wander = np.zeros((-(-(height + step) // step), -(-(width + step) // step)), np.float32)
    for reach, spread in parameters.wander:
        wander += smooth_noise(generator, height + step, width + step, reach, step) * (np.float32(spread) * degree)
    out = np.empty((*wander.shape, 2), np.float32)
    _field(
        frame.array(),
        layout.cores,
        layout.deltas,
        np.array([parameters.roundness, parameters.roundness_reach]),
        wander,
        step,
        out,
    )
    return out
