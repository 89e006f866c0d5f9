"""Step 2: the cells that hold ridges."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.parameters import CELL, Segment
from tenprint.fingerprint.extraction.smooth import Map, gaussian

Mask = NDArray[np.bool_]


def segment(image: NDArray[np.uint8], coherence: Map, parameters: Segment) -> Mask:
    """Return which cells hold ridges: strong gradients with a common orientation, without specks and holes.

    Args:
        image: (h, w) uint8.
        coherence: (rows, columns) float32 on cells, 0 to 1, coarse scale.
    """
    contrast = np.sqrt(gaussian(gradient_energy(image), parameters.smoothing))
    full = float(np.percentile(contrast, parameters.percentile))
    limit = max(parameters.fraction * full, parameters.minimum)
    mask = (contrast >= limit) & (coherence >= parameters.coherence)
    return tidy(mask, parameters)


def tidy(mask: Mask, parameters: Segment) -> Mask:
    """Drop lines, close gaps, cut tongues, drop specks and fill holes."""
    # What lies beyond the image does not pull the mask towards its border: gaps are closed in a wider frame.
    wide = parameters.closing + 1
    mask = _opened(mask, parameters.thinnest)
    mask = ~_opened(~np.pad(mask, wide), parameters.closing)[wide:-wide, wide:-wide]
    mask = _opened(mask, parameters.opening)
    mask = _without_small(mask, parameters.smallest, False)
    background = np.pad(~mask, 1, constant_values=True)  # a frame joins the bays at the image's border: no holes
    filled: Mask = ~_without_small(background, parameters.largest_hole, True)[1:-1, 1:-1]
    return filled


def distance_inside(mask: Mask) -> NDArray[np.float32]:
    """Distance of each cell to the nearest cell outside the mask, in cells; beyond the image is outside."""
    return _chamfer(mask)


def _opened(mask: Mask, radius: int) -> Mask:
    """What a disc of this radius, in cells, can reach inside the mask; beyond the image counts as inside."""
    return _near(~_near(~mask, radius), radius)


def _near(mask: Mask, radius: int) -> Mask:
    """Cells at most `radius` cells from a cell of the mask."""
    return _chamfer_to(mask) <= radius


def _chamfer_to(mask: Mask) -> NDArray[np.float32]:
    padded = np.pad(~mask, 1, constant_values=True)
    distance: Map = _sweep(padded)[1:-1, 1:-1]
    return distance


def _chamfer(mask: Mask) -> NDArray[np.float32]:
    distance: Map = _sweep(np.pad(mask, 1))[1:-1, 1:-1]
    return distance


@njit(nogil=True, cache=True)
def _sweep(inside):  # type: ignore[no-untyped-def]
    """Two sweeps of the 3-4 chamfer distance (Borgefors 1986) to the nearest False; True is far."""
    rows, columns = inside.shape
    far = np.float32(1e6)
    side, corner = np.float32(1.0), np.float32(4.0 / 3.0)
    d = np.empty((rows, columns), np.float32)
    for r in range(rows):
        for c in range(columns):
            v = far if inside[r, c] else np.float32(0.0)
            if r > 0:
                v = min(v, d[r - 1, c] + side)
                if c > 0:
                    v = min(v, d[r - 1, c - 1] + corner)
                if c < columns - 1:
                    v = min(v, d[r - 1, c + 1] + corner)
            if c > 0:
                v = min(v, d[r, c - 1] + side)
            d[r, c] = v
    for r in range(rows - 1, -1, -1):
        for c in range(columns - 1, -1, -1):
            v = d[r, c]
            if r < rows - 1:
                v = min(v, d[r + 1, c] + side)
                if c > 0:
                    v = min(v, d[r + 1, c - 1] + corner)
                if c < columns - 1:
                    v = min(v, d[r + 1, c + 1] + corner)
            if c < columns - 1:
                v = min(v, d[r, c + 1] + side)
            d[r, c] = v
    return d


@njit(nogil=True, cache=True)
def gradient_energy(image):  # type: ignore[no-untyped-def]
    """Mean squared gradient of each cell, (grey levels per px) squared."""
    rows, columns = image.shape
    height, width = (rows + CELL - 1) // CELL, (columns + CELL - 1) // CELL
    result = np.zeros((height, width), np.float32)
    for r in range(1, rows - 1):
        for c in range(1, columns - 1):
            gx = np.float32(image[r, c + 1]) - np.float32(image[r, c - 1])
            gy = np.float32(image[r + 1, c]) - np.float32(image[r - 1, c])
            result[r // CELL, c // CELL] += np.float32(0.25) * (gx * gx + gy * gy)
    return result / np.float32(CELL * CELL)


@njit(nogil=True, cache=True)
def _without_small(mask, smallest, keep_first):  # type: ignore[no-untyped-def]
    """Drop 4-connected groups of fewer than `smallest` cells; `keep_first` spares that of the first cell."""
    rows, columns = mask.shape
    result = mask.copy()
    seen = np.zeros((rows, columns), np.bool_)
    queue = np.empty(rows * columns, np.int64)
    for start in range(rows * columns):
        if seen.flat[start] or not mask.flat[start]:
            continue
        seen.flat[start] = True
        queue[0] = start
        head, tail = 0, 1
        while head < tail:
            at = queue[head]
            head += 1
            r, c = at // columns, at % columns
            for k in range(4):
                y = r + (1 if k == 0 else -1 if k == 1 else 0)
                x = c + (1 if k == 2 else -1 if k == 3 else 0)
                if 0 <= y < rows and 0 <= x < columns and mask[y, x] and not seen[y, x]:
                    seen[y, x] = True
                    queue[tail] = y * columns + x
                    tail += 1
        if tail < smallest and not (keep_first and start == 0):
            for k in range(tail):
                result.flat[queue[k]] = False
    return result
