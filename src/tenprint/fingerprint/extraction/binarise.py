"""Step 6: ridges and valleys as black and white."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.parameters import CELL
from tenprint.fingerprint.extraction.segment import Mask
from tenprint.fingerprint.extraction.smooth import Map


def binarise(enhanced: Map, mask: Mask) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return ridges and valleys, both (h, w) bool, both False outside the mask and in the outermost px."""
    split: tuple[NDArray[np.bool_], NDArray[np.bool_]] = _split(enhanced, mask, CELL)
    return split


@njit(nogil=True, cache=True)
def _split(enhanced, mask, cell):  # type: ignore[no-untyped-def]
    rows, columns = enhanced.shape
    ridges = np.zeros((rows, columns), np.bool_)
    valleys = np.zeros((rows, columns), np.bool_)
    for r in range(1, rows - 1):
        for c in range(1, columns - 1):
            if mask[r // cell, c // cell]:
                positive = enhanced[r, c] > 0
                ridges[r, c] = positive
                valleys[r, c] = not positive
    return ridges, valleys
