"""What is measured at every cell: swing, coherence, clarity, period, share of ridge, grain."""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.quality import parameters as p

Map = NDArray[np.float32]
SWING, LEVEL, COHERENCE, ORIENTATION, CLARITY, PERIOD, RIDGE, GRAIN = range(8)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Maps of (rows, columns) cells of 16 px at 500 ppi.

    Attributes:
        swing: grey levels between ridges and valleys of the averaged profile.
        level: mean grey.
        coherence: how far the gradients agree on a direction, 0 to 1.
        orientation: of the ridges, radians counter-clockwise from the x axis, 0 to pi.
        clarity: share of pixels that are on the right side of the profile's threshold, 0.5 to 1.
        period: of the ridges in px; 0 where fewer than two ridges are seen.
        ridge: share of the profile that is ridge, 0 to 1.
        grain: deviation of the pixels from the averaged profile, relative to the swing.
    """

    swing: Map
    level: Map
    coherence: Map
    orientation: Map
    clarity: Map
    period: Map
    ridge: Map
    grain: Map


def measure_cells(pixels: NDArray[np.uint8]) -> Cells:
    """Measure all cells of a picture at 500 ppi.

    Source: local clarity and orientation certainty after ISO/IEC 29794-4:2017, 6.2 (they go back to Lim, Jiang, Yau
    2002 and Chen, Dass, Jain 2005); profiles across the ridges after Hong, Wan, Jain 1998, 2.5.
    """
    rows, columns = (max(1, -(-side // p.CELL)) for side in pixels.shape)
    maps = np.zeros((8, rows, columns), dtype=np.float32)
    grey = np.ascontiguousarray(pixels)
    _tensors(grey, maps)
    _profiles(grey, maps)
    return Cells(*maps)


@numba.njit(nogil=True, cache=True)
def _tensors(pixels: NDArray[np.uint8], maps: NDArray[np.float32]) -> None:
    """Coherence and orientation from the structure tensor, summed over cells and then over 3 x 3 cells."""
    height, width = pixels.shape
    rows, columns = maps.shape[1:]
    sums = np.zeros((3, rows, columns), dtype=np.float32)
    for y in range(1, height - 1):
        row = y // p.CELL
        for x in range(1, width - 1):
            dx = np.float32(pixels[y, x + 1]) - np.float32(pixels[y, x - 1])
            dy = np.float32(pixels[y - 1, x]) - np.float32(pixels[y + 1, x])  # y up, as seen
            column = x // p.CELL
            sums[0, row, column] += dx * dx
            sums[1, row, column] += dy * dy
            sums[2, row, column] += dx * dy
    for row in range(rows):
        for column in range(columns):
            xx = yy = xy = np.float32(0)
            for r in range(max(0, row - 1), min(rows, row + 2)):
                for c in range(max(0, column - 1), min(columns, column + 2)):
                    weight = np.float32(1 if r == row and c == column else 0.5)
                    xx += weight * sums[0, r, c]
                    yy += weight * sums[1, r, c]
                    xy += weight * sums[2, r, c]
            total = xx + yy
            if total > 0:
                maps[COHERENCE, row, column] = np.sqrt((xx - yy) ** 2 + 4 * xy * xy) / total
                across = np.float32(0.5) * np.arctan2(2 * xy, xx - yy)  # of the gradient; ridges run across it
                maps[ORIENTATION, row, column] = (across + np.pi / 2) % np.pi


@numba.njit(nogil=True, cache=True)
def _profiles(pixels: NDArray[np.uint8], maps: NDArray[np.float32]) -> None:
    """Sample a window turned with the ridges at each cell, and measure its profile."""
    height, width = pixels.shape
    window = np.empty((p.ACROSS, p.ALONG), dtype=np.float32)
    profile = np.empty(p.ACROSS, dtype=np.float32)
    for row in range(maps.shape[1]):
        for column in range(maps.shape[2]):
            turn = maps[ORIENTATION, row, column]
            along_x, along_y = np.cos(turn), -np.sin(turn)
            across_x, across_y = -along_y, along_x
            middle_x, middle_y = (column + 0.5) * p.CELL, (row + 0.5) * p.CELL
            for i in range(p.ACROSS):
                total = np.float32(0)
                start_x = middle_x + (i - (p.ACROSS - 1) / 2) * across_x - (p.ALONG - 1) / 2 * along_x
                start_y = middle_y + (i - (p.ACROSS - 1) / 2) * across_y - (p.ALONG - 1) / 2 * along_y
                for j in range(p.ALONG):
                    x = min(max(int(start_x + j * along_x), 0), width - 1)
                    y = min(max(int(start_y + j * along_y), 0), height - 1)
                    value = np.float32(pixels[y, x])
                    window[i, j] = value
                    total += value
                profile[i] = total / p.ALONG
            _judge(window, profile, maps[:, row, column])


@numba.njit(nogil=True, cache=True)
def _judge(window: NDArray[np.float32], profile: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    """Swing, level, clarity, period, share of ridge and grain of one window."""
    lowest, highest, mean = np.float32(255), np.float32(0), np.float32(0)
    for i in range(p.ACROSS):
        lowest, highest = min(lowest, profile[i]), max(highest, profile[i])
        mean += profile[i] / p.ACROSS
    out[SWING], out[LEVEL] = highest - lowest, mean
    if highest - lowest < 1:
        out[CLARITY] = 0.5
        return
    middle = (highest + lowest) / 2
    ridges = wrong = 0
    crossings = 0
    first = last = 0.0
    spread = np.float32(0)
    for i in range(p.ACROSS):
        dark = profile[i] < mean
        ridges += profile[i] < middle
        if i and dark != (profile[i - 1] < mean):
            place = i - (profile[i] - mean) / (profile[i] - profile[i - 1])
            first = place if crossings == 0 else first
            last = place
            crossings += 1
        for j in range(p.ALONG):
            wrong += (window[i, j] < mean) != dark
            spread += (window[i, j] - profile[i]) ** 2
    out[CLARITY] = 1 - wrong / (p.ACROSS * p.ALONG)
    out[RIDGE] = ridges / p.ACROSS
    out[GRAIN] = np.sqrt(spread / (p.ACROSS * p.ALONG)) / (highest - lowest)
    if crossings >= 4:  # one and a half periods at least
        out[PERIOD] = 2 * (last - first) / (crossings - 1)
