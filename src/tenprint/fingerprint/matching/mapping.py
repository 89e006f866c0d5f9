"""The mapping that pairs of minutiae define: locally rigid, so that a distorted print is followed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.kernel import kernel
from tenprint.fingerprint.matching.layout import COSINE0, LANES, SINE0, STRIDE, X0, Y0

# Rows of the columns of pairs.
XA, YA, XB, YB, TURN_COSINE, TURN_SINE = (row * STRIDE for row in range(6))
# Rows of `mapped` after those of the geometry: sums of weights, of weighted places and turns.
_W, _UX, _UY, _VX, _VY, _C, _S = (row * STRIDE for row in range(4, 11))
_SOFT2 = np.float32(p.WARP_SOFTENING**2)


@kernel
def pair_columns(
    GA: NDArray[np.float32], GB: NDArray[np.float32], m: int, pair_a: NDArray[np.int32], pair_b: NDArray[np.int32],
    columns: NDArray[np.float32],
) -> None:  # fmt: skip
    """Fill `columns` with m pairs: x and y in A, x and y in B, cosine and sine of the turn from A to B.

    GA, GB, columns: six rows, `STRIDE` apart.
    """
    for t in range(m):
        i, j = pair_a[t], pair_b[t]
        ac, as_, bc, bs = GA[COSINE0 + i], GA[SINE0 + i], GB[COSINE0 + j], GB[SINE0 + j]
        columns[XA + t], columns[YA + t] = GA[X0 + i], GA[Y0 + i]
        columns[XB + t], columns[YB + t] = GB[X0 + j], GB[Y0 + j]
        columns[TURN_COSINE + t] = ac * bc + as_ * bs
        columns[TURN_SINE + t] = ac * bs - as_ * bc


@kernel
def map_minutiae(
    G: NDArray[np.float32], width: int, m: int, columns: NDArray[np.float32], mapped: NDArray[np.float32]
) -> None:
    """Carry minutiae of A into B by the weighted rigid motion of the m pairs about each.

    A pair's weight falls with its distance d as 1 / (d^2 + WARP_SOFTENING^2)^2 (moving least squares as in Schaefer,
    McPhail, Warren: Image deformation using moving least squares, SIGGRAPH 2006, with the turn taken from the
    directions of the minutiae).

    Args:
        G: geometry of A, rows `STRIDE` apart.
        width: how many columns, a multiple of `LANES`.
        m, columns: the pairs, see `pair_columns`.
        mapped: eleven rows; the first four are filled: x, y, cosine and sine of the direction in B.
    """
    one, tiny = np.float32(1), np.float32(1e-30)
    for block in range(width // LANES):
        start, stop = block * LANES, block * LANES + LANES
        for i in range(start, stop):
            mapped[_W + i] = mapped[_UX + i] = mapped[_UY + i] = mapped[_VX + i] = 0
            mapped[_VY + i] = mapped[_C + i] = mapped[_S + i] = 0
        for k in range(m):
            px, py, qx, qy = columns[XA + k], columns[YA + k], columns[XB + k], columns[YB + k]
            pc, ps = columns[TURN_COSINE + k], columns[TURN_SINE + k]
            for i in range(start, stop):
                dx, dy = px - G[X0 + i], py - G[Y0 + i]
                w = one / (dx * dx + dy * dy + _SOFT2)
                w = w * w
                mapped[_W + i] += w
                mapped[_UX + i] += w * dx
                mapped[_UY + i] += w * dy
                mapped[_VX + i] += w * qx
                mapped[_VY + i] += w * qy
                mapped[_C + i] += w * pc
                mapped[_S + i] += w * ps
        for i in range(start, stop):
            c, s, gc, gs = mapped[_C + i], mapped[_S + i], G[COSINE0 + i], G[SINE0 + i]
            scale = one / np.sqrt(c * c + s * s + tiny)
            c, s, inverse = c * scale, s * scale, one / mapped[_W + i]
            mapped[X0 + i] = (mapped[_VX + i] - c * mapped[_UX + i] + s * mapped[_UY + i]) * inverse
            mapped[Y0 + i] = (mapped[_VY + i] - s * mapped[_UX + i] - c * mapped[_UY + i]) * inverse
            mapped[COSINE0 + i] = c * gc - s * gs
            mapped[SINE0 + i] = s * gc + c * gs
