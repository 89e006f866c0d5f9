"""The wave on the lattice: how much its phase should advance between neighbours, and growth toward that.

A node holds a complex number, the phase of the ridge wave counted along the ridge's normal there. Links between
neighbours know the advance that orientation and period ask for; where the normals of two neighbours point opposite
ways, the number is conjugated on its way. Averaging along the links makes the wave follow the field, and what cannot be
followed stays behind as vortices: minutiae (Larkin and Fletcher, Optics Express 15 (2007)).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from tenprint.simulate.gallery.lattice import planes as at
from tenprint.simulate.gallery.lattice.planes import Planes

f32 = np.float32
_ONE, _HALF, _TWO, _ZERO, _TINY = f32(1), f32(0.5), f32(2), f32(0), f32(1e-12)
_QUARTER = f32(0.25)
_1, _S = np.uint64(1), np.uint64(at.STRIDE)
_ROUND = f32(12582912.0)  # 1.5 * 2**23: adding and taking it away rounds to a whole number
# sin and cos of pi t for |t| <= 1/2: Taylor, to 1e-6.
_S1, _S3, _S5, _S7, _S9 = f32(3.14159265), f32(-5.16771278), f32(2.55016404), f32(-0.59926453), f32(0.08214589)
_C2, _C4, _C6, _C8, _C10 = f32(-4.93480220), f32(4.05871213), f32(-1.33526277), f32(0.23533063), f32(-0.02580689)
# arctan(t) / (2 pi) for 0 <= t <= 1, to 2e-6 turns.
_TURN = f32(0.15915494)
_A0, _A1, _A2 = f32(0.99997726), f32(-0.33262347), f32(0.19354346)
_A3, _A4, _A5 = f32(-0.11643287), f32(0.05265332), f32(-0.01172120)
(
    TX, TY, FREQUENCY, SIGN_H, SIGN_V, AHEAD_H, AHEAD_V, RE_H, IM_H, RE_V, IM_V, RE, IM, NEXT_RE, NEXT_IM,
    STEP_H, STEP_V, WINDING, COLUMN, OWN,
) = (
    at.TX, at.TY, at.FREQUENCY, at.SIGN_H, at.SIGN_V, at.AHEAD_H, at.AHEAD_V, at.RE_H, at.IM_H, at.RE_V, at.IM_V,
    at.RE, at.IM, at.NEXT_RE, at.NEXT_IM, at.STEP_H, at.STEP_V, at.WINDING, at.COLUMN, at.OWN,
)  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def turn(a):  # type: ignore[no-untyped-def]
    """Return cosine and sine of `a` turns."""
    t = a - ((a + _ROUND) - _ROUND)
    t2 = t * t
    s = t * (_S1 + t2 * (_S3 + t2 * (_S5 + t2 * (_S7 + t2 * _S9))))
    c = _ONE + t2 * (_C2 + t2 * (_C4 + t2 * (_C6 + t2 * (_C8 + t2 * _C10))))
    return _ONE - _TWO * s * s, _TWO * s * c


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def turns_of(x, y):  # type: ignore[no-untyped-def]
    """Return the angle of (x, y) in turns, -1/2 to 1/2."""
    ax, ay = abs(x), abs(y)
    steep = ay > ax
    low, high = (ax if steep else ay), (ay if steep else ax)
    t = low / (high + _TINY)
    s = t * t
    p = t * _TURN * (_A0 + s * (_A1 + s * (_A2 + s * (_A3 + s * (_A4 + s * _A5)))))
    p = _QUARTER - p if steep else p
    p = _HALF - p if x < _ZERO else p
    return -p if y < _ZERO else p


@njit(cache=True, nogil=True, error_model="numpy")
def make_links(w: Planes, n: int, step: np.float32, columns: np.float32) -> None:
    """Write sign, advance and rotation of the links to the right and downward of every node.

    Args:
        w: planes; reads tangents and frequency.
        n: nodes, whole rows of STRIDE.
        step: px between nodes.
        columns: nodes across, less one; links beyond carry nothing.
    """
    h = _HALF * step
    for p in range(np.uint64(n)):
        x, y, f = w[TX + p], w[TY + p], w[FREQUENCY + p]
        x2, y2, f2 = w[TX + _1 + p], w[TY + _1 + p], w[FREQUENCY + _1 + p]
        g = _ONE if x * x2 + y * y2 >= _ZERO else -_ONE
        a = h * (f * y + g * (f2 * y2))
        c, s = turn(a)
        on = _ONE if w[COLUMN + p] < columns else _ZERO
        w[SIGN_H + p], w[AHEAD_H + p] = g, a
        w[RE_H + p], w[IM_H + p] = c * on, s * on
    for p in range(np.uint64(n) - _S):
        x, y, f = w[TX + p], w[TY + p], w[FREQUENCY + p]
        x2, y2, f2 = w[TX + _S + p], w[TY + _S + p], w[FREQUENCY + _S + p]
        g = _ONE if x * x2 + y * y2 >= _ZERO else -_ONE
        a = h * (f * x + g * (f2 * x2))
        c, s = turn(a)
        w[SIGN_V + p], w[AHEAD_V + p], w[RE_V + p], w[IM_V + p] = g, a, c, s


@njit(cache=True, nogil=True, error_model="numpy")
def weigh(w: Planes, n: int, columns: np.float32, least: np.float32, stress: np.float32) -> None:
    """Write the weight of a node against each of its neighbours: more where no wave can follow the field.

    Args:
        w: planes; reads signs and advances of the links.
        n: nodes, whole rows.
        columns: nodes across, less one.
        least: weight where the field can be followed.
        stress: what is added to it for each turn that the advances around the four cells of a node do not close by.
    """
    for p in range(np.uint64(n) - _S):
        top, left, right, bottom = w[SIGN_H + p], w[SIGN_V + p], w[SIGN_V + _1 + p], w[SIGN_H + _S + p]
        around = w[AHEAD_H + p] + top * w[AHEAD_V + _1 + p] - left * w[AHEAD_H + _S + p] - w[AHEAD_V + p]
        whole = top * right * left * bottom > _ZERO and w[COLUMN + p] < columns
        w[WINDING + p] = abs(around) if whole else _ZERO
    for p in range(np.uint64(n) - _S, np.uint64(n)):
        w[WINDING + p] = _ZERO  # the last row has no cells
    for p in range(np.uint64(n)):
        a = w[WINDING + p] + w[WINDING - _1 + p] + w[WINDING - _S + p] + w[WINDING - _S - _1 + p]
        w[OWN + p] = least + stress * (a if a < _ONE else _ONE)


@njit(cache=True, nogil=True, error_model="numpy")
def relax(w: Planes, n: int, normal: bool) -> None:
    """Replace each number by its weight times itself plus what the neighbours make of it; length 1 if `normal`."""
    for p in range(np.uint64(n)):
        own = w[OWN + p]
        re, im = own * w[RE + p], own * w[IM + p]
        # From the right: conjugated if need be, turned back. From the left: turned ahead, then conjugated.
        x, y = w[RE + _1 + p], w[SIGN_H + p] * w[IM + _1 + p]
        c, s = w[RE_H + p], w[IM_H + p]
        re += x * c + y * s
        im += y * c - x * s
        x, y = w[RE - _1 + p], w[IM - _1 + p]
        c, s = w[RE_H - _1 + p], w[IM_H - _1 + p]
        re += x * c - y * s
        im += w[SIGN_H - _1 + p] * (y * c + x * s)
        x, y = w[RE + _S + p], w[SIGN_V + p] * w[IM + _S + p]
        c, s = w[RE_V + p], w[IM_V + p]
        re += x * c + y * s
        im += y * c - x * s
        x, y = w[RE - _S + p], w[IM - _S + p]
        c, s = w[RE_V - _S + p], w[IM_V - _S + p]
        re += x * c - y * s
        im += w[SIGN_V - _S + p] * (y * c + x * s)
        w[NEXT_RE + p], w[NEXT_IM + p] = re, im
    for p in range(np.uint64(n)):
        x, y = w[NEXT_RE + p], w[NEXT_IM + p]
        m = _ONE / (np.sqrt(x * x + y * y) + f32(1e-6)) if normal else _ONE
        w[RE + p], w[IM + p] = x * m, y * m


@njit(cache=True, nogil=True, error_model="numpy")
def wind(w: Planes, n: int) -> None:
    """Write how often the phase winds around the cell to the lower right of every node: -1, 0, 1 to rounding."""
    for p in range(np.uint64(n)):
        ar, ai = w[RE + p], w[IM + p]
        x, y = w[RE + _1 + p], w[SIGN_H + p] * w[IM + _1 + p]
        c, s = w[RE_H + p], w[IM_H + p]
        br, bi = x * c + y * s, y * c - x * s
        w[STEP_H + p] = w[AHEAD_H + p] + turns_of(br * ar + bi * ai, bi * ar - br * ai)
    for p in range(np.uint64(n) - _S):
        ar, ai = w[RE + p], w[IM + p]
        x, y = w[RE + _S + p], w[SIGN_V + p] * w[IM + _S + p]
        c, s = w[RE_V + p], w[IM_V + p]
        br, bi = x * c + y * s, y * c - x * s
        w[STEP_V + p] = w[AHEAD_V + p] + turns_of(br * ar + bi * ai, bi * ar - br * ai)
    for p in range(np.uint64(n) - _S):
        top, left, right, bottom = w[SIGN_H + p], w[SIGN_V + p], w[SIGN_V + _1 + p], w[SIGN_H + _S + p]
        around = w[STEP_H + p] + top * w[STEP_V + _1 + p] - left * w[STEP_H + _S + p] - w[STEP_V + p]
        # No wave can be told around a core or a delta: there the normal turns over once.
        w[WINDING + p] = around if top * right * left * bottom > _ZERO else _ZERO
