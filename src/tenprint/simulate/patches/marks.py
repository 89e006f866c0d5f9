"""Small marks on an image: spots and lines, pale on skin (pores, creases) or dark on a card (writing)."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.patches.fields import Field


@njit(nogil=True, cache=True, fastmath=True)
def stamp(image: Field, spots: NDArray[np.float64]) -> None:
    """Multiply by 1 - strength inside ellipses (x, y, half axes a and b, cos and sin of a's angle, strength)."""
    height, width = image.shape
    for k in range(len(spots)):
        x, y, a, b = spots[k, 0], spots[k, 1], spots[k, 2], spots[k, 3]
        c, s, strength = spots[k, 4], spots[k, 5], spots[k, 6]
        reach = int(1.5 * max(a, b)) + 1
        for i in range(max(int(y) - reach, 0), min(int(y) + reach + 1, height)):
            for j in range(max(int(x) - reach, 0), min(int(x) + reach + 1, width)):
                u, v = ((j - x) * c + (i - y) * s) / a, ((i - y) * c - (j - x) * s) / b
                d = u * u + v * v
                image[i, j] *= 1.0 - strength * math.exp(-0.7 * d * d)


@njit(nogil=True, cache=True, fastmath=True)
def draw_lines(image: Field, lines: NDArray[np.float64]) -> None:
    """Multiply by 1 - strength along bent lines (x, y, angle, half length, width, strength, bend, wobble)."""
    height, width = image.shape
    for k in range(len(lines)):
        c, s = math.cos(lines[k, 2]), math.sin(lines[k, 2])
        half, broad, strength, bend, wobble = lines[k, 3], lines[k, 4], lines[k, 5], lines[k, 6], lines[k, 7]
        reach = 3.2 * broad + abs(bend) * half * half + 2.0
        high, wide = half * abs(s) + reach * abs(c), half * abs(c) + reach * abs(s)
        for i in range(max(int(lines[k, 1] - high), 0), min(int(lines[k, 1] + high) + 1, height)):
            for j in range(max(int(lines[k, 0] - wide), 0), min(int(lines[k, 0] + wide) + 1, width)):
                dx, dy = j - lines[k, 0], i - lines[k, 1]
                along = dx * c + dy * s
                if abs(along) > half:
                    continue
                across = dy * c - dx * s - bend * along * along - 1.5 * math.sin(along * wobble)
                taper = broad * (1.05 - (along / half) ** 2)
                d = across / taper
                if d < 3.0 and d > -3.0:
                    image[i, j] *= 1.0 - strength * math.exp(-d * d * d * d)
