"""Step 11: how far each minutia can be trusted, and their order.

The quality is the probability, by a logistic rule of few terms, that a minutia is real:

- how much of the image around it the contextual filter explains (ridges: most; noise: little),
- how well the filtered ridges agree on an orientation,
- how many other minutiae crowd around it (a torn or smudged place has many),
- how far it is from the edge of the print.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from tenprint.fingerprint.extraction.minutiae import Found
from tenprint.fingerprint.extraction.parameters import CELL, Quality
from tenprint.fingerprint.extraction.segment import Mask, distance_inside
from tenprint.fingerprint.extraction.smooth import Map, gaussian


def quality(found: Found, share: Map, coherence: Map, mask: Mask, parameters: Quality) -> Found:
    """Give each minutia a quality from 0 to 1 and return the best, the best first.

    Args:
        found: minutiae in any order.
        share: what the contextual filter explains, see `explained`, on cells.
        coherence: of the enhanced image, on cells.
        mask: cells with ridges.
    """
    row = np.clip(found.y.astype(np.int64) // CELL, 0, mask.shape[0] - 1)
    column = np.clip(found.x.astype(np.int64) // CELL, 0, mask.shape[1] - 1)
    edge = np.minimum(distance_inside(mask)[row, column] * CELL, parameters.edge_limit)
    odds = (
        parameters.constant
        + parameters.explained * share[row, column]
        + parameters.coherence * gaussian(coherence, parameters.smoothing)[row, column]
        + parameters.neighbour * _neighbours(found.x, found.y, parameters.crowd)
        + parameters.edge * edge
    )
    found = found._replace(quality=1 / (1 + np.exp(-odds.astype(np.float64))))
    order = np.argsort(-found.quality, kind="stable")[: parameters.most]
    return found.take(order[found.quality[order] >= parameters.least])


def explained(normalised: Map, enhanced: Map, smoothing: float) -> Map:
    """Share of the image that the filter explains: regression of `enhanced` on `normalised`, on cells."""
    product, power = _products(normalised, enhanced)
    share: Map = gaussian(product, smoothing) / (gaussian(power, smoothing) + np.float32(1e-3))
    return share


@njit(nogil=True, cache=True, fastmath=True)
def _products(normalised, enhanced):  # type: ignore[no-untyped-def]
    rows, columns = normalised.shape
    height, width = (rows + CELL - 1) // CELL, (columns + CELL - 1) // CELL
    product = np.zeros((height, width), np.float32)
    power = np.zeros((height, width), np.float32)
    scale = np.float32(1.0 / (CELL * CELL))
    for r in range(rows):
        for c in range(columns):
            n = normalised[r, c]
            product[r // CELL, c // CELL] += n * enhanced[r, c] * scale
            power[r // CELL, c // CELL] += n * n * scale
    return product, power


@njit(nogil=True, cache=True)
def _neighbours(x, y, radius):  # type: ignore[no-untyped-def]
    """Number of other minutiae within the radius, for each."""
    n = len(x)
    count = np.zeros(n)
    for a in range(n):
        for b in range(n):
            if a != b and (x[a] - x[b]) ** 2 + (y[a] - y[b]) ** 2 < radius * radius:
                count[a] += 1
    return count
