"""The centre of a print: the point that the ridges curve about, and how much each minutia about it counts.

A rolled print is two to three times as large as a plain one of the same finger, and reaches farther down. Codes are
made of what lies about the centre, so that both give nearly the same code (ADR 0071). The centre must then be the same
point of the finger in both. The middle of the minutiae is not: it moves with what was captured. The ridges' centre of
curvature stays (ADR 0077): the point that lies, as nearly as can be, on the normals of the ridges at all minutiae. It
is the focal point of Areekul and Boonchaiseree (ICPR 2008), found here by robust least squares.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.search.codes import parameters as p


def centre_weights(
    x: NDArray[np.float32], y: NDArray[np.float32], direction: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return (n,) float32, 0 to 1: how much each minutia counts in the code of its print; 0 far from the centre.

    Args:
        x, y: (n,) px at 500 ppi, y down.
        direction: (n,) radians, counter-clockwise as seen.
    """
    if not len(x):
        return np.zeros(0, np.float32)
    away = _away(x, y, direction)
    weights = np.exp(-p.CENTRE_FALL * away)
    weights[away >= p.CENTRE_END] = 0
    return np.asarray(weights, np.float32)


def in_centre(x: NDArray[np.float32], y: NDArray[np.float32], direction: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Say of each minutia whether it lies in the part of its print that a plain impression would show too."""
    return np.asarray(_away(x, y, direction) < 1) if len(x) else np.zeros(0, np.bool_)


def _away(x: NDArray[np.float32], y: NDArray[np.float32], direction: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return (n,) squares of distances from the centre, in half axes of the part about it."""
    middle_x, middle_y = float(np.median(x)), float(np.median(y)) - p.CENTRE_ABOVE
    right, down, turn = (np.ascontiguousarray(values, np.float64) for values in (x, y, direction))
    centre_x, centre_y = focal_point(right, down, turn, middle_x, middle_y)
    right, down = x - centre_x, y - centre_y
    return np.asarray((right / p.CENTRE_WIDTH) ** 2 + (down / p.CENTRE_HEIGHT) ** 2, np.float64)


@njit(nogil=True, cache=True)
def focal_point(x, y, direction, start_x, start_y):  # type: ignore[no-untyped-def]
    """Return the point that lies most nearly on the normals of the ridges at all minutiae, px.

    A ridge that curves about the point has no component of its tangent towards the point. What is made small is the
    sine of the angle by which each falls short of that, far minutiae by the angle and near ones by the distance; those
    that disagree lose weight (iterated reweighting).

    Args:
        x, y, direction: (n,) float64, at least one; y down, direction counter-clockwise as seen.
        start_x, start_y: where to begin.
    """
    near = p.FOCAL_NEAR * p.FOCAL_NEAR
    focal_x, focal_y = start_x, start_y
    for _ in range(p.FOCAL_ROUNDS):
        xx, xy, yy, bx, by = p.FOCAL_HOLD, 0.0, p.FOCAL_HOLD, p.FOCAL_HOLD * start_x, p.FOCAL_HOLD * start_y
        for i in range(len(x)):
            tx, ty = math.cos(direction[i]), -math.sin(direction[i])
            right, down = focal_x - x[i], focal_y - y[i]
            square = right * right + down * down + near
            off = (right * tx + down * ty) / (math.sqrt(square) * p.FOCAL_TOLERANCE)
            weight = 1 / ((1 + off * off) ** 2 * square)
            at = tx * x[i] + ty * y[i]
            xx += weight * tx * tx
            xy += weight * tx * ty
            yy += weight * ty * ty
            bx += weight * tx * at
            by += weight * ty * at
        size = xx * yy - xy * xy
        new_x, new_y = (yy * bx - xy * by) / size, (xx * by - xy * bx) / size
        moved = math.hypot(new_x - focal_x, new_y - focal_y)
        focal_x, focal_y = new_x, new_y
        if moved < p.FOCAL_STILL:
            break
    return focal_x, focal_y
