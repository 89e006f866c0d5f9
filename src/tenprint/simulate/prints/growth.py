"""Ridge growth: oriented filters applied again and again to a few seeds, first at half resolution, then at full.

Source: Cappelli, Maio and Maltoni's SFinGe (Maltoni et al., Handbook of Fingerprint Recognition, section 6.5): a
space-variant Gabor filter, steered by orientation and frequency, iterated from isolated spots; minutiae arise by
themselves where ridges must begin or end. The number of spots sets how many more arise where fronts meet.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.prints.filters import LEVEL, SCALE_BITS, Bank
from tenprint.simulate.prints.smooth import atan2_exact

_PI = 3.141592653589793


@njit(cache=True, nogil=True)
def choose_filters(
    orientation: NDArray[np.float32],
    period: NDArray[np.float32],
    mask: NDArray[np.bool_],
    grid: float,
    scale: float,
    orientations: int,
    periods: int,
    low: float,
    high: float,
    out: NDArray[np.int32],
) -> None:
    """Write for each masked pixel the index of its filter, -1 elsewhere, from fields on a grid of `grid` px."""
    step = (high - low) / (periods - 1)
    for i in range(out.shape[0]):
        v = i / grid
        a = int(v)
        t = v - a
        for j in range(out.shape[1]):
            if not mask[i, j]:
                out[i, j] = -1
                continue
            u = j / grid
            b = int(u)
            s = u - b
            w00, w01, w10, w11 = (1 - t) * (1 - s), (1 - t) * s, t * (1 - s), t * s
            c = (w00 * orientation[a, b, 0] + w01 * orientation[a, b + 1, 0]) + (
                w10 * orientation[a + 1, b, 0] + w11 * orientation[a + 1, b + 1, 0]
            )
            d = (w00 * orientation[a, b, 1] + w01 * orientation[a, b + 1, 1]) + (
                w10 * orientation[a + 1, b, 1] + w11 * orientation[a + 1, b + 1, 1]
            )
            p = (
                (w00 * period[a, b] + w01 * period[a, b + 1]) + (w10 * period[a + 1, b] + w11 * period[a + 1, b + 1])
            ) * scale
            turn = atan2_exact(d, c) / (2.0 * _PI)
            if turn < 0.0:
                turn += 1.0
            o = int(turn * orientations + 0.5) % orientations
            k = min(max(int((p - low) / step + 0.5), 0), periods - 1)
            out[i, j] = o * periods + k


@njit(cache=True, nogil=True)
def filter_once(
    image: NDArray[np.int16],
    index: NDArray[np.int32],
    kernels: NDArray[np.int16],
    table: NDArray[np.int16],
    span: NDArray[np.int32],
    out: NDArray[np.int16],
) -> None:
    """Filter each pixel inside `span` (first and past-last column of each row) by its own kernel, then saturate.

    `image` and `out` have a margin of the kernel's radius (16 columns on the right) around the indexed area.
    """
    size = kernels.shape[1]
    radius = size // 2
    for i in range(index.shape[0]):
        for j in range(span[i, 0], span[i, 1]):
            k = index[i, j]
            if k < 0:
                continue
            total = np.int32(0)
            for a in range(size):
                for b in range(16):
                    total = np.int32(total + np.int32(np.int32(kernels[k, a, b]) * np.int32(image[i + a, j + b])))
            out[i + radius, j + radius] = table[(total >> 17) + 4096]


@njit(cache=True, nogil=True)
def widen_span(span: NDArray[np.int32], reach: int, width: int, out: NDArray[np.int32]) -> None:
    """Grow the span of active columns by `reach` pixels in all directions."""
    h = span.shape[0]
    for i in range(h):
        lo, hi = width, 0
        for k in range(max(0, i - reach), min(h, i + reach + 1)):
            if span[k, 1] > span[k, 0]:
                lo = min(lo, span[k, 0])
                hi = max(hi, span[k, 1])
        out[i, 0] = max(0, lo - reach)
        out[i, 1] = min(width, hi + reach) if hi > 0 else 0


@njit(cache=True, nogil=True)
def double(image: NDArray[np.int16], radius: int, out: NDArray[np.int16], out_radius: int) -> None:
    """Interpolate `image` linearly to twice its size (a sample of the half image lies at every even pixel)."""
    h, w = out.shape[0] - 2 * out_radius, out.shape[1] - out_radius - 16
    for i in range(h):
        a, t = i // 2 + radius, i % 2
        for j in range(w):
            b, s = j // 2 + radius, j % 2
            total = np.int32(image[a, b]) + np.int32(image[a + t, b])
            total += np.int32(image[a, b + s]) + np.int32(image[a + t, b + s])
            out[i + out_radius, j + out_radius] = np.int16(total // 4)


def padded(height: int, width: int, radius: int) -> NDArray[np.int16]:
    """Return an empty ridge map with the margin that `filter_once` reads."""
    return np.zeros((height + 2 * radius, width + radius + 16), np.int16)


def plant(image: NDArray[np.int16], points: NDArray[np.float64], radius: int) -> NDArray[np.int32]:
    """Set a small spot at each (x, y) and return the span of rows and columns that they touch."""
    height, width = image.shape[0] - 2 * radius, image.shape[1] - radius - 16
    span = np.zeros((height, 2), np.int32)
    span[:, 0] = width
    for x, y in np.asarray(points, np.int64).tolist():
        x, y = min(max(x, 1), width - 2), min(max(y, 1), height - 2)
        image[y + radius - 1 : y + radius + 2, x + radius - 1 : x + radius + 2] = LEVEL - 1
        span[y - 1 : y + 2, 0] = np.minimum(span[y - 1 : y + 2, 0], x - 1)
        span[y - 1 : y + 2, 1] = np.maximum(span[y - 1 : y + 2, 1], x + 2)
    return span


def grow(
    index: NDArray[np.int32],
    filters: Bank,
    points: NDArray[np.float64],
    steps: int,
    table: NDArray[np.int16],
) -> NDArray[np.int16]:
    """Grow ridges from spots at `points` for `steps` iterations; return the map with its margin."""
    height, width = index.shape
    image, other = padded(height, width, filters.radius), padded(height, width, filters.radius)
    span = plant(image, points, filters.radius)
    wider = np.empty_like(span)
    for _ in range(steps):
        widen_span(span, filters.radius, width, wider)
        span, wider = wider, span
        filter_once(image, index, filters.even, table, span, other)
        image, other = other, image
    return image


assert SCALE_BITS == 17
