"""Minutia descriptors: which neighbours, in which direction, lie about a minutia, as bits."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.kernel import kernel
from tenprint.fingerprint.matching.layout import BANKS, LAYER_WORDS, POINTS, WORDS, sample_points

_POINTS = sample_points()
_REACH = float(max(r + s for r, s in zip(p.RING_RADII, p.RING_SUPPORTS, strict=True)))
_SECTOR_WIDTH = 2 * math.pi / p.DIRECTION_SECTORS


@kernel
def convex_hull(x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.int64]:  # pragma: no cover
    """Return the indices of the hull's corners, counter-clockwise (monotone chain)."""
    n = len(x)
    order = np.argsort(x + y * np.float32(1e-4), kind="mergesort")
    hull = np.empty(2 * n + 1, np.int64)
    k = 0
    for pass_ in range(2):
        start = k
        for step in range(n):
            i = order[step] if pass_ == 0 else order[n - 1 - step]
            while k - start >= 2:
                a, b = hull[k - 2], hull[k - 1]
                if (x[b] - x[a]) * (y[i] - y[a]) - (y[b] - y[a]) * (x[i] - x[a]) > 0:
                    break
                k -= 1
            hull[k] = i
            k += 1
        k -= 1
    return hull[: max(k, 1)]


@kernel
def _distance_outside(hx: NDArray[np.float32], hy: NDArray[np.float32], px: float, py: float) -> float:
    """Return the squared distance of a point from a convex polygon; 0 inside."""
    n = len(hx)
    inside = n >= 3
    best = np.float32(1e18)
    for i in range(n):
        j = i + 1 if i + 1 < n else 0
        ex, ey = hx[j] - hx[i], hy[j] - hy[i]
        dx, dy = px - hx[i], py - hy[i]
        if ex * dy - ey * dx < 0:
            inside = False
        length = ex * ex + ey * ey
        t = (dx * ex + dy * ey) / length if length > 0 else np.float32(0)
        t = min(max(t, np.float32(0)), np.float32(1))
        qx, qy = dx - t * ex, dy - t * ey
        best = min(best, qx * qx + qy * qy)
    return 0.0 if inside else float(best)


@kernel
def describe(
    x: NDArray[np.float32], y: NDArray[np.float32], theta: NDArray[np.float32]
) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """Return the descriptors and their densities.

    The descriptors are (WORDS, n) uint64: BANKS words a direction sector, then BANKS words of known points. The
    densities are (n,) float32: set bits a known point.

    Args:
        x, y: (n,) px at 500 ppi, y up.
        theta: (n,) rad, counter-clockwise.
    """
    n = len(x)
    words, densities = np.zeros((WORDS, n), np.uint64), np.zeros(n, np.float32)
    if n == 0:
        return words, densities
    hull = convex_hull(x, y)
    hx, hy = x[hull], y[hull]
    density = np.empty((p.DIRECTION_SECTORS, POINTS), np.float32)
    spatial = np.empty(POINTS, np.float32)
    one = np.uint64(1)
    for i in range(n):
        c, s = math.cos(theta[i]), math.sin(theta[i])
        density[:] = 0
        for j in range(n):
            dx, dy = x[j] - x[i], y[j] - y[i]
            if j == i or dx * dx + dy * dy > _REACH * _REACH:
                continue
            u, v = np.float32(c * dx + s * dy), np.float32(c * dy - s * dx)
            for k in range(POINTS):
                du, dv = _POINTS[k, 0] - u, _POINTS[k, 1] - v
                t = max(np.float32(0), np.float32(1) - (du * du + dv * dv) * _POINTS[k, 2])
                spatial[k] = t * t
            turn = (theta[j] - theta[i]) % (2 * math.pi)
            for d in range(p.DIRECTION_SECTORS):
                gap = abs((d + 0.5) * _SECTOR_WIDTH - turn)
                gap = min(gap, 2 * math.pi - gap) / p.SECTOR_SUPPORT
                if gap < 1:
                    g = np.float32((1 - gap * gap) ** 2)
                    for k in range(POINTS):
                        density[d, k] += g * spatial[k]
        known = bits = 0
        for k in range(POINTS):
            px = x[i] + c * _POINTS[k, 0] - s * _POINTS[k, 1]
            py = y[i] + s * _POINTS[k, 0] + c * _POINTS[k, 1]
            if _distance_outside(hx, hy, px, py) > p.HULL_MARGIN * p.HULL_MARGIN:
                continue
            bank, bit = k >> 6, one << np.uint64(k & 63)
            words[LAYER_WORDS + bank, i] |= bit
            known += 1
            for d in range(p.DIRECTION_SECTORS):
                if density[d, k] > p.BIT_THRESHOLD:
                    words[d * BANKS + bank, i] |= bit
                    bits += 1
        densities[i] = np.float32(bits) / np.float32(max(known, 1))
    return words, densities
