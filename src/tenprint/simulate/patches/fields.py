"""Noise of any smoothness and Gaussian blur, made for speed: a smooth field is a cubic spline over a coarse grid."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Field = NDArray[np.float32]

# Standard deviation of a cubic B-spline over unit white noise, in two dimensions (151/315 is its mean square in one).
_SPLINE_DEVIATION = 151.0 / 315.0


@njit(nogil=True, cache=True, fastmath=True)
def _weights(t: float) -> tuple[float, float, float, float]:
    u = 1.0 - t
    return (
        u * u * u / 6.0,
        (3.0 * t * t * t - 6.0 * t * t + 4.0) / 6.0,
        (3.0 * u * u * u - 6.0 * u * u + 4.0) / 6.0,
        t * t * t / 6.0,
    )


@njit(nogil=True, cache=True, fastmath=True)
def _spline(grid: Field, height: int, width: int, scale: float, gain: float) -> Field:
    rows = grid.shape[0]
    wide = np.empty((rows, width), np.float32)
    for x in range(width):
        position = x / scale
        i = int(position)
        a, b, c, d = _weights(position - i)
        for y in range(rows):
            wide[y, x] = a * grid[y, i] + b * grid[y, i + 1] + c * grid[y, i + 2] + d * grid[y, i + 3]
    out = np.empty((height, width), np.float32)
    for y in range(height):
        position = y / scale
        i = int(position)
        a, b, c, d = _weights(position - i)
        for x in range(width):
            out[y, x] = gain * (a * wide[i, x] + b * wide[i + 1, x] + c * wide[i + 2, x] + d * wide[i + 3, x])
    return out


def smooth_field(rng: np.random.Generator, shape: tuple[int, int], scale: float, deviation: float = 1.0) -> Field:
    """Random field of the given standard deviation whose features are `scale` px wide (at least 1).

    Returns (h, w) float32.
    """
    height, width = shape
    grid = rng.standard_normal((int(height / scale) + 5, int(width / scale) + 5), dtype=np.float32)
    return _spline(grid, height, width, scale, deviation / _SPLINE_DEVIATION)


@njit(nogil=True, cache=True, fastmath=True)
def _blur(image: Field, taps: Field) -> Field:
    height, width = image.shape
    reach = len(taps) - 1
    padded = np.empty(width + 2 * reach, np.float32)
    wide = np.empty_like(image)
    for y in range(height):
        for x in range(width + 2 * reach):
            padded[x] = image[y, min(max(x - reach, 0), width - 1)]
        for x in range(width):
            wide[y, x] = taps[0] * padded[x + reach]
        for k in range(1, reach + 1):
            tap = taps[k]
            for x in range(width):
                wide[y, x] += tap * (padded[x + reach - k] + padded[x + reach + k])
    out = np.empty_like(image)
    for y in range(height):
        for x in range(width):
            out[y, x] = taps[0] * wide[y, x]
        for k in range(1, reach + 1):
            tap = taps[k]
            above, below = max(y - k, 0), min(y + k, height - 1)
            for x in range(width):
                out[y, x] += tap * (wide[above, x] + wide[below, x])
    return out


def blur(image: Field, sigma: float) -> Field:
    """Gaussian blur of an (h, w) float32 image, edges repeated; returned unchanged below a sigma of 0.15 px."""
    if sigma < 0.15:
        return image
    reach = max(1, math.ceil(2.6 * sigma))
    taps = np.exp(-0.5 * (np.arange(reach + 1) / sigma) ** 2)
    taps /= taps[0] + 2.0 * taps[1:].sum()
    return _blur(image, taps.astype(np.float32))


@njit(nogil=True, cache=True, fastmath=True)
def soft_step(field: Field, level: float, steepness: float) -> Field:
    """Logistic step of a field: 0 well below `level`, 1 well above it, (h, w) float32."""
    out = np.empty_like(field)
    height, width = field.shape
    for y in range(height):
        for x in range(width):
            out[y, x] = 1.0 / (1.0 + math.exp(-steepness * (field[y, x] - level)))
    return out
