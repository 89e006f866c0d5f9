"""Step 5: filter along the ridges and across them, with kernels tuned to local orientation and period."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.orientation import Field
from tenprint.fingerprint.extraction.parameters import CELL, Enhance, Frequency
from tenprint.fingerprint.extraction.segment import Mask
from tenprint.fingerprint.extraction.smooth import Map


def enhance(image: Map, field: Field, period: Map, mask: Mask, parameters: Enhance, range_: Frequency) -> Map:
    """Return the response of the even Gabor filters, (h, w) float32, ridges positive, 0 outside the mask."""
    bank = kernels(parameters, range_.shortest, range_.longest)
    ratio = math.log(range_.longest / range_.shortest) / (parameters.periods - 1)
    angle = 0.5 * np.arctan2(field.sine, field.cosine)
    which_angle = np.round(angle / (math.pi / parameters.orientations)).astype(np.int32) % parameters.orientations
    which_period = np.clip(np.round(np.log(period / range_.shortest) / ratio), 0, parameters.periods - 1)
    padded = np.pad(
        image, ((parameters.radius, parameters.radius + CELL), (parameters.radius, parameters.radius + CELL))
    )
    result: Map = _filter(
        padded, image.shape[0], image.shape[1], which_angle, which_period.astype(np.int32), mask, bank, CELL
    )
    return result


@lru_cache(maxsize=8)
def kernels(parameters: Enhance, shortest: float, longest: float) -> NDArray[np.float32]:
    """Even Gabor kernels without a mean: (orientations, periods, 2 radius + 1, 2 radius + 1) float32."""
    r = parameters.radius
    y, x = np.mgrid[-r : r + 1, -r : r + 1].astype(np.float64)
    inside = x * x + y * y <= (r + 0.5) ** 2
    bank = np.empty((parameters.orientations, parameters.periods, 2 * r + 1, 2 * r + 1), np.float32)
    for i in range(parameters.orientations):
        a = i * math.pi / parameters.orientations
        u, v = x * math.cos(a) + y * math.sin(a), -x * math.sin(a) + y * math.cos(a)
        for j, period in enumerate(np.geomspace(shortest, longest, parameters.periods)):
            envelope = np.exp(-0.5 * (u / parameters.along) ** 2 - 0.5 * (v / (parameters.across * period)) ** 2)
            envelope *= inside
            wave = np.cos(2 * math.pi * v / period)
            kernel = envelope * (wave - (envelope * wave).sum() / envelope.sum())
            bank[i, j] = kernel / np.abs(kernel).sum()
    return bank


@njit(nogil=True, cache=True, fastmath=True)
def _filter(padded, rows, columns, which_angle, which_period, mask, bank, cell):  # type: ignore[no-untyped-def]
    result = np.zeros((rows, columns), np.float32)
    size = bank.shape[2]
    sums = np.empty((cell, cell), np.float32)
    for i in range(mask.shape[0]):
        for j in range(mask.shape[1]):
            if not mask[i, j]:
                continue
            kernel = bank[which_angle[i, j], which_period[i, j]]
            y0, x0 = i * cell, j * cell
            sums[:] = 0
            for r in range(cell):
                for ky in range(size):
                    for kx in range(size):
                        w = kernel[ky, kx]
                        for c in range(cell):
                            sums[r, c] += w * padded[y0 + r + ky, x0 + kx + c]
            for r in range(min(cell, rows - y0)):
                for c in range(min(cell, columns - x0)):
                    result[y0 + r, x0 + c] = sums[r, c]
    return result
