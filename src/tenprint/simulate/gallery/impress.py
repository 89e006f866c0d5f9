"""One impression of a finger's minutiae: which show, where, what is false, how sure extraction would be."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.gallery.finger import Geometry
from tenprint.simulate.gallery.lattice.planes import STRIDE, TX, TY
from tenprint.simulate.gallery.random import State, enter, normal, uniform
from tenprint.simulate.prints.outline import inside_outline
from tenprint.simulate.prints.smooth import atan2_exact

_TURN = 6.283185307179586
# Places in `Model.scalars`.
(
    _ENDINGS, _MISSED, _MISSED_SPREAD, _SPURIOUS, _SPURIOUS_SPREAD, _DISPLACEMENT, _DIRECTION, _FLIPPED, _KIND_KEPT,
) = range(9)  # fmt: skip
# Places in `kind`: contact half axes (2), picture size (2), where the contact's middle lies; pose and skin spreads (4).
_CM2 = 38750.0775  # px of 500 ppi
_SLOTS = 48  # false minutiae at most
_HALF_X, _HALF_Y, _WIDTH, _HEIGHT, _CENTRE, _ROTATION, _SHIFT, _PRESSURE, _DISTORTION = range(9)


@njit(cache=True, nogil=True)
def decile(table: NDArray[np.float64], u: float) -> float:
    """Return the value at rank u of a distribution that is given by its eleven deciles."""
    t = u * 10.0
    k = min(int(t), 9)
    return table[k] + (table[k + 1] - table[k]) * (t - k)  # type: ignore[no-any-return]


@njit(cache=True, nogil=True)
def draw_impression(
    state: State,
    seed: int,
    subject: int,
    finger: int,
    occasion: int,
    quality: float,
    true: int,
    kind: NDArray[np.float64],
    scalars: NDArray[np.float64],
    deciles: NDArray[np.float64],
    outline: NDArray[np.float64],
    points: NDArray[np.float64],
    geometry: Geometry,
    tangents: NDArray[np.float32],
    rows: NDArray[np.float64],
) -> int:
    """Write the minutiae that one impression shows into `rows` (n, 5): x, y, direction, kind, quality; return how many.

    Args:
        state: a stream, entered here.
        seed, subject, finger, occasion: which impression; occasion counts from 1.
        quality: person's and finger's part of the quality, normal.
        true, geometry: what `draw_finger` returned.
        kind: shares, sizes and spreads of this kind of impression.
        scalars, deciles: the fitted model.
        outline, points: the finger.
        tangents: planes of its lattice.
    """
    enter(state, seed, subject, finger, occasion)
    pose = np.empty(8)
    for k in range(8):
        pose[k] = normal(state)
    level = quality + 0.733 * pose[0]
    grown = 1.0 + kind[_PRESSURE] * pose[1]
    half_x = kind[_HALF_X] * grown * outline[2]
    half_y = kind[_HALF_Y] * grown * 0.5 * (outline[3] + outline[4])
    mx = outline[0] + kind[_SHIFT] * pose[2]
    my = outline[1] - outline[3] + kind[_CENTRE] * (outline[3] + outline[4]) + kind[_SHIFT] * pose[3]
    t = kind[_ROTATION] * pose[4] * 0.008726646259971648
    n = 1.0 + t * t
    warp = np.empty(14)
    warp[0], warp[1] = (1.0 - t * t) / n, 2.0 * t / n
    for k in range(10):
        warp[2 + k] = kind[_DISTORTION] * 0.55 / 160.0 * normal(state)
    warp[12], warp[13] = kind[_WIDTH] / 2 + 8.0 * pose[5], kind[_HEIGHT] / 2 + 8.0 * pose[6]
    missed = max(scalars[_MISSED] - scalars[_MISSED_SPREAD] * level, 0.0)
    missed = min(missed * missed, 0.85)
    count = 0
    for k in range(true):
        x, y = points[k, 0], points[k, 1]
        u, v = (x - mx) / half_x, (y - my) / half_y
        if u * u * u * u + v * v * v * v >= 1.0 or uniform(state) < missed or count == rows.shape[0]:
            continue
        _place(
            state, x - mx, y - my, points[k, 2], points[k, 3], points[k, 4], scalars, warp, rows[count]
        )  # fmt: skip
        rows[count, 4] = decile(deciles[0], uniform(state))
        count += _inside(rows[count], kind)
    area = 3.14159265 * half_x * half_y / _CM2
    false_rate = max(scalars[_SPURIOUS] - scalars[_SPURIOUS_SPREAD] * level, 0.0)
    false_rate *= false_rate * area
    x0, y0, step, _, _ = geometry
    for _ in range(_SLOTS):
        if uniform(state) * _SLOTS * 0.785398 >= false_rate or count == rows.shape[0]:
            continue
        u, v = 2.0 * uniform(state) - 1.0, 2.0 * uniform(state) - 1.0
        x, y = mx + u * half_x, my + v * half_y
        if u * u + v * v >= 1.0 or not inside_outline(x, y, outline):
            continue
        p = np.uint64(int((y - y0) / step + 0.5) * STRIDE + int((x - x0) / step + 0.5))
        c, s = np.float64(tangents[TX + p]), np.float64(tangents[TY + p])
        if uniform(state) < 0.5:
            c, s = -c, -s
        _place(state, x - mx, y - my, c, s, uniform(state), scalars, warp, rows[count])
        rows[count, 4] = decile(deciles[1], uniform(state))
        count += _inside(rows[count], kind)
    return count


@njit(cache=True, nogil=True)
def _place(
    state: State, x: float, y: float, c: float, s: float, sort: float, scalars: NDArray[np.float64],
    warp: NDArray[np.float64], row: NDArray[np.float64],
) -> None:  # fmt: skip
    """Write where a minutia of the skin at (x, y) from the contact's middle comes to lie, its direction and kind.

    Args:
        state: random stream.
        x, y, c, s, sort: px, unit vector (y up), uniform number that decides about its kind.
        scalars: of the model.
        warp: cosine and sine of the turn, ten coefficients of the stretch in units of 160 px, middle of the picture.
        row: receives x, y, direction, kind.
    """
    if uniform(state) < scalars[_FLIPPED]:
        c, s = -c, -s
    ending = sort < scalars[_ENDINGS]
    if uniform(state) > scalars[_KIND_KEPT]:
        ending = not ending
    # Stretch the skin, then turn.
    a, b = x / 160.0, y / 160.0
    a += warp[2] * a + warp[3] * b + warp[4] * a * a + warp[5] * a * b + warp[6] * b * b
    b += warp[7] * a + warp[8] * b + warp[9] * a * a + warp[10] * a * b + warp[11] * b * b
    wobble = scalars[_DIRECTION] * normal(state)
    c, s = c - wobble * s, s + wobble * c
    direction = atan2_exact(warp[1] * c + warp[0] * s, warp[0] * c - warp[1] * s)
    row[0] = warp[12] + 160.0 * (warp[0] * a + warp[1] * b) + scalars[_DISPLACEMENT] * normal(state)
    row[1] = warp[13] + 160.0 * (warp[0] * b - warp[1] * a) + scalars[_DISPLACEMENT] * normal(state)
    row[2] = direction + _TURN if direction < 0.0 else direction
    row[3] = 1.0 if ending else 2.0


@njit(cache=True, nogil=True)
def _inside(row: NDArray[np.float64], kind: NDArray[np.float64]) -> int:
    """Return 1 if the minutia lies in the picture, else 0."""
    x, y = row[0], row[1]
    return 1 if 4.0 <= x < kind[_WIDTH] - 4.0 and 4.0 <= y < kind[_HEIGHT] - 4.0 else 0
