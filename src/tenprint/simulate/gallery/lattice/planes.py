"""The workspace of a finger's lattice: planes of one flat float32 array, node (i, j) of each at (i + 1) STRIDE + j.

Places of planes and neighbours are constants, so that the compiler knows what overlaps, and loops run in vectors. The
row before the first and the last column are a border that no finger reaches. Indices are unsigned: numba then does not
ask whether one is negative.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Planes = NDArray[np.float32]

STRIDE, ROWS = 48, 56
PLANE = STRIDE * ROWS
COLUMNS = STRIDE - 1  # nodes across at most; a wider finger has a wider lattice
# Offsets of planes, and of neighbours seen from `node + plane` with node counted from 0.
(
    _COLUMN, _ROW, _WANDER, _LOCAL, _TX, _TY, _FREQUENCY, _SIGN_H, _SIGN_V, _AHEAD_H, _AHEAD_V,
    _RE_H, _IM_H, _RE_V, _IM_V, _RE, _IM, _NEXT_RE, _NEXT_IM, _STEP_H, _STEP_V, _WINDING, _OWN,
) = range(23)  # fmt: skip
COUNT = 23


def _at(plane: int) -> np.uint64:
    return np.uint64(plane * PLANE + STRIDE)


COLUMN, ROW, WANDER, LOCAL = _at(_COLUMN), _at(_ROW), _at(_WANDER), _at(_LOCAL)
TX, TY, FREQUENCY = _at(_TX), _at(_TY), _at(_FREQUENCY)
SIGN_H, SIGN_V, AHEAD_H, AHEAD_V = _at(_SIGN_H), _at(_SIGN_V), _at(_AHEAD_H), _at(_AHEAD_V)
RE_H, IM_H, RE_V, IM_V = _at(_RE_H), _at(_IM_H), _at(_RE_V), _at(_IM_V)
RE, IM, NEXT_RE, NEXT_IM = _at(_RE), _at(_IM), _at(_NEXT_RE), _at(_NEXT_IM)
OWN = _at(_OWN)
STEP_H, STEP_V, WINDING = _at(_STEP_H), _at(_STEP_V), _at(_WINDING)


def workspace() -> Planes:
    """Return empty planes; those of column and row numbers are filled."""
    out = np.zeros(COUNT * PLANE, np.float32)
    nodes = np.arange(PLANE - STRIDE)
    out[int(COLUMN) : int(COLUMN) + len(nodes)] = nodes % STRIDE
    out[int(ROW) : int(ROW) + len(nodes)] = nodes // STRIDE
    return out
