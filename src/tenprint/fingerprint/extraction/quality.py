"""Step 11: how far each minutia can be trusted, and their order.

The quality is the probability, by a logistic rule over few measures, that a minutia is real. The weights are fitted on
synthetic prints, whose minutiae are known, by `tools/fit_minutia_quality.py`.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.minutiae import Found
from tenprint.fingerprint.extraction.parameters import CELL, Quality
from tenprint.fingerprint.extraction.segment import Mask, distance_inside
from tenprint.fingerprint.extraction.smooth import Map, gaussian
from tenprint.fingerprint.template import ENDING

# The measures, in the order of `Quality.weights`.
MEASURES = (
    "share",  # of the image around, that the contextual filter explains, 0.1 to 0.8
    "coherence",  # of the enhanced image around, 0 to 1
    "crowd",  # number of other minutiae within `Quality.crowd` px
    "close",  # number of other minutiae within half of that
    "edge",  # distance from the edge of the print, 10 px, at most `Quality.edge_limit`
    "line",  # mean of the enhanced image on the line that ends
    "beyond",  # minus the mean of the enhanced image beyond its end
)


def quality(found: Found, enhanced: Map, share: Map, coherence: Map, mask: Mask, parameters: Quality) -> Found:
    """Give each minutia a quality from 0 to 1 and return the best, the best first.

    Args:
        found: minutiae in any order.
        enhanced: (h, w) float32, after the contextual filter.
        share: what the contextual filter explains, see `explained`, on cells.
        coherence: of the enhanced image, on cells.
        mask: cells with ridges.
    """
    odds = measures(found, enhanced, share, coherence, mask, parameters) @ np.array(parameters.weights)
    found = found._replace(quality=1 / (1 + np.exp(-odds - parameters.constant)))
    order = np.argsort(-found.quality, kind="stable")[: parameters.most]
    return found.take(order[found.quality[order] >= parameters.least])


def measures(
    found: Found, enhanced: Map, share: Map, coherence: Map, mask: Mask, parameters: Quality
) -> NDArray[np.float64]:
    """Return (n, len(MEASURES)); arguments as for `quality`."""
    row = np.clip(found.y.astype(np.int64) // CELL, 0, mask.shape[0] - 1)
    column = np.clip(found.x.astype(np.int64) // CELL, 0, mask.shape[1] - 1)
    sign = np.where(found.kind == ENDING, 1.0, -1.0)
    line, beyond = _along(enhanced, found.x, found.y, found.direction, sign, parameters.ahead, parameters.behind)
    columns = (
        share[row, column],
        gaussian(coherence, parameters.smoothing)[row, column],
        _neighbours(found.x, found.y, parameters.crowd),
        _neighbours(found.x, found.y, parameters.crowd / 2),
        0.1 * np.minimum(distance_inside(mask)[row, column] * CELL, parameters.edge_limit),
        line,
        beyond,
    )
    return np.stack([np.asarray(c, np.float64) for c in columns], axis=1)


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


@njit(nogil=True, cache=True)
def _along(enhanced, x, y, direction, sign, ahead, behind):  # type: ignore[no-untyped-def]
    """Mean of the signed image over `ahead` px along the direction, and minus that over `behind` px against it."""
    n = len(x)
    line, beyond = np.zeros(n), np.zeros(n)
    for k in range(n):
        dx, dy = math.cos(direction[k]), -math.sin(direction[k])
        for t in range(-behind, ahead + 1):
            c, r = math.floor(x[k] + t * dx + 0.5), math.floor(y[k] + t * dy + 0.5)
            if t == 0 or c < 0 or r < 0 or c >= enhanced.shape[1] or r >= enhanced.shape[0]:
                continue
            if t > 0:
                line[k] += sign[k] * enhanced[r, c] / ahead
            else:
                beyond[k] -= sign[k] * enhanced[r, c] / behind
    return line, beyond
