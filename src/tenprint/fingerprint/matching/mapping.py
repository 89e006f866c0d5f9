"""The mapping that pairs of minutiae define: locally rigid, so that a distorted print is followed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.kernel import kernel

_SOFT2 = np.float32(p.WARP_SOFTENING**2)


@kernel
def pair_columns(
    GA: NDArray[np.float32], a0: int, GB: NDArray[np.float32], b0: int, m: int, pair_a: NDArray[np.int32],
    pair_b: NDArray[np.int32], columns: NDArray[np.float32],
) -> None:  # fmt: skip
    """Fill columns (6, m) of m pairs: x and y in A, x and y in B, cosine and sine of the turn from A to B."""
    for t in range(m):
        i, j = a0 + pair_a[t], b0 + pair_b[t]
        columns[0, t], columns[1, t] = GA[0, i], GA[1, i]
        columns[2, t], columns[3, t] = GB[0, j], GB[1, j]
        columns[4, t] = GA[2, i] * GB[2, j] + GA[3, i] * GB[3, j]
        columns[5, t] = GA[2, i] * GB[3, j] - GA[3, i] * GB[2, j]


@kernel
def map_minutiae(
    G: NDArray[np.float32], start: int, n: int, m: int, columns: NDArray[np.float32], back: bool,
    sums: NDArray[np.float32], mapped: NDArray[np.float32],
) -> None:  # fmt: skip
    """Carry n minutiae into the other print by the weighted rigid motion of the m pairs about each.

    A pair's weight falls with its distance d as 1 / (d^2 + WARP_SOFTENING^2)^2 (moving least squares as in Schaefer,
    McPhail, Warren: Image deformation using moving least squares, SIGGRAPH 2006, with the turn taken from the
    directions of the minutiae).

    Args:
        G, start, n: geometry of the print and which of its columns.
        m, columns: the pairs, see `pair_columns`.
        back: from B to A instead of from A to B.
        sums: (7, >= n) scratch.
        mapped: (4, >= n) is filled: x, y, cosine and sine of the direction in the other print.
    """
    one, tiny = np.float32(1), np.float32(1e-30)
    first, second = (2, 0) if back else (0, 2)
    sign = np.float32(-1) if back else one
    sx, sy, tx, ty = columns[first], columns[first + 1], columns[second], columns[second + 1]
    x, y, gc, gs = G[0, start : start + n], G[1, start : start + n], G[2, start : start + n], G[3, start : start + n]
    sw, ux, uy, vx, vy, c, s = sums[0, :n], sums[1, :n], sums[2, :n], sums[3, :n], sums[4, :n], sums[5, :n], sums[6, :n]
    sums[:, :n] = 0
    for k in range(m):
        px, py, qx, qy, pc, ps = sx[k], sy[k], tx[k], ty[k], columns[4, k], columns[5, k] * sign
        for i in range(n):
            dx, dy = px - x[i], py - y[i]
            w = one / (dx * dx + dy * dy + _SOFT2)
            w = w * w
            sw[i] += w
            ux[i] += w * dx
            uy[i] += w * dy
            vx[i] += w * qx
            vy[i] += w * qy
            c[i] += w * pc
            s[i] += w * ps
    mx, my, mc, ms = mapped[0, :n], mapped[1, :n], mapped[2, :n], mapped[3, :n]
    for i in range(n):
        scale = one / np.sqrt(c[i] * c[i] + s[i] * s[i] + tiny)
        cc, ss, inverse = c[i] * scale, s[i] * scale, one / sw[i]
        mx[i] = (vx[i] - cc * ux[i] + ss * uy[i]) * inverse
        my[i] = (vy[i] - ss * ux[i] - cc * uy[i]) * inverse
        mc[i] = cc * gc[i] - ss * gs[i]
        ms[i] = ss * gc[i] + cc * gs[i]
