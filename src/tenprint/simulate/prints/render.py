"""The picture: contact of skin and surface pixel by pixel, then the sensor."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.prints.pose import GRID

# Layers of the coarse fields that `render` reads.
SKIN_X, SKIN_Y, BIAS, ROUGH, SURFACE, STRENGTH = range(6)
LAYERS = 6
_CONTACT_RANGE = 4.0
_CONTACT_STEPS = 1024


@lru_cache(maxsize=4)
def contact_table(sharpness: float) -> NDArray[np.int16]:
    """Return the logistic function of contact -4 .. 4 as 0 .. 1024."""
    c = (np.arange(2 * _CONTACT_STEPS + 1) / _CONTACT_STEPS - 1.0) * _CONTACT_RANGE
    return np.rint(1024.0 / (1.0 + np.exp(-sharpness * c))).astype(np.int16)


@njit(cache=True, nogil=True)
def render(
    ridges: NDArray[np.int8],
    pores: NDArray[np.uint8],
    lines: NDArray[np.uint8],
    fresh: NDArray[np.uint8],
    fields: NDArray[np.float32],
    scale: float,
    speckle: NDArray[np.uint8],
    table: NDArray[np.int16],
    pore_weight: float,
    line_weight: float,
    ink: float,
    contrast: float,
    out: NDArray[np.float32],
) -> None:
    """Draw the contact of skin and surface as gray levels before the sensor.

    Args:
        ridges, pores, lines: the skin, at `scale` px per px of 500 ppi.
        fresh: (h, w) scratches of this impression, 255 where nothing touches.
        fields: (rows, columns, 6) float32 every 4 px of 500 ppi: skin x, skin y, contact bias, roughness of dry
            skin, gray level of the surface, strength of the contact's colour.
        speckle: (h // 2 + 2, w // 2 + 2) uint8, smooth noise of mean 128.
        table: see `contact_table`.
        pore_weight, line_weight: visibility, 0 to 1.
        ink, contrast: gray level of full contact; share of it that shows.
        out: (h, w) float32.
    """
    h, w = out.shape
    sh, sw = ridges.shape
    row = np.empty((fields.shape[1], LAYERS), np.float32)
    for i in range(h):
        v = i / (scale * GRID)
        a = int(v)
        t = np.float32(v - a)
        for b in range(fields.shape[1]):
            for k in range(LAYERS):
                row[b, k] = fields[a, b, k] * (np.float32(1.0) - t) + fields[a + 1, b, k] * t
        for j in range(w):
            u = j / (scale * GRID)
            b = int(u)
            s = np.float32(u - b)
            q = np.float32(1.0) - s
            surface = row[b, SURFACE] * q + row[b + 1, SURFACE] * s
            bias = row[b, BIAS] * q + row[b + 1, BIAS] * s
            out[i, j] = surface
            if bias < -1.8:
                continue
            x = (row[b, SKIN_X] * q + row[b + 1, SKIN_X] * s) * scale
            y = (row[b, SKIN_Y] * q + row[b + 1, SKIN_Y] * s) * scale
            if x < 1 or y < 1 or x >= sw - 2 or y >= sh - 2:
                continue
            ix, iy = int(x), int(y)
            fx, fy = x - ix, y - iy
            top = ridges[iy, ix] * (1 - fx) + ridges[iy, ix + 1] * fx
            bottom = ridges[iy + 1, ix] * (1 - fx) + ridges[iy + 1, ix + 1] * fx
            height = (top * (1 - fy) + bottom * fy) / 127.0
            rough = row[b, ROUGH] * q + row[b + 1, ROUGH] * s
            grain = (
                (speckle[i >> 1, j >> 1] * (2 - (j & 1)) + speckle[i >> 1, (j >> 1) + 1] * (j & 1)) * (2 - (i & 1))
                + (speckle[(i >> 1) + 1, j >> 1] * (2 - (j & 1)) + speckle[(i >> 1) + 1, (j >> 1) + 1] * (j & 1))
                * (i & 1)
            ) * 0.25 - 128.0
            # Dry skin loses contact in grains; damp skin is nearly smooth, so grains seldom bridge a valley.
            contact = height + bias + rough * grain * (0.040 if grain < 0.0 else 0.016)
            step = int((contact / 4.0 + 1.0) * 1024.0 + 0.5)
            r = table[min(max(step, 0), 2048)] / 1024.0
            jx, jy = int(x + 0.5), int(y + 0.5)
            r *= 1.0 - pores[jy, jx] * pore_weight / 255.0
            r *= 1.0 - lines[jy, jx] * line_weight / 255.0
            r *= 1.0 - fresh[i, j] / 255.0
            strength = row[b, STRENGTH] * q + row[b + 1, STRENGTH] * s
            out[i, j] = surface - (surface - ink) * contrast * r * strength


@njit(cache=True, nogil=True)
def smooth_bytes(noise: NDArray[np.uint8], out: NDArray[np.uint8]) -> None:
    """Filter noise by a binomial 3 x 3 window and spread it again: mean 128, standard deviation about 46."""
    h, w = out.shape
    for i in range(h):
        for j in range(w):
            total = np.int32(0)
            for a in range(3):
                line = np.int32(noise[i + a, j]) + 2 * np.int32(noise[i + a, j + 1]) + np.int32(noise[i + a, j + 2])
                total = np.int32(total + (2 * line if a == 1 else line))
            # mean 127.5 * 16, standard deviation 73.9 * 6
            value = 128 + (5 * (total - 2040)) // 48
            out[i, j] = np.uint8(min(max(int(value), 0), 255))


@njit(cache=True, nogil=True)
def sense(
    drawn: NDArray[np.float32], noise: NDArray[np.uint8], blur: float, sigma: float, out: NDArray[np.uint8]
) -> None:
    """Blur by a share of a binomial 3 x 3 window, add noise (the sum of four bytes), round to 8 bits."""
    h, w = drawn.shape
    b = np.float32(blur)
    gain = np.float32(sigma / 147.8)
    for i in range(h):
        up, down = max(i - 1, 0), min(i + 1, h - 1)
        for j in range(w):
            left, right = max(j - 1, 0), min(j + 1, w - 1)
            c = drawn[i, j]
            ring = (drawn[up, left] + drawn[up, right]) + (drawn[down, left] + drawn[down, right])
            cross = (drawn[up, j] + drawn[down, j]) + (drawn[i, left] + drawn[i, right])
            soft = c * np.float32(0.25) + cross * np.float32(0.125) + ring * np.float32(0.0625)
            k = 4 * (i * w + j)
            z = np.float32(
                np.int32(noise[k]) + np.int32(noise[k + 1]) + np.int32(noise[k + 2]) + np.int32(noise[k + 3]) - 510
            )
            value = c + b * (soft - c) + gain * z + np.float32(0.5)
            out[i, j] = np.uint8(min(max(value, np.float32(0.0)), np.float32(255.0)))
