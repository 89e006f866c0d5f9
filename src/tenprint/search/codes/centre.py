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
    weights: NDArray[np.float32] = _weights(*_columns(x, y, direction))
    return weights


def in_centre(x: NDArray[np.float32], y: NDArray[np.float32], direction: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Say of each minutia whether it lies in the part of its print that a plain impression would show too."""
    return np.asarray(_away(*_columns(x, y, direction)) < 1)


def _columns(*columns: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    """Return columns as the kernels take them, so that these are compiled once."""
    return tuple(np.ascontiguousarray(column, np.float32) for column in columns)


@njit(nogil=True, cache=True)
def _weights(x, y, direction):  # type: ignore[no-untyped-def]
    away = _away(x, y, direction)
    out = np.zeros(len(x), np.float32)
    for i in range(len(x)):
        if away[i] < p.CENTRE_END:
            out[i] = math.exp(-p.CENTRE_FALL * away[i])
    return out


@njit(nogil=True, cache=True)
def _away(x, y, direction):  # type: ignore[no-untyped-def]
    """Return (n,) squares of distances from the centre, in half axes of the part about it."""
    out = np.empty(len(x))
    if len(x):
        centre_x, centre_y = focal_point(x, y, direction, np.median(x), np.median(y) - p.CENTRE_ABOVE)
        for i in range(len(x)):
            right, down = (x[i] - centre_x) / p.CENTRE_WIDTH, (y[i] - centre_y) / p.CENTRE_HEIGHT
            out[i] = right * right + down * down
    return out


@njit(nogil=True, cache=True)
def focal_point(x, y, direction, start_x, start_y):  # type: ignore[no-untyped-def]
    """Return the point that lies most nearly on the normals of the ridges at all minutiae, px.

    A ridge that curves about the point has no component of its tangent towards the point. What is made small is the
    sine of the angle by which each falls short of that, far minutiae by the angle and near ones by the distance; those
    that disagree lose weight (iterated reweighting).

    Args:
        x, y, direction: (n,) float32, at least one; y down, direction counter-clockwise as seen.
        start_x, start_y: where to begin.
    """
    near, per_tolerance = p.FOCAL_NEAR * p.FOCAL_NEAR, 1 / (p.FOCAL_TOLERANCE * p.FOCAL_TOLERANCE)
    tangents = np.empty((2, len(x)))
    for i in range(len(x)):
        tangents[0, i], tangents[1, i] = math.cos(direction[i]), -math.sin(direction[i])
    focal_x, focal_y = start_x, start_y
    for _ in range(p.FOCAL_ROUNDS):
        xx, xy, yy, bx, by = p.FOCAL_HOLD, 0.0, p.FOCAL_HOLD, p.FOCAL_HOLD * start_x, p.FOCAL_HOLD * start_y
        for i in range(len(x)):
            tx, ty = tangents[0, i], tangents[1, i]
            right, down = focal_x - x[i], focal_y - y[i]
            square = right * right + down * down + near
            off = right * tx + down * ty
            agreement = 1 / (1 + off * off / square * per_tolerance)
            weight = agreement * agreement / square
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
