"""From the network's cells to minutiae: candidates, neighbours that mean the same one averaged, the best kept."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.compilation import announce
from tenprint.fingerprint.extraction.minutiae import Found
from tenprint.fingerprint.extraction.net import parameters as p
from tenprint.fingerprint.template import BIFURCATION, ENDING


def candidates(answer: NDArray[np.float32], height: int, width: int, least: float) -> Found:
    """Every cell of at least the given probability as a minutia inside the (h, w) image, the surest first.

    Args:
        answer: (9, rows, columns), see `infer.cells`.
    """
    probability = 1 / (1 + np.exp(-answer[p.SCORE].astype(np.float64)))
    rows, columns = np.nonzero(probability >= least)
    at = answer[:, rows, columns].astype(np.float64)
    centre = (p.STRIDE - 1) / 2
    x = p.STRIDE * (columns + at[p.OFFSET_X]) + centre
    y = p.STRIDE * (rows + at[p.OFFSET_Y]) + centre
    found = Found(
        x,
        y,
        np.arctan2(-at[p.SINE], at[p.COSINE]),  # the network's y runs down
        np.where(at[p.KIND] > 0, ENDING, BIFURCATION).astype(np.uint8),
        probability[rows, columns],
    )
    inside = (x >= 0) & (y >= 0) & (x <= width - 1) & (y <= height - 1)
    found = found.take(inside)
    return found.take(np.lexsort((found.x, found.y, -found.quality)))


@njit(nogil=True, cache=True)
def _suppress(rows: NDArray[np.float64], apart: float, same: float, same_angle: float) -> NDArray[np.float64]:
    """Greedy: the surest candidate absorbs those near it; rows of x, y, direction, kind, quality, the surest first."""
    n = len(rows)
    free = np.ones(n, np.bool_)
    out = np.empty((n, 5))
    count = 0
    for i in range(n):
        if not free[i]:
            continue
        weight = x = y = c = s = 0.0
        for j in range(i, n):
            if not free[j]:
                continue
            dx, dy = rows[j, 0] - rows[i, 0], rows[j, 1] - rows[i, 1]
            distance = math.sqrt(dx * dx + dy * dy)
            if distance > apart:
                continue
            free[j] = False
            turn = math.cos(rows[j, 2] - rows[i, 2])
            if distance <= same and turn >= math.cos(same_angle):
                w = rows[j, 4]
                weight += w
                x += w * rows[j, 0]
                y += w * rows[j, 1]
                c += w * math.cos(rows[j, 2])
                s += w * math.sin(rows[j, 2])
        out[count, 0], out[count, 1] = x / weight, y / weight
        out[count, 2] = math.atan2(s, c)
        out[count, 3], out[count, 4] = rows[i, 3], rows[i, 4]
        count += 1
    return out[:count]


def decode(
    answer: NDArray[np.float32], height: int, width: int, parameters: p.Parameters = p.DEFAULT
) -> tuple[Found, Found]:
    """Return all candidates and the minutiae kept, both the surest first; quality is the probability."""
    announce("decoder of the network", _suppress, [Path(__file__)])
    every = candidates(answer, height, width, parameters.candidate)
    rows = _suppress(every.rows(), parameters.apart, parameters.same, parameters.same_angle)
    rows = rows[rows[:, 4] >= parameters.threshold][: parameters.most]
    kept = Found(rows[:, 0], rows[:, 1], rows[:, 2] % (2 * math.pi), rows[:, 3].astype(np.uint8), rows[:, 4])
    return every, kept
