"""Ridge spacing that follows the flow: where ridges fan out they first get wider, and only then does a new one begin.

A pattern without minutiae has waves whose number is the gradient of a phase, so along a ridge its density must fall as
fast as ridges diverge (Larkin and Fletcher, "A coherent framework for fingerprint analysis", Optics Express 15 (2007)).
Skin does so in part. The adaptation e, the logarithm of how much denser ridges get, minimises

    |M grad e + b|^2 + stiffness |grad e|^2 + e^2 / reach^2,     b = M div M - M grad T / T

where M is the projector on the ridge's direction and T the period as it would be alone. b is the balance of ridge lines
along the ridge; what e does not take away is left to minutiae.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Grid = NDArray[np.float32]

_HALF, _ONE, _QUARTER, _ZERO, _THREE = np.float32(0.5), np.float32(1), np.float32(0.25), np.float32(0), np.float32(3)
_PACE = np.float32(0.22)  # of the explicit steps; 0.25 is the limit of stability


@njit(cache=True, nogil=True, error_model="numpy")
def _projector(cosine: Grid, sine: Grid, xx: Grid, xy: Grid, yy: Grid) -> None:
    """Write the projector on the ridge's direction, in image axes (y down), from the double angle."""
    for i in range(cosine.shape[0]):
        for j in range(cosine.shape[1]):
            xx[i, j] = _HALF * (_ONE + cosine[i, j])
            yy[i, j] = _HALF * (_ONE - cosine[i, j])
            xy[i, j] = -_HALF * sine[i, j]


@njit(cache=True, nogil=True, error_model="numpy")
def _balance(xx: Grid, xy: Grid, yy: Grid, period: Grid, bx: Grid, by: Grid) -> None:
    """Write half of b times the grid's step; zero on the rim."""
    rows, columns = period.shape
    bx[:] = _ZERO
    by[:] = _ZERO
    for i in range(1, rows - 1):
        for j in range(1, columns - 1):
            dx = xx[i, j + 1] - xx[i, j - 1] + xy[i + 1, j] - xy[i - 1, j]
            dy = xy[i, j + 1] - xy[i, j - 1] + yy[i + 1, j] - yy[i - 1, j]
            n = _ONE / period[i, j]
            dx -= (period[i, j + 1] - period[i, j - 1]) * n
            dy -= (period[i + 1, j] - period[i - 1, j]) * n
            bx[i, j] = _QUARTER * (xx[i, j] * dx + xy[i, j] * dy)
            by[i, j] = _QUARTER * (xy[i, j] * dx + yy[i, j] * dy)


@njit(cache=True, nogil=True, error_model="numpy")
def adapt(
    cosine: Grid,
    sine: Grid,
    period: Grid,
    pull: np.float32,
    stiffness: np.float32,
    steps: int,
    work: NDArray[np.float32],
) -> None:
    """Replace the period by the adapted one.

    Args:
        cosine, sine: (rows, columns) of the ridge's double angle.
        period: (rows, columns) px, replaced.
        pull: square of the grid's step over `reach`.
        stiffness: see above.
        steps: explicit steps of the minimisation.
        work: (8, rows, columns) scratch.
    """
    rows, columns = period.shape
    xx, xy, yy, bx, by = work[0], work[1], work[2], work[3], work[4]
    fx, fy, e = work[5], work[6], work[7]
    _projector(cosine, sine, xx, xy, yy)
    _balance(xx, xy, yy, period, bx, by)
    pace = _PACE / (_ONE + stiffness + _PACE * pull)
    for i in range(rows):
        for j in range(columns):
            fx[i, j] = fy[i, j] = e[i, j] = _ZERO
    for _ in range(steps):
        for i in range(rows):
            a, b = max(i - 1, 0), min(i + 1, rows - 1)
            for j in range(columns - 1):
                along = e[i, j + 1] - e[i, j]
                across = (e[b, j] - e[a, j] + e[b, j + 1] - e[a, j + 1]) * _QUARTER
                m, k = _HALF * (xx[i, j] + xx[i, j + 1]), _HALF * (xy[i, j] + xy[i, j + 1])
                fx[i, j] = (m + stiffness) * along + k * across + (bx[i, j] + bx[i, j + 1])
        for i in range(rows - 1):
            for j in range(1, columns - 1):
                along = e[i + 1, j] - e[i, j]
                across = (e[i, j + 1] - e[i, j - 1] + e[i + 1, j + 1] - e[i + 1, j - 1]) * _QUARTER
                m, k = _HALF * (yy[i, j] + yy[i + 1, j]), _HALF * (xy[i, j] + xy[i + 1, j])
                fy[i, j] = (m + stiffness) * along + k * across + (by[i, j] + by[i + 1, j])
        for i in range(rows):
            above = fy[max(i - 1, 0)]
            open_ = _ONE if i > 0 else _ZERO
            for j in range(1, columns):
                e[i, j] += pace * (fx[i, j] - fx[i, j - 1] + fy[i, j] - open_ * above[j] - pull * e[i, j])
            e[i, 0] += pace * (fx[i, 0] - pull * e[i, 0])
    for i in range(rows):
        for j in range(columns):
            # exp(-e), Pade: ((x + 3)^2 + 3) / ((x - 3)^2 + 3), to 1e-5 for |x| < 0.5.
            u, v = _THREE - e[i, j], -_THREE - e[i, j]
            period[i, j] *= (u * u + _THREE) / (v * v + _THREE)
