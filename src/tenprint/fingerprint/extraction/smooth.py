"""Box and Gaussian averages, used by several steps."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Map = NDArray[np.float32]


def gaussian(values: Map, deviation: float) -> Map:
    """Average a map with a Gaussian of `deviation` cells; at the border the weights are renormalised.

    Args:
        values: (rows, columns) float32.
        deviation: in cells, above 0.
    """
    reach = max(1, math.ceil(2.5 * deviation))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2).astype(np.float32)
    smoothed: Map = _separable(values, weights)
    return smoothed


@njit(nogil=True, cache=True, fastmath=True)
def _separable(values, weights):  # type: ignore[no-untyped-def]
    rows, columns = values.shape
    reach = len(weights) // 2
    middle = np.zeros((rows, columns), np.float32)
    for r in range(rows):
        low, high = max(-reach, -r), min(reach, rows - 1 - r)
        total = np.float32(0.0)
        for k in range(low, high + 1):
            weight = weights[k + reach]
            total += weight
            for c in range(columns):
                middle[r, c] += weight * values[r + k, c]
        total = np.float32(1.0) / total
        for c in range(columns):
            middle[r, c] *= total
    result = np.empty((rows, columns), np.float32)
    for c in range(columns):
        low, high = max(-reach, -c), min(reach, columns - 1 - c)
        total = np.float32(0.0)
        for k in range(low, high + 1):
            total += weights[k + reach]
        total = np.float32(1.0) / total
        for r in range(rows):
            s = np.float32(0.0)
            for k in range(low, high + 1):
                s += weights[k + reach] * middle[r, c + k]
            result[r, c] = s * total
    return result


@njit(nogil=True, cache=True)
def box_moments(image, radius):  # type: ignore[no-untyped-def]
    """Local mean and variance of a uint8 image over a square of 2 radius + 1 px, cut at the border."""
    rows, columns = image.shape
    sums = np.zeros(columns, np.int64)
    squares = np.zeros(columns, np.int64)
    mean = np.empty((rows, columns), np.float32)
    variance = np.empty((rows, columns), np.float32)
    for r in range(min(radius, rows)):
        for c in range(columns):
            v = np.int64(image[r, c])
            sums[c] += v
            squares[c] += v * v
    for r in range(rows):
        if r + radius < rows:
            for c in range(columns):
                v = np.int64(image[r + radius, c])
                sums[c] += v
                squares[c] += v * v
        if r - radius - 1 >= 0:
            for c in range(columns):
                v = np.int64(image[r - radius - 1, c])
                sums[c] -= v
                squares[c] -= v * v
        height = min(r + radius, rows - 1) - max(r - radius, 0) + 1
        s = np.int64(0)
        q = np.int64(0)
        for c in range(min(radius, columns)):
            s += sums[c]
            q += squares[c]
        for c in range(columns):
            if c + radius < columns:
                s += sums[c + radius]
                q += squares[c + radius]
            if c - radius - 1 >= 0:
                s -= sums[c - radius - 1]
                q -= squares[c - radius - 1]
            n = height * (min(c + radius, columns - 1) - max(c - radius, 0) + 1)
            m = s / n
            mean[r, c] = m
            variance[r, c] = max(q / n - m * m, 0.0)
    return mean, variance
