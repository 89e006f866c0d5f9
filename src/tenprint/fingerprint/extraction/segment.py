"""Step 2: the cells that hold ridges."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.parameters import CELL, Segment
from tenprint.fingerprint.extraction.smooth import Map, gaussian

Mask = NDArray[np.bool_]


def segment(deviation: Map, coherence: Map, parameters: Segment) -> Mask:
    """Return which cells hold ridges: enough contrast and a common orientation, without specks and holes.

    Args:
        deviation: (h, w) float32 local deviation, grey levels.
        coherence: (rows, columns) float32 on cells, 0 to 1, coarse scale.
    """
    contrast = gaussian(_cell_means(deviation, CELL), parameters.smoothing)
    full = float(np.percentile(contrast, parameters.percentile))
    limit = max(parameters.fraction * full, parameters.minimum)
    mask = (contrast >= limit) & (coherence >= parameters.coherence)
    mask = _near(mask, parameters.closing)
    mask = ~_near(~mask, parameters.closing + parameters.opening)
    mask = _near(mask, parameters.opening)
    mask = _without_small(mask, parameters.smallest)
    filled: Mask = ~_without_small(~mask, parameters.smallest)
    return filled


def distance_inside(mask: Mask) -> NDArray[np.float32]:
    """Distance of each cell to the nearest cell outside the mask, in cells; beyond the image is outside."""
    return _chamfer(mask)


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
def _cell_means(image, cell):  # type: ignore[no-untyped-def]
    rows, columns = image.shape
    height, width = (rows + cell - 1) // cell, (columns + cell - 1) // cell
    result = np.zeros((height, width), np.float32)
    count = np.zeros((height, width), np.float32)
    for r in range(rows):
        for c in range(columns):
            result[r // cell, c // cell] += image[r, c]
            count[r // cell, c // cell] += np.float32(1.0)
    return result / count


@njit(nogil=True, cache=True)
def _without_small(mask, smallest):  # type: ignore[no-untyped-def]
    """Drop 4-connected groups of fewer than `smallest` cells."""
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
        if tail < smallest:
            for k in range(tail):
                result.flat[queue[k]] = False
    return result
