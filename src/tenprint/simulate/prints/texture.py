"""What the skin carries besides ridges: pores, creases, scars. Part of the finger, so the same in every print."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.prints.streams import stream

PORE_SPACING = 9.0  # px of 500 ppi between pores along a ridge: 9 to 18 a centimetre (Ashbaugh 1999)
CREASES = 2.2  # mean number of visible creases on a finger
SCARS = 0.25  # mean number of scars


@njit(cache=True, nogil=True)
def _spots(ridges: NDArray[np.int8], points: NDArray[np.float64], scale: float, out: NDArray[np.uint8]) -> None:
    h, w = ridges.shape
    for k in range(points.shape[0]):
        x, y = points[k, 0] * scale, points[k, 1] * scale
        # Climb to the crest of the ridge: two steps to the highest neighbour.
        ix, iy = int(x), int(y)
        for _ in range(2):
            best, bx, by = -200, ix, iy
            for dy in range(-1, 2):
                for dx in range(-1, 2):
                    a, b = iy + dy, ix + dx
                    if 0 <= a < h and 0 <= b < w and ridges[a, b] > best:
                        best, bx, by = ridges[a, b], b, a
            ix, iy = bx, by
        if not (2 <= ix < w - 2 and 2 <= iy < h - 2) or ridges[iy, ix] < 90:
            continue
        size = points[k, 2] * scale
        reach = int(2.0 * size) + 1
        for dy in range(-reach, reach + 1):
            for dx in range(-reach, reach + 1):
                a, b = iy + dy, ix + dx
                if 0 <= a < h and 0 <= b < w:
                    q = (dx * dx + dy * dy) / (size * size)
                    v = points[k, 3] / (1.0 + q * q)
                    if v > out[a, b]:
                        out[a, b] = np.uint8(v)


@njit(cache=True, nogil=True)
def draw_line(
    x0: float,
    y0: float,
    dx: float,
    dy: float,
    length: float,
    width: float,
    bend: float,
    strength: float,
    out: NDArray[np.uint8],
) -> None:
    """Draw a soft, slightly bent line that tapers to both ends; `out` keeps the stronger value."""
    h, w = out.shape
    steps = int(length * 1.5) + 1
    for k in range(steps):
        t = 2.0 * k / steps - 1.0
        off = bend * t * t
        x = x0 + dx * t * length / 2 - dy * off
        y = y0 + dy * t * length / 2 + dx * off
        wide = width * (1.0 - 0.8 * t * t) + 0.3
        reach = int(2.2 * wide) + 1
        for a in range(max(0, int(y) - reach), min(h, int(y) + reach + 1)):
            for b in range(max(0, int(x) - reach), min(w, int(x) + reach + 1)):
                q = ((a - y) * (a - y) + (b - x) * (b - x)) / (wide * wide)
                v = strength / (1.0 + q * q * q)
                if v > out[a, b]:
                    out[a, b] = np.uint8(v)


def draw_texture(
    seed: int, finger: int, ridges: NDArray[np.int8], scale: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the finger's pores and its creases and scars, each (h, w) uint8: 255 where no ridge touches.

    Args:
        seed, finger: the finger; its texture is the same in each of its impressions.
        ridges: the ridge map.
        scale: px of the map per px of 500 ppi.
    """
    generator = stream(seed, finger, "texture")
    h, w = ridges.shape
    pores, lines = np.zeros_like(ridges, np.uint8), np.zeros_like(ridges, np.uint8)
    nx, ny = int(w / scale / PORE_SPACING), int(h / scale / PORE_SPACING)
    jitter = generator.random((ny, nx, 4))
    points = np.empty((ny, nx, 4))
    points[..., 0] = (np.arange(nx)[None, :] + jitter[..., 0]) * PORE_SPACING
    points[..., 1] = (np.arange(ny)[:, None] + jitter[..., 1]) * PORE_SPACING
    points[..., 2] = 0.8 + 0.8 * jitter[..., 2]
    points[..., 3] = 90 + 165 * jitter[..., 3]
    _spots(ridges, points.reshape(-1, 4), scale, pores)
    count = int(generator.poisson(CREASES))
    for _ in range(count):
        u = generator.random(7).tolist()
        slope = (u[2] - 0.5) * 1.1  # creases run across the finger, a little oblique
        n = float(np.sqrt(1 + slope * slope))
        draw_line(
            (0.25 + 0.5 * u[0]) * w,
            (0.3 + 0.6 * u[1]) * h,
            1 / n,
            slope / n,
            (50 + 200 * u[3]) * scale,
            (0.6 + 1.3 * u[4]) * scale,
            (u[5] - 0.5) * 30 * scale,
            140 + 110 * u[6],
            lines,
        )
    for _ in range(int(generator.poisson(SCARS))):
        u = generator.random(7).tolist()
        ax, ay = u[2] - 0.5, u[3] - 0.5
        n = float(np.sqrt(ax * ax + ay * ay)) + 1e-6
        draw_line(
            (0.3 + 0.4 * u[0]) * w,
            (0.3 + 0.4 * u[1]) * h,
            ax / n,
            ay / n,
            (40 + 120 * u[4]) * scale,
            (1.5 + 2.5 * u[5]) * scale,
            (u[6] - 0.5) * 40 * scale,
            250,
            lines,
        )
    return pores, lines
