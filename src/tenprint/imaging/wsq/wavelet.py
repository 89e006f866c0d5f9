"""The inverse wavelet transform: four subbands to one, with symmetric filters of odd length.

The upsampled low half has its samples at even places, the high half at odd places; beyond the ends both are mirrored
about the first and the last place (IAFIS-IC-0110, symmetric wavelet transform). Each output is
sum_i low[i] * l(n + i - middle), then the same of the high half, added one by one in single precision in this order:
floating-point addition is not associative, and pixels must equal the reference decoder's.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray


@numba.njit(nogil=True, cache=True)
def mirror(n: int, length: int) -> int:
    """Place n of a signal of this length, mirrored about its ends as often as needed."""
    if length == 1:
        return 0
    period = 2 * (length - 1)
    n = n % period  # of the sign of the period: never negative
    return n if n < length else period - n


@numba.njit(nogil=True, cache=True)
def join_rows(
    plane: NDArray[np.float32],
    x: int,
    y: int,
    width: int,
    height: int,
    flipped: bool,
    low: NDArray[np.float32],
    high: NDArray[np.float32],
    out: NDArray[np.float32],
) -> None:
    """Join the upper and the lower half of a rectangle of `plane` into `out` (at the same place)."""
    low_middle, high_middle = (low.size - 1) // 2, (high.size - 1) // 2
    low_start = y + height // 2 if flipped else y
    high_start = y if flipped else y + (height + 1) // 2
    right = x + width
    for n in range(height):
        target = out[y + n, x:right]
        first = True
        for i in range(low.size):
            place = n + i - low_middle
            if place % 2:
                continue
            tap = low[i]
            source = plane[low_start + mirror(place, height) // 2, x:right]
            if first:
                for k in range(width):
                    target[k] = source[k] * tap
                first = False
            else:
                for k in range(width):
                    target[k] += source[k] * tap
        if height == 1:
            continue
        for i in range(high.size):
            place = n + i - high_middle
            if place % 2 == 0:
                continue
            tap = high[i]
            source = plane[high_start + mirror(place, height) // 2, x:right]
            for k in range(width):
                target[k] += source[k] * tap


@numba.njit(nogil=True, cache=True)
def join_columns(
    plane: NDArray[np.float32],
    x: int,
    y: int,
    width: int,
    height: int,
    flipped: bool,
    low: NDArray[np.float32],
    high: NDArray[np.float32],
    out: NDArray[np.float32],
    work: NDArray[np.float32],
) -> None:
    """Join the left and the right half of a rectangle of `plane` into `out`.

    `work` is (4, at least width / 2 + 1 + taps) float32: the two halves with mirrored margins, then the outputs at
    even and at odd places.
    """
    low_middle, high_middle = (low.size - 1) // 2, (high.size - 1) // 2
    low_start = x + width // 2 if flipped else x
    high_start = x if flipped else x + (width + 1) // 2
    margin = max(low.size, high.size) // 4 + 2  # places to each side, in the halves' own samples
    half = (width + 1) // 2
    extended = half + 2 * margin
    lows, highs, evens, odds = work[0], work[1], work[2], work[3]
    for row in range(y, y + height):
        source = plane[row]
        lows[margin : margin + half] = source[low_start : low_start + half]
        highs[margin : margin + width // 2] = source[high_start : high_start + width // 2]
        for k in range(margin):
            for j in (k, extended - 1 - k):
                lows[j] = source[low_start + mirror(2 * (j - margin), width) // 2]
                if width > 1:
                    highs[j] = source[high_start + mirror(2 * (j - margin) + 1, width) // 2]
        if width > 1 and width % 2:  # the last place of an odd length has no high sample of its own
            j = margin + half - 1
            highs[j] = source[high_start + mirror(2 * (j - margin) + 1, width) // 2]
        for parity in range(2):
            sums = evens if parity == 0 else odds
            first = True
            for i in range(low.size):
                place = parity + i - low_middle
                if place % 2:
                    continue
                tap = low[i]
                part = lows[margin + place // 2 : margin + place // 2 + half]
                if first:
                    for k in range(half):
                        sums[k] = part[k] * tap
                    first = False
                else:
                    for k in range(half):
                        sums[k] += part[k] * tap
            if width == 1:
                continue
            for i in range(high.size):
                place = parity + i - high_middle
                if place % 2 == 0:
                    continue
                tap = high[i]
                part = highs[margin + (place - 1) // 2 : margin + (place - 1) // 2 + half]
                for k in range(half):
                    sums[k] += part[k] * tap
        target = out[row, x : x + width]
        for k in range(width // 2):
            target[2 * k] = evens[k]
            target[2 * k + 1] = odds[k]
        if width % 2:
            target[width - 1] = evens[half - 1]


@numba.njit(nogil=True, cache=True)
def reconstruct(
    plane: NDArray[np.float32],
    joins: NDArray[np.int32],
    low: NDArray[np.float32],
    high: NDArray[np.float32],
    scratch: NDArray[np.float32],
    work: NDArray[np.float32],
) -> None:
    """Join all subbands in place.

    Args:
        plane: (h, w) float32, coefficients in, image out.
        joins: (n, 6) int32 rows x, y, width, height, flip_x, flip_y in the order of `Tree.joins`.
        low, high: synthesis filters.
        scratch: (h, w) float32.
        work: see `join_columns`.
    """
    for n in range(joins.shape[0]):
        x, y, width, height, flip_x, flip_y = joins[n]
        if width == 0 or height == 0:
            continue
        join_rows(plane, x, y, width, height, flip_y != 0, low, high, scratch)
        join_columns(scratch, x, y, width, height, flip_x != 0, low, high, plane, work)
