"""Step 9: endings of ridges and of valleys (bifurcations) with sub-pixel position and direction."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.parameters import Minutiae
from tenprint.fingerprint.extraction.smooth import Map
from tenprint.fingerprint.extraction.thin import STEPS
from tenprint.fingerprint.extraction.trace import CROSSINGS, endings, walk
from tenprint.fingerprint.template import BIFURCATION, ENDING


class Found(NamedTuple):
    """Columns of minutiae; the direction counter-clockwise as seen, quality 0 to 1 (float64), position in px."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    direction: NDArray[np.float64]
    kind: NDArray[np.uint8]
    quality: NDArray[np.float64]

    def take(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> Found:
        """Return the chosen rows."""
        return Found(self.x[which], self.y[which], self.direction[which], self.kind[which], self.quality[which])

    def rows(self) -> NDArray[np.float64]:
        """Return an (n, 5) array of x, y, direction, kind, quality."""
        return np.stack([np.asarray(column, np.float64) for column in self], axis=1)


def minutiae(ridges: NDArray[np.bool_], valleys: NDArray[np.bool_], enhanced: Map, parameters: Minutiae) -> Found:
    """Read the endings off both skeletons; a bifurcation is where a valley ends.

    Args:
        ridges, valleys: pruned skeletons, (h, w) bool.
        enhanced: (h, w) float32, ridges positive.
    """
    parts = []
    for skeleton, kind, sign in ((ridges, ENDING, 1.0), (valleys, BIFURCATION, -1.0)):
        at = endings(skeleton, CROSSINGS, STEPS)
        x, y, direction = _read(skeleton, at, enhanced, np.float32(sign), parameters.trace, CROSSINGS, STEPS)
        parts.append(Found(x, y, direction, np.full(len(x), kind, np.uint8), np.ones(len(x))))
    return Found(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


@njit(nogil=True, cache=True)
def _read(skeleton, at, enhanced, sign, trace, crossings, steps):  # type: ignore[no-untyped-def]
    n = len(at)
    xs, ys, directions = np.empty(n), np.empty(n), np.empty(n)
    path = np.empty((trace + 1, 2), np.int64)
    for k in range(n):
        r, c = at[k, 0], at[k, 1]
        count, _ = walk(skeleton, r, c, trace, path, crossings, steps)
        dx, dy = float(path[count - 1, 1] - c), float(path[count - 1, 0] - r)
        length = math.hypot(dx, dy)
        if length == 0:
            dx, dy, length = 1.0, 0.0, 1.0
        dx, dy = dx / length, dy / length
        # Forward to where the filter's response changes sign: thinning shortens a line by half its width or more.
        x, y = float(c), float(r)
        value = sign * _at(enhanced, x, y)
        for _ in range(16):
            next_x, next_y = x - 0.5 * dx, y - 0.5 * dy
            following = sign * _at(enhanced, next_x, next_y)
            if following <= 0:
                t = value / (value - following) if value > following else 0.0
                x, y = x + t * (next_x - x), y + t * (next_y - y)
                break
            x, y, value = next_x, next_y, following
        xs[k], ys[k] = x, y
        directions[k] = math.atan2(-dy, dx) % (2 * math.pi)
    return xs, ys, directions


@njit(nogil=True, cache=True)
def _at(image, x, y):  # type: ignore[no-untyped-def]
    """Bilinear value; 0 outside."""
    c, r = math.floor(x), math.floor(y)
    if c < 0 or r < 0 or c >= image.shape[1] - 1 or r >= image.shape[0] - 1:
        return 0.0
    u, v = x - c, y - r
    top = image[r, c] * (1 - u) + image[r, c + 1] * u
    bottom = image[r + 1, c] * (1 - u) + image[r + 1, c + 1] * u
    return top * (1 - v) + bottom * v
