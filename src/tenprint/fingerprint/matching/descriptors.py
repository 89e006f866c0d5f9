"""Minutia descriptors: which neighbours, in which direction, lie about a minutia, as bits."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.kernel import kernel
from tenprint.fingerprint.matching.layout import BANKS, LAYER_WORDS, POINTS, WORDS, sample_points
from tenprint.fingerprint.matching.popcount import popcount

_POINTS = np.ascontiguousarray(sample_points().T)
_U, _V, _PER_SUPPORT = _POINTS[0].copy(), _POINTS[1].copy(), _POINTS[2].copy()
_REACH = float(max(r + s for r, s in zip(p.RING_RADII, p.RING_SUPPORTS, strict=True)))
_TURN = 2 * math.pi
_SECTOR_WIDTH = _TURN / p.DIRECTION_SECTORS
_WORD = 64
_NEVER = np.float32(1e18)  # px^2
_MARGIN = np.float32(p.HULL_MARGIN * p.HULL_MARGIN)  # px^2
_THRESHOLD = np.float32(p.BIT_THRESHOLD)


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
def _outside(
    hx: NDArray[np.float32], hy: NDArray[np.float32], px: NDArray[np.float32], py: NDArray[np.float32],
    inside: NDArray[np.uint8], nearest: NDArray[np.float32],
) -> None:  # fmt: skip
    """Fill nearest (POINTS,) with the squared distances of points from a convex polygon; 0 inside.

    Edge by edge, for all points at once: the loop over points has no branch, so it runs on vectors.
    """
    n = len(hx)
    zero, one = np.float32(0), np.float32(1)
    for k in range(POINTS):
        nearest[k], inside[k] = _NEVER, np.uint8(n >= 3)
    for i in range(n):
        j = i + 1 if i + 1 < n else 0
        x, y = hx[i], hy[i]
        ex, ey = hx[j] - x, hy[j] - y
        length = ex * ex + ey * ey
        some = length > zero
        divisor = length if some else one
        for k in range(POINTS):
            dx, dy = px[k] - x, py[k] - y
            inside[k] &= np.uint8(not (ex * dy - ey * dx < zero))
            t = (dx * ex + dy * ey) / divisor if some else zero
            t = min(max(t, zero), one)
            qx, qy = dx - t * ex, dy - t * ey
            nearest[k] = min(nearest[k], qx * qx + qy * qy)
    for k in range(POINTS):
        nearest[k] = zero if inside[k] else nearest[k]


@kernel
def _pack(bits: NDArray[np.uint8], first: int) -> np.uint64:
    """Return 64 flags (0 or 1) from `first` on as a word, the first as the lowest bit."""
    word = np.uint64(0)
    for k in range(_WORD):
        word |= np.uint64(bits[first + k]) << np.uint64(k)
    return word


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
    density, gains = np.empty(p.DIRECTION_SECTORS * POINTS, np.float32), np.empty(p.DIRECTION_SECTORS, np.float32)
    px, py = np.empty(POINTS, np.float32), np.empty(POINTS, np.float32)
    nearest, flags, known = np.empty(POINTS, np.float32), np.empty(POINTS, np.uint8), np.empty(POINTS, np.uint8)
    zero, one = np.float32(0), np.float32(1)
    for i in range(n):
        c, s = math.cos(theta[i]), math.sin(theta[i])
        density[:] = 0
        for j in range(n):
            dx, dy = x[j] - x[i], y[j] - y[i]
            if j == i or dx * dx + dy * dy > _REACH * _REACH:
                continue
            u, v = np.float32(c * dx + s * dy), np.float32(c * dy - s * dx)
            turn = np.float64(theta[j] - theta[i])
            turn += _TURN if turn < 0 else 0.0
            for d in range(p.DIRECTION_SECTORS):
                gap = abs((d + 0.5) * _SECTOR_WIDTH - turn)
                gap = min(gap, _TURN - gap) / p.SECTOR_SUPPORT
                gains[d] = np.float32((1 - gap * gap) ** 2) if gap < 1 else zero
            # All six sectors in one loop over the points: adding nothing is cheaper than a loop for each sector.
            g0, g1, g2, g3, g4, g5 = gains[0], gains[1], gains[2], gains[3], gains[4], gains[5]
            for k in range(POINTS):
                du, dv = _U[k] - u, _V[k] - v
                t = max(zero, one - (du * du + dv * dv) * _PER_SUPPORT[k])
                t = t * t
                density[k] += g0 * t
                density[POINTS + k] += g1 * t
                density[2 * POINTS + k] += g2 * t
                density[3 * POINTS + k] += g3 * t
                density[4 * POINTS + k] += g4 * t
                density[5 * POINTS + k] += g5 * t
        xi, yi = x[i], y[i]
        for k in range(POINTS):
            px[k] = xi + c * _U[k] - s * _V[k]
            py[k] = yi + s * _U[k] + c * _V[k]
        _outside(hx, hy, px, py, flags, nearest)
        for k in range(POINTS):
            known[k] = np.uint8(not (nearest[k] > _MARGIN))
        points, bits = np.uint64(0), np.uint64(0)
        for bank in range(BANKS):
            word = _pack(known, bank * _WORD)
            words[LAYER_WORDS + bank, i] = word
            points += popcount(word)
        for d in range(p.DIRECTION_SECTORS):
            row = density[d * POINTS : (d + 1) * POINTS]
            for k in range(POINTS):
                flags[k] = known[k] & np.uint8(row[k] > _THRESHOLD)
            for bank in range(BANKS):
                word = _pack(flags, bank * _WORD)
                words[d * BANKS + bank, i] = word
                bits += popcount(word)
        densities[i] = np.float32(bits) / np.float32(max(points, np.uint64(1)))
    return words, densities
