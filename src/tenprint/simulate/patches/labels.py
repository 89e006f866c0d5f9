"""What of the truth can still be seen: the local correlation of the ideal ridges with the degraded image."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.patches import parameters as p
from tenprint.simulate.patches.fields import Field
from tenprint.simulate.patches.ridges import Ridges, phase_slope


@njit(nogil=True, cache=True, fastmath=True)
def _halve(image: Field) -> Field:
    height, width = image.shape[0] // 2, image.shape[1] // 2
    out = np.empty((height, width), np.float32)
    for y in range(height):
        for x in range(width):
            out[y, x] = np.float32(0.25) * (
                image[2 * y, 2 * x] + image[2 * y, 2 * x + 1] + image[2 * y + 1, 2 * x] + image[2 * y + 1, 2 * x + 1]
            )
    return out


@njit(nogil=True, cache=True, fastmath=True)
def _sums(wave: Field, dark: Field) -> NDArray[np.float64]:
    """Summed-area tables of w, d, w w, d d and w d, (h + 1, w + 1, 5)."""
    height, width = wave.shape
    out = np.zeros((height + 1, width + 1, 5))
    for y in range(height):
        a = b = c = d = e = 0.0
        for x in range(width):
            w, v = wave[y, x], dark[y, x]
            a += w
            b += v
            c += w * w
            d += v * v
            e += w * v
            above = out[y, x + 1]
            here = out[y + 1, x + 1]
            here[0] = above[0] + a
            here[1] = above[1] + b
            here[2] = above[2] + c
            here[3] = above[3] + d
            here[4] = above[4] + e
    return out


@njit(nogil=True, cache=True, fastmath=True)
def _correlations(wave: Field, dark: Field, places: NDArray[np.float64], half: int) -> NDArray[np.float64]:
    height, width = wave.shape
    sums = _sums(wave, dark)
    out = np.empty(len(places))
    for k in range(len(places)):
        x = min(max(int(places[k, 0] / 2), 0), width - 1)
        y = min(max(int(places[k, 1] / 2), 0), height - 1)
        top, low = max(y - half, 0), min(y + half + 1, height)
        left, right = max(x - half, 0), min(x + half + 1, width)
        n = (low - top) * (right - left)
        m = (sums[low, right] - sums[top, right] - sums[low, left] + sums[top, left]) / n
        spread = max(m[2] - m[0] * m[0], 1e-3) * max(m[3] - m[1] * m[1], 4.0)  # a grey step of 2 is no contrast
        out[k] = (m[4] - m[0] * m[1]) / math.sqrt(spread)
    return out


def visibility(wave: Field, image: NDArray[np.uint8], places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlation of ridges and darkness in a window around each place (n, 2) x, y; -1 to 1, 1 for a perfect print."""
    dark = 255 - image.astype(np.float32)
    return _correlations(_halve(wave), _halve(dark), places, p.CORRELATION_WINDOW // 4)


@njit(nogil=True, cache=True)
def _orientation(phase: Field, points: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float32]:
    out = np.empty((len(places), 2), np.float32)
    for k in range(len(places)):
        _, sx, sy = phase_slope(phase, points, places[k, 0], places[k, 1], -1)
        n = sx * sx + sy * sy + 1e-12
        out[k, 0] = (sy * sy - sx * sx) / n  # ridges run at right angles to the slope
        out[k, 1] = -2.0 * sx * sy / n
    return out


def orientation(ridges: Ridges, places: NDArray[np.float64]) -> NDArray[np.float32]:
    """Cos and sin of twice the ridge angle (y down) at each place, (n, 2) float32."""
    return _orientation(ridges.phase, ridges.points, places)


def weights(ridges: Ridges, seen: NDArray[np.float64], area: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much each minutia counts, 0 (do not ask) to 1.

    Args:
        seen: (n,) visibility at each minutia.
        area: (n,) how far each lies inside the print, 0 to 1.
    """
    clear = np.clip((seen - p.HARDLY_VISIBLE) / (p.SURE_VISIBLE - p.HARDLY_VISIBLE), 0, 1)
    inside = np.clip((area - p.OUTSIDE) / (p.INSIDE - p.OUTSIDE), 0, 1)
    return np.where(ridges.slope > p.SINGULAR_SLOPE, clear * inside, 0.0)
