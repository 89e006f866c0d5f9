"""Cut the found fingers out of the picture."""

from __future__ import annotations

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from tenprint.fingerprint.segmentation import parameters as p
from tenprint.fingerprint.segmentation.ellipses import Ellipse

Box = tuple[int, int, int, int]


def territories(evidence: NDArray[np.float32], fingers: list[Ellipse]) -> list[NDArray[np.bool_]]:
    """Give each finger the cells with print that lie within its reach and nearest to it; holes are filled."""
    rows, columns = np.indices(evidence.shape).astype(float)
    distances = np.array([finger.distance(columns, rows) for finger in fingers])
    nearest = distances.argmin(axis=0)
    regions = []
    for n in range(len(fingers)):
        mine = (nearest == n) & (distances[n] <= p.REACH) & (evidence > p.EMPTY)
        opened = scipy.ndimage.binary_opening(np.pad(mine, p.OPENING_CELLS, mode="edge"), _disc(p.OPENING_CELLS))
        inner = slice(p.OPENING_CELLS, -p.OPENING_CELLS)
        mine = opened[inner, inner] if opened[inner, inner].any() else mine
        labels, count = scipy.ndimage.label(mine)
        if count > 1:  # keep what is connected with the ellipse's core
            inside = np.bincount(labels[distances[n] <= 0.7], minlength=count + 1)
            inside[0] = 0
            mine = labels == int(inside.argmax())
        regions.append(np.asarray(scipy.ndimage.binary_fill_holes(mine), dtype=np.bool_))
    return regions


def _disc(radius: int) -> NDArray[np.bool_]:
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    return np.asarray(np.hypot(x, y) <= radius + 0.5, dtype=np.bool_)


def box_of(region: NDArray[np.bool_], cell: float, shape: tuple[int, int], margin: float) -> Box:
    """Bounding box of cells in pixels: left, top, width, height, within the picture.

    Args:
        region: (rows, columns) of cells.
        cell: size of a cell in pixels; the middle of cell n is at n * cell.
        shape: height and width of the picture.
        margin: pixels to add on each side.
    """
    rows, columns = np.flatnonzero(region.any(axis=1)), np.flatnonzero(region.any(axis=0))
    grow = cell / 2 + margin
    left, top = max(0, int(columns[0] * cell - grow)), max(0, int(rows[0] * cell - grow))
    right = min(shape[1], int(columns[-1] * cell + grow) + 1)
    bottom = min(shape[0], int(rows[-1] * cell + grow) + 1)
    return left, top, right - left, bottom - top


def crop(pixels: NDArray[np.uint8], box: Box, others: NDArray[np.bool_], cell: float) -> NDArray[np.uint8]:
    """Copy a box; print that belongs to other fingers is covered with the picture's paper."""
    left, top, width, height = box
    part = pixels[top : top + height, left : left + width].copy()
    rows = np.clip(np.round((np.arange(height) + top) / cell).astype(int), 0, others.shape[0] - 1)
    columns = np.clip(np.round((np.arange(width) + left) / cell).astype(int), 0, others.shape[1] - 1)
    cover = others[np.ix_(rows, columns)]
    if cover.any():
        part[cover] = np.uint8(np.quantile(pixels, 0.9))
    return part


def tilt_of(region: NDArray[np.bool_], fallback: float) -> float:
    """Angle of a region's long axis, degrees counter-clockwise from upright; the fallback where it is nearly round."""
    rows, columns = np.nonzero(region)
    if rows.size < 8:
        return fallback
    (xx, xy), (_, yy) = np.cov(columns, rows)
    if np.hypot(xx - yy, 2 * xy) < p.ROUND * (xx + yy):
        return fallback
    turn = 0.5 * np.degrees(np.arctan2(2 * xy, yy - xx))
    return float(turn)
