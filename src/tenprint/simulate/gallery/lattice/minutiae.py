"""Minutiae of a grown lattice: where exactly in its cell the wave vanishes, and which way the new line runs."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.gallery.lattice import planes as at
from tenprint.simulate.gallery.lattice.phase import turn
from tenprint.simulate.gallery.lattice.planes import STRIDE, Planes
from tenprint.simulate.prints.outline import inside_outline

f32 = np.float32
_ONE, _HALF, _ZERO, _TINY = f32(1), f32(0.5), f32(0), f32(1e-12)
_LEAST = f32(1e-9)
_1, _S = np.uint64(1), np.uint64(STRIDE)
TX, TY, SIGN_H, SIGN_V, AHEAD_H, AHEAD_V, RE, IM, WINDING = (
    at.TX, at.TY, at.SIGN_H, at.SIGN_V, at.AHEAD_H, at.AHEAD_V, at.RE, at.IM, at.WINDING,
)  # fmt: skip
# Columns of a list of vortices, each MOST long: corners of the cell seen from its first node, tangents there, result.
MOST = 384
_AR, _AI, _BR, _BI, _CR, _CI, _DR, _DI, _TXA, _TYA, _TXB, _TYB, _TXC, _TYC, _TXD, _TYD, _SIGN, _U, _V = (
    np.uint64(k * MOST) for k in range(19)
)
COUNT = 19
NEWTON_STEPS = 4


def workspace() -> NDArray[np.float32]:
    """Return an empty list of vortices."""
    return np.zeros(COUNT * MOST, np.float32)


@njit(cache=True, nogil=True, error_model="numpy")
def find(
    w: Planes, list_: NDArray[np.float32], cells: NDArray[np.int32], rows: int, columns: int,
    x0: float, y0: float, step: float, pair_distance: float, outline: NDArray[np.float64], points: NDArray[np.float64],
) -> int:  # fmt: skip
    """Write the minutiae inside the outline into `points`: x, y px, direction as a unit vector (y up); return how many.

    Args:
        w: planes of a grown lattice.
        list_, cells: scratch, see `workspace`; (MOST,) int32.
        rows, columns: nodes.
        x0, y0, step: px of the first node, between nodes.
        pair_distance: px; pairs of opposite sign that are closer cancel.
        outline: of the finger.
        points: (n, 5) receives x, y, unit vector.
    """
    n = _collect(w, list_, cells, rows, columns)
    _locate(list_, n)
    kept = 0
    for k in range(n):
        if list_[_SIGN + np.uint64(k)] == _ZERO:
            continue
        sign, u, v = list_[_SIGN + np.uint64(k)], list_[_U + np.uint64(k)], list_[_V + np.uint64(k)]
        i, j = cells[k] // STRIDE, cells[k] % STRIDE
        x, y = x0 + step * (j + u), y0 + step * (i + v)
        # Cells come row by row: a partner can only lie in this row or the next one.
        cancelled = False
        for m in range(k + 1, n):
            if cells[m] // STRIDE > i + 1:
                break
            if list_[_SIGN + np.uint64(m)] * sign < _ZERO:
                dx = x0 + step * (cells[m] % STRIDE + list_[_U + np.uint64(m)]) - x
                dy = y0 + step * (cells[m] // STRIDE + list_[_V + np.uint64(m)]) - y
                if dx * dx + dy * dy < pair_distance * pair_distance:
                    list_[_SIGN + np.uint64(m)] = _ZERO
                    cancelled = True
                    break
        if cancelled or kept >= points.shape[0] or not inside_outline(x, y, outline):
            continue
        a, b = (_ONE - u) * (_ONE - v), u * (_ONE - v)
        c, d = (_ONE - u) * v, u * v
        q = np.uint64(k)
        tx = a * list_[_TXA + q] + b * list_[_TXB + q] + c * list_[_TXC + q] + d * list_[_TXD + q]
        ty = a * list_[_TYA + q] + b * list_[_TYB + q] + c * list_[_TYC + q] + d * list_[_TYD + q]
        length = sign / np.sqrt(tx * tx + ty * ty + _TINY)
        points[kept, 0], points[kept, 1] = x, y
        points[kept, 2], points[kept, 3] = tx * length, ty * length
        kept += 1
    return kept


@njit(cache=True, nogil=True, error_model="numpy")
def _collect(w: Planes, list_: NDArray[np.float32], cells: NDArray[np.int32], rows: int, columns: int) -> int:
    """List the cells around which the phase winds, with what their corners hold as seen from the first node."""
    n = 0
    for i in range(rows - 1):
        for j in range(columns - 1):
            p = np.uint64(i * STRIDE + j)
            around = w[WINDING + p]
            if (around > -_HALF and around < _HALF) or n == MOST:
                continue
            top, left = w[SIGN_H + p], w[SIGN_V + p]
            far = top * w[SIGN_V + _1 + p]
            ahead = _HALF * (w[AHEAD_H + p] + left * w[AHEAD_H + _S + p])
            below = _HALF * (w[AHEAD_V + p] + top * w[AHEAD_V + _1 + p])
            c, s = turn(ahead)
            c2, s2 = turn(below)
            q = np.uint64(n)
            list_[_AR + q], list_[_AI + q] = w[RE + p], w[IM + p]
            x, y = w[RE + _1 + p], top * w[IM + _1 + p]
            list_[_BR + q], list_[_BI + q] = x * c + y * s, y * c - x * s
            x, y = w[RE + _S + p], left * w[IM + _S + p]
            list_[_CR + q], list_[_CI + q] = x * c2 + y * s2, y * c2 - x * s2
            x, y = w[RE + _S + _1 + p], far * w[IM + _S + _1 + p]
            c, s = c * c2 - s * s2, c * s2 + s * c2
            list_[_DR + q], list_[_DI + q] = x * c + y * s, y * c - x * s
            list_[_TXA + q], list_[_TYA + q] = w[TX + p], w[TY + p]
            list_[_TXB + q], list_[_TYB + q] = top * w[TX + _1 + p], top * w[TY + _1 + p]
            list_[_TXC + q], list_[_TYC + q] = left * w[TX + _S + p], left * w[TY + _S + p]
            list_[_TXD + q], list_[_TYD + q] = far * w[TX + _S + _1 + p], far * w[TY + _S + _1 + p]
            list_[_SIGN + q] = _ONE if around > _ZERO else -_ONE
            cells[n] = np.int32(p)
            n += 1
    return n


@njit(cache=True, nogil=True, error_model="numpy")
def _locate(list_: NDArray[np.float32], n: int) -> None:
    """Find where in its cell each wave vanishes, by Newton's steps on its bilinear interpolation."""
    for p in range(np.uint64(n)):
        ar, ai, br, bi = list_[_AR + p], list_[_AI + p], list_[_BR + p], list_[_BI + p]
        cr, ci, dr, di = list_[_CR + p], list_[_CI + p], list_[_DR + p], list_[_DI + p]
        br, bi, cr, ci, dr, di = br - ar, bi - ai, cr - ar, ci - ai, dr - br - cr + ar, di - bi - ci + ai
        u = v = _HALF
        for _ in range(NEWTON_STEPS):
            fr, fi = ar + br * u + cr * v + dr * u * v, ai + bi * u + ci * v + di * u * v
            ur, ui, vr, vi = br + dr * v, bi + di * v, cr + dr * u, ci + di * u
            det = ur * vi - ui * vr
            det = _LEAST if det < _LEAST and det > -_LEAST else det
            u, v = u - (fr * vi - fi * vr) / det, v - (ur * fi - ui * fr) / det
            u = _ZERO if u < _ZERO else (_ONE if u > _ONE else u)
            v = _ZERO if v < _ZERO else (_ONE if v > _ONE else v)
        list_[_U + p], list_[_V + p] = u, v
