"""From noise to a wave: seeds on some nodes, averaged along the links."""

from __future__ import annotations

import numpy as np
from numba import njit

from tenprint.simulate.gallery.lattice import planes as at
from tenprint.simulate.gallery.lattice.phase import make_links, relax, weigh, wind
from tenprint.simulate.gallery.lattice.planes import STRIDE, Planes
from tenprint.simulate.gallery.random import State, mix, word

f32 = np.float32
_21, _42 = np.uint64(21), np.uint64(42)
_LOW = np.uint64((1 << 21) - 1)
_SCALE, _HALF, _ZERO, _ONE = f32(2.0**-21), f32(0.5), f32(0), f32(1)
RE, IM, COLUMN = at.RE, at.IM, at.COLUMN


@njit(cache=True, nogil=True)
def grow(
    w: Planes, state: State, rows: int, columns: int, step: float, share: float, own: float, stress: float, steps: int
) -> None:
    """Grow the wave; afterwards `WINDING` tells where minutiae are.

    Args:
        w: planes; reads tangents and frequency.
        state: random stream; one word is taken.
        rows, columns: nodes.
        step: px between nodes.
        share: of nodes that hold a seed.
        own: weight of a node against each of its neighbours, where the field can be followed.
        stress: what is added to it for each turn that the advances around its four cells do not close by.
        steps: of averaging.
    """
    n = rows * STRIDE
    _sow(w, n, np.uint64(word(state)), np.uint64(share * 2.0**22), f32(columns))
    for plane in (RE, IM):
        for p in range(np.uint64(STRIDE)):
            w[plane + np.uint64(n) + p] = _ZERO
    make_links(w, n, f32(step), f32(columns - 1))
    weigh(w, n, f32(columns - 1), f32(own), f32(stress))
    for k in range(steps):
        relax(w, n, k + 1 < steps)
    wind(w, n)


@njit(cache=True, nogil=True)
def _sow(w: Planes, n: int, first: np.uint64, share: np.uint64, columns: np.float32) -> None:
    """Write a random number into a share of the nodes, 0 into the others."""
    for p in range(np.uint64(n)):
        z = mix(first, np.uint64(p))
        on = _ONE if (z >> _42) < share and w[COLUMN + p] < columns else _ZERO
        w[RE + p] = on * (f32(np.int32(z & _LOW)) * _SCALE - _HALF)
        w[IM + p] = on * (f32(np.int32((z >> _21) & _LOW)) * _SCALE - _HALF)
