"""The forward wavelet transform: one rectangle to its four subbands."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from tenprint.imaging.wsq.wavelet import mirror


@numba.njit(nogil=True, cache=True)
def split_rows(
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
    """Filter a rectangle from top to bottom; the low half goes to the upper part of `out`, or the lower if flipped."""
    low_start = y + height // 2 if flipped else y
    high_start = y if flipped else y + (height + 1) // 2
    for n in range(height):
        taps = high if n % 2 else low
        target = out[(high_start if n % 2 else low_start) + n // 2, x : x + width]
        target[:] = 0
        for i in range(taps.size):
            source = plane[y + mirror(n + i - (taps.size - 1) // 2, height), x : x + width]
            tap = taps[i]
            for k in range(width):
                target[k] += source[k] * tap


@numba.njit(nogil=True, cache=True)
def split_columns(
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
    """Filter a rectangle from left to right; `work` is (3, at least width + 2 * taps) float32."""
    low_start = x + width // 2 if flipped else x
    high_start = x if flipped else x + (width + 1) // 2
    margin = max(low.size, high.size)
    half = (width + 1) // 2
    evens, odds, sums = work[0], work[1], work[2]
    reach = margin // 2 + 1
    for row in range(y, y + height):
        source = plane[row]
        for k in range(half + 2 * reach):
            evens[k] = source[x + mirror(2 * (k - reach), width)]
            odds[k] = source[x + mirror(2 * (k - reach) + 1, width)]
        for parity in range(2):
            taps = high if parity else low
            start = high_start if parity else low_start
            count = width // 2 if parity else half
            sums[:half] = 0
            for i in range(taps.size):
                place = parity + i - (taps.size - 1) // 2
                shift = reach + (place - place % 2) // 2
                part = odds[shift : shift + half] if place % 2 else evens[shift : shift + half]
                tap = taps[i]
                for k in range(half):
                    sums[k] += part[k] * tap
            out[row, start : start + count] = sums[:count]


@numba.njit(nogil=True, cache=True)
def decompose(
    plane: NDArray[np.float32],
    splits: NDArray[np.int32],
    low: NDArray[np.float32],
    high: NDArray[np.float32],
    scratch: NDArray[np.float32],
    work: NDArray[np.float32],
) -> None:
    """Split all rectangles in place, the largest first; arguments as those of `wavelet.reconstruct`."""
    for n in range(splits.shape[0]):
        x, y, width, height, flip_x, flip_y = splits[n]
        if width == 0 or height == 0:
            continue
        split_columns(plane, x, y, width, height, flip_x != 0, low, high, scratch, work)
        split_rows(scratch, x, y, width, height, flip_y != 0, low, high, plane)
