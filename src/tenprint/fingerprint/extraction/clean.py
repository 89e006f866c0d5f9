"""Step 10: drop what cannot be minutiae: at the edge, two ends of one broken ridge, twins."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.minutiae import Found
from tenprint.fingerprint.extraction.parameters import CELL, Clean
from tenprint.fingerprint.extraction.segment import Mask, distance_inside


def clean(found: Found, mask: Mask, parameters: Clean) -> Found:
    """Return the minutiae that pass all rules."""
    row = np.clip(found.y.astype(np.int64) // CELL, 0, mask.shape[0] - 1)
    column = np.clip(found.x.astype(np.int64) // CELL, 0, mask.shape[1] - 1)
    found = found.take(distance_inside(mask)[row, column] * CELL > parameters.margin)
    found = found.take(_ends_inside(found, mask, parameters.beyond))
    keep = _unpaired(
        found.x, found.y, found.direction, found.kind, parameters.gap, parameters.gap_angle, parameters.twins
    )
    return found.take(keep)


def _ends_inside(found: Found, mask: Mask, beyond: float) -> NDArray[np.bool_]:
    """Whether the print goes on where the line has ended; else the finger's edge ended it."""
    x, y = found.x - beyond * np.cos(found.direction), found.y + beyond * np.sin(found.direction)
    row, column = np.floor(y / CELL).astype(np.int64), np.floor(x / CELL).astype(np.int64)
    inside = (row >= 0) & (row < mask.shape[0]) & (column >= 0) & (column < mask.shape[1])
    kept: NDArray[np.bool_] = inside & mask[row.clip(0, mask.shape[0] - 1), column.clip(0, mask.shape[1] - 1)]
    return kept


@njit(nogil=True, cache=True)
def _unpaired(x, y, direction, kind, gap, gap_angle, twins):  # type: ignore[no-untyped-def]
    n = len(x)
    keep = np.ones(n, np.bool_)
    for a in range(n):
        for b in range(a + 1, n):
            dx, dy = x[b] - x[a], y[b] - y[a]
            d = math.hypot(dx, dy)
            if d < twins:
                keep[a] = keep[b] = False
            elif d < gap and kind[a] == kind[b]:
                line = math.atan2(-dy, dx)
                away = abs(_turn(line - direction[a])), abs(_turn(line + math.pi - direction[b]))
                if min(away) > math.pi - gap_angle:
                    keep[a] = keep[b] = False
    return keep


@njit(nogil=True, cache=True)
def _turn(a):  # type: ignore[no-untyped-def]
    return (a + math.pi) % (2 * math.pi) - math.pi
