"""Step 4: the distance of the ridges, from spectra across them that neighbours share."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from tenprint.fingerprint.extraction.orientation import Field
from tenprint.fingerprint.extraction.parameters import CELL, Frequency
from tenprint.fingerprint.extraction.segment import Mask
from tenprint.fingerprint.extraction.smooth import Map, gaussian


def frequency(image: Map, field: Field, mask: Mask, parameters: Frequency) -> Map:
    """Return the ridge period in px on cells.

    The image is averaged along the ridges, its power at some periods taken across them; the spectra are averaged
    over neighbouring windows, weighed with the usual period of ridges, and the strongest period is taken.
    """
    periods = np.geomspace(parameters.shortest, parameters.longest, parameters.bins)
    prior = np.exp(-0.5 * (np.log(periods / parameters.usual) / parameters.spread) ** 2)
    reach = np.arange(-parameters.half_length, parameters.half_length + 1)
    window = np.cos(0.5 * math.pi * reach / (parameters.half_length + 1)) ** 2
    waves = np.exp(2j * math.pi * reach[None, :] / periods[:, None]) * window
    power = _spectra(
        image,
        field.cosine,
        field.sine,
        mask,
        CELL,
        parameters.step,
        parameters.half_length,
        parameters.half_width,
        waves.real.astype(np.float32),
        waves.imag.astype(np.float32),
        window.astype(np.float32),
    )
    smoothed = np.stack([gaussian(p, parameters.smoothing) for p in power])
    smoothed *= prior[:, None, None].astype(np.float32)
    best = np.clip(np.argmax(smoothed, axis=0), 1, parameters.bins - 2)
    low, mid, high = (np.take_along_axis(smoothed, (best + k)[None], 0)[0] for k in (-1, 0, 1))
    curvature = low - 2 * mid + high
    shift = np.where(curvature < 0, 0.5 * (low - high) / np.where(curvature < 0, curvature, 1), 0)
    ratio = math.log(parameters.longest / parameters.shortest) / (parameters.bins - 1)
    period = parameters.shortest * np.exp(ratio * (best + np.clip(shift, -0.5, 0.5)))
    cells: Map = _spread(period.astype(np.float32), mask.shape[0], mask.shape[1], parameters.step)
    return cells


@njit(nogil=True, cache=True, fastmath=True)
def _spectra(image, cosine, sine, mask, cell, step, half_length, half_width, real, imaginary, window):  # type: ignore[no-untyped-def]
    rows, columns = image.shape
    height, width = (mask.shape[0] + step - 1) // step, (mask.shape[1] + step - 1) // step
    bins, length = real.shape
    power = np.zeros((bins, height, width), np.float32)
    signature = np.empty(length, np.float32)
    for i in range(height):
        for j in range(width):
            r, c = min(i * step + step // 2, mask.shape[0] - 1), min(j * step + step // 2, mask.shape[1] - 1)
            if not mask[r, c]:
                continue
            angle = 0.5 * math.atan2(sine[r, c], cosine[r, c])
            tx, ty = np.float32(math.cos(angle)), np.float32(math.sin(angle))
            y0, x0 = np.float32((r + 0.5) * cell), np.float32((c + 0.5) * cell)
            mean = np.float32(0.0)
            weight = np.float32(0.0)
            for k in range(length):
                s = np.float32(0.0)
                for m in range(-half_width, half_width + 1, 2):
                    x = int(x0 + m * tx - (k - half_length) * ty)
                    y = int(y0 + m * ty + (k - half_length) * tx)
                    if 0 <= x < columns and 0 <= y < rows:
                        s += image[y, x]
                signature[k] = s
                mean += s * window[k]
                weight += window[k]
            mean /= weight
            for b in range(bins):
                p = np.float32(0.0)
                q = np.float32(0.0)
                for k in range(length):
                    v = signature[k] - mean
                    p += v * real[b, k]
                    q += v * imaginary[b, k]
                power[b, i, j] = p * p + q * q
    return power


@njit(nogil=True, cache=True)
def _spread(values, rows, columns, step):  # type: ignore[no-untyped-def]
    """Bilinear interpolation from windows to cells."""
    height, width = values.shape
    result = np.empty((rows, columns), np.float32)
    for r in range(rows):
        y = min(max((r - step // 2) / step, 0.0), height - 1.0)
        i = min(int(y), max(height - 2, 0))
        v = y - i
        i1 = min(i + 1, height - 1)
        for c in range(columns):
            x = min(max((c - step // 2) / step, 0.0), width - 1.0)
            j = min(int(x), max(width - 2, 0))
            u = x - j
            j1 = min(j + 1, width - 1)
            top = values[i, j] * (1 - u) + values[i, j1] * u
            bottom = values[i1, j] * (1 - u) + values[i1, j1] * u
            result[r, c] = top * (1 - v) + bottom * v
    return result
