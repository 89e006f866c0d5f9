"""Step 1: bring local brightness and contrast to one level; ridges become positive."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.parameters import Normalise
from tenprint.fingerprint.extraction.smooth import Map, box_moments


def normalise(image: NDArray[np.uint8], parameters: Normalise) -> tuple[Map, Map]:
    """Return the normalised image and the local deviation.

    Args:
        image: (h, w) uint8 at 500 ppi, ridges dark.

    Returns:
        (h, w) float32 with local mean 0 and deviation about 1, ridges positive; (h, w) float32 deviation, grey levels.
    """
    mean, variance = box_moments(image, parameters.radius)
    result: tuple[Map, Map] = _scale(image, mean, variance, np.float32(parameters.floor), np.float32(parameters.limit))
    return result


@njit(nogil=True, cache=True, fastmath=True)
def _scale(image, mean, variance, floor, limit):  # type: ignore[no-untyped-def]
    rows, columns = image.shape
    result = np.empty((rows, columns), np.float32)
    deviation = np.empty((rows, columns), np.float32)
    for r in range(rows):
        for c in range(columns):
            d = np.sqrt(variance[r, c])
            v = (mean[r, c] - np.float32(image[r, c])) / (d + floor)
            result[r, c] = min(max(v, -limit), limit)
            deviation[r, c] = d
    return result, deviation
