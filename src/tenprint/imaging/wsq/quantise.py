"""Quantised coefficients back to numbers, and numbers to pixels."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray


@numba.njit(nogil=True, cache=True)
def dequantise(
    coefficients: NDArray[np.int16],
    bands: NDArray[np.int32],
    bins: NDArray[np.float32],
    zeros: NDArray[np.float32],
    centre: np.float32,
    plane: NDArray[np.float32],
) -> None:
    """Put the coefficients of all sent subbands at their places (IAFIS-IC-0110, reconstruction of quantised values).

    Args:
        coefficients: (n,) int16, subband by subband, row by row; n is the area of all bands whose bin is not 0.
        bands: (m, 4) int32 rows x, y, width, height.
        bins, zeros, centre: see `tables.Quantisation`.
        plane: (h, w) float32 of zeros.
    """
    at = 0
    for band in range(bands.shape[0]):
        step = bins[band]
        if step == 0:
            continue
        x, y, width, height = bands[band]
        if at + width * height > coefficients.size:
            return  # cannot happen while the caller counts alike; kept, since memory safety rests on it
        half = zeros[band] / np.float32(2)
        for row in range(y, y + height):
            for column in range(x, x + width):
                value = coefficients[at]
                at += 1
                if value > 0:
                    plane[row, column] = step * (np.float32(value) - centre) + half
                elif value < 0:
                    plane[row, column] = step * (np.float32(value) + centre) - half


@numba.njit(nogil=True, cache=True)
def to_pixels(plane: NDArray[np.float32], scale: np.float32, shift: np.float32, out: NDArray[np.uint8]) -> None:
    """Scale, shift, round and clip to eight bits."""
    for row in range(plane.shape[0]):
        for column in range(plane.shape[1]):
            value = plane[row, column] * scale + shift + np.float32(0.5)
            # "not above 0" also takes what is no number, which a hostile file can cause
            if not value > np.float32(0):
                out[row, column] = 0
            elif value > np.float32(255):
                out[row, column] = 255
            else:
                out[row, column] = np.uint8(value)
