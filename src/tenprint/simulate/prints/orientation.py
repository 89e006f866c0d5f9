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

from tenprint.simulate.prints.parameters import MasterParameters
from tenprint.simulate.prints.pattern import Layout
from tenprint.simulate.prints.smooth import smooth_noise


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the orientation model lies on the canvas: px of its origin (the joint's middle) and of its unit."""

    x: float
    y: float
    unit: float
    stretch: float

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
def _field(
    frame: NDArray[np.float64],
    cores: NDArray[np.float64],
    deltas: NDArray[np.float64],
    rounding: NDArray[np.float64],
    wander: NDArray[np.float32],
    step: int,
    out: NDArray[np.float32],
) -> None:
    ox, oy, unit, stretch = frame[0], frame[1], frame[2], frame[3]
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            px, py = float(j * step), float(i * step)
            u = (px - ox) / unit
            v = (oy - py) / (unit * stretch)
            # (w^2 - 1)^2, the arch
            ar, ai = u * u - v * v - 1.0, 2.0 * u * v
            re, im = ar * ar - ai * ai, 2.0 * ar * ai
            for k in range(cores.shape[0]):
                for mirror in range(2):
                    dx = u - cores[k, 0]
                    dy = v - cores[k, 1] if mirror == 0 else v + cores[k, 1]
                    re, im = re * dx - im * dy, re * dy + im * dx
                n = np.sqrt(re * re + im * im) + 1e-12
                re, im = re / n, im / n
            for k in range(deltas.shape[0]):
                for mirror in range(2):
                    dx = u - deltas[k, 0]
                    dy = -(v - deltas[k, 1]) if mirror == 0 else -(v + deltas[k, 1])
                    re, im = re * dx - im * dy, re * dy + im * dx
                n = np.sqrt(re * re + im * im) + 1e-12
                re, im = re / n, im / n
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
            re, im = _turn(re, im, wander[i, j])
            # Double angle -> angle in the model's plane -> stretch -> double angle on the canvas.
            c = np.sqrt(max(0.0, 0.5 * (1.0 + re)))
            s = np.sqrt(max(0.0, 0.5 * (1.0 - re)))
            if im < 0.0:
                s = -s
            s = s * stretch
            n = c * c + s * s + 1e-12
            out[i, j, 0] = (c * c - s * s) / n
            out[i, j, 1] = 2.0 * c * s / n


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
    cores = np.array([(x, y, np.cos(a), np.sin(a)) for x, y, a in layout.cores]).reshape(-1, 4)
    deltas = np.array(layout.deltas, np.float64).reshape(-1, 2)
    _field(
        np.array([frame.x, frame.y, frame.unit, frame.stretch]),
        cores,
        deltas,
        np.array([parameters.roundness, parameters.roundness_reach]),
        wander,
        step,
        out,
    )
    return out
