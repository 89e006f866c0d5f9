"""Smooth random fields and the few exact functions that the kernels share.

Everything here is made of additions, multiplications, divisions and square roots in a fixed order, without
fastmath: IEEE 754 gives the same bits for these on every machine. Library sines and exponentials do not.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

# Mean over a cell of the sum of squared cubic B-spline weights in one dimension is 151/315; in two, its square.
_SPREAD = 151.0 / 315.0
_PI = 3.141592653589793


@njit(cache=True, nogil=True)
def atan2_exact(y: float, x: float) -> float:
    """Return the angle of (x, y) in (-pi, pi], to 1e-6 rad: a polynomial, the same bits on every machine."""
    ax, ay = abs(x), abs(y)
    if ax == 0.0 and ay == 0.0:
        return 0.0
    swap = ay > ax
    t = ax / ay if swap else ay / ax
    s = t * t
    # Minimax polynomial of arctan on [0, 1] (Abramowitz and Stegun 4.4.49).
    p = t * (
        0.9999993329
        + s
        * (
            -0.3332985605
            + s
            * (
                0.1994653599
                + s * (-0.1390853351 + s * (0.0964200441 + s * (-0.0559098861 + s * (0.0218612288 - s * 0.0040540580))))
            )
        )
    )
    if swap:
        p = 0.5 * _PI - p
    if x < 0.0:
        p = _PI - p
    return -p if y < 0.0 else p


@njit(cache=True, nogil=True)
def evaluate_spline(knots: NDArray[np.float64], spacing: float, step: int, out: NDArray[np.float32]) -> None:
    """Evaluate a uniform cubic B-spline with `knots` every `spacing` px at every `step`-th pixel into `out`."""
    h, w = out.shape
    wx = np.empty((w, 4))
    ix = np.empty(w, np.int64)
    for j in range(w):
        u = j * step / spacing
        ix[j] = int(u)
        t = u - ix[j]
        wx[j, 0] = (1.0 - t) * (1.0 - t) * (1.0 - t) / 6.0
        wx[j, 1] = (3.0 * t * t * t - 6.0 * t * t + 4.0) / 6.0
        wx[j, 2] = (-3.0 * t * t * t + 3.0 * t * t + 3.0 * t + 1.0) / 6.0
        wx[j, 3] = t * t * t / 6.0
    row = np.empty(knots.shape[1])
    for i in range(h):
        v = i * step / spacing
        iy = int(v)
        t = v - iy
        a = (1.0 - t) * (1.0 - t) * (1.0 - t) / 6.0
        b = (3.0 * t * t * t - 6.0 * t * t + 4.0) / 6.0
        c = (-3.0 * t * t * t + 3.0 * t * t + 3.0 * t + 1.0) / 6.0
        d = t * t * t / 6.0
        for k in range(knots.shape[1]):
            row[k] = a * knots[iy, k] + b * knots[iy + 1, k] + c * knots[iy + 2, k] + d * knots[iy + 3, k]
        for j in range(w):
            k = ix[j]
            out[i, j] = wx[j, 0] * row[k] + wx[j, 1] * row[k + 1] + wx[j, 2] * row[k + 2] + wx[j, 3] * row[k + 3]


def smooth_noise(
    generator: np.random.Generator, height: int, width: int, spacing: float, step: int = 1
) -> NDArray[np.float32]:
    """Return a smooth Gaussian field of mean 0 and variance 1, correlated over about `spacing` pixels.

    Args:
        generator: the stream to draw from.
        height, width: size in px of the area.
        spacing: distance of the spline's knots, px.
        step: evaluate every `step`-th pixel only.

    Returns:
        (ceil(height / step), ceil(width / step)) float32.
    """
    rows, columns = -(-height // step), -(-width // step)
    knots = generator.standard_normal((int(height / spacing) + 5, int(width / spacing) + 5)) / _SPREAD
    out = np.empty((rows, columns), np.float32)
    evaluate_spline(knots, float(spacing), step, out)
    return out
