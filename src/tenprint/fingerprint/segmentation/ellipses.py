"""Fingertips as ellipses that are full of ridges and stand in an empty ring."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from tenprint.fingerprint.segmentation import parameters as p

Axes = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Ellipse:
    """A candidate.

    Attributes:
        x, y: middle, in cells.
        across, along: half axes in cells, across and along the finger.
        angle: degrees counter-clockwise from upright.
        strength: evidence within minus evidence around, in cells.
    """

    x: float
    y: float
    across: float
    along: float
    angle: float
    strength: float

    def distance(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far out points are: 0 in the middle, 1 on the ellipse."""
        turn = np.deg2rad(self.angle)
        dx, dy = x - self.x, y - self.y
        across = dx * np.cos(turn) - dy * np.sin(turn)
        along = dx * np.sin(turn) + dy * np.cos(turn)
        return np.asarray(np.hypot(across / self.across, along / self.along), dtype=np.float64)


def find_ellipses(evidence: NDArray[np.float32], axes: Axes) -> list[Ellipse]:
    """Find the places that look most like fingertips, strongest first.

    Args:
        evidence: (rows, columns) from `ridge_evidence`.
        axes: half axes in mm to be tried.
    """
    best = np.full(evidence.shape, -np.inf, dtype=np.float32)
    which = np.zeros(evidence.shape, dtype=np.int64)
    shapes = [(across, along, angle) for across, along in axes for angle in p.ANGLES]
    reach = max(_kernels(*shape)[0].shape[0] // 2 for shape in shapes)
    speaking = _Correlation(evidence - np.float32(p.EMPTY), reach)
    around = _Correlation(evidence, reach)
    for n, shape in enumerate(shapes):
        inside, ring = _kernels(*shape)
        response = speaking.of(inside)
        # A partial finger at the picture's edge keeps its full score for what is there: outside counts nothing.
        response = np.where(response > p.LEAST_FILL * inside.sum(), response, -np.inf)
        response -= p.RING_WEIGHT * around.of(ring)
        response *= 1 - p.TILT_COST * abs(shape[2]) / 45
        better = response > best
        best[better], which[better] = response[better], n
    return _strongest(best, which, shapes)


def _strongest(
    best: NDArray[np.float32], which: NDArray[np.int64], shapes: list[tuple[float, float, float]]
) -> list[Ellipse]:
    found: list[Ellipse] = []
    left = best.copy()
    rows, columns = np.indices(best.shape)
    while len(found) < p.CANDIDATES:
        row, column = np.unravel_index(int(left.argmax()), left.shape)
        strength = float(left[row, column])
        if strength <= 0 or (found and strength < p.LEAST_STRENGTH * found[0].strength):
            break
        across, along, angle = shapes[which[row, column]]
        found.append(Ellipse(float(column), float(row), across / p.CELL_MM, along / p.CELL_MM, angle, strength))
        left[np.hypot(rows - row, columns - column) < p.APART_MM / p.CELL_MM] = -np.inf
    return found


@lru_cache(maxsize=128)
def _kernels(across: float, along: float, angle: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The ellipse and the ring around it, as masks of cells."""
    reach = int(np.ceil(p.RING * along / p.CELL_MM))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(float)
    shape = Ellipse(0, 0, across / p.CELL_MM, along / p.CELL_MM, angle, 0)
    distance = shape.distance(x, y)
    return (distance <= 1).astype(np.float32), ((distance > 1) & (distance <= p.RING)).astype(np.float32)


class _Correlation:
    """Correlations of one picture with many kernels; the picture is transformed once."""

    def __init__(self, picture: NDArray[np.float32], reach: int) -> None:
        self.rows, self.columns = picture.shape
        self.size = [scipy.fft.next_fast_len(side + 2 * reach, real=True) for side in picture.shape]
        self.spectrum = scipy.fft.rfft2(picture, self.size)

    def of(self, kernel: NDArray[np.float32]) -> NDArray[np.float32]:
        """Correlate with a kernel of odd sides; outside the picture is 0."""
        reach = kernel.shape[0] // 2
        product = self.spectrum * scipy.fft.rfft2(kernel[::-1, ::-1], self.size)
        whole = scipy.fft.irfft2(product, self.size)
        return np.asarray(whole[reach : reach + self.rows, reach : reach + self.columns], dtype=np.float32)
