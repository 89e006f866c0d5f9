"""One impression of a finger's minutiae: which show, where, what is false, how sure extraction would be."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.gallery.finger import decile, net_lines, tangent
from tenprint.simulate.gallery.random import State, enter, normal, uniform
from tenprint.simulate.prints.outline import inside_outline
from tenprint.simulate.prints.smooth import atan2_exact

# How decidedly a minutia points to where lines must begin: 1 is what is measured point by point on master prints; but
# there neighbours compensate each other, which independent draws do not. 3 brings the impostor scores to where those
# of real prints lie (ADR 0062).
COHERENCE = 3.0
_TURN = 6.283185307179586
# Places in `Model.scalars`.
_ENDINGS, _RECALL, _RECALL_SPREAD, _SPURIOUS, _SPURIOUS_SPREAD = 2, 3, 4, 5, 6
_DISPLACEMENT, _DIRECTION, _FLIPPED, _KIND_KEPT = 7, 8, 9, 10
# Places in `kind`: contact half axes (2), picture size (2), where the contact's middle lies; pose and skin spreads (4).
_HALF_X, _HALF_Y, _WIDTH, _HEIGHT, _CENTRE, _ROTATION, _SHIFT, _PRESSURE, _DISTORTION = range(9)


@njit(cache=True, nogil=True)
def draw_impression(
    state: State,
    seed: int,
    subject: int,
    finger: int,
    occasion: int,
    quality: float,
    cores: int,
    true: int,
    kind: NDArray[np.float64],
    rounding: NDArray[np.float64],
    reaches: NDArray[np.float64],
    scalars: NDArray[np.float64],
    deciles: NDArray[np.float64],
    geometry: NDArray[np.float64],
    knots: NDArray[np.float64],
    points: NDArray[np.float64],
    rows: NDArray[np.float64],
) -> int:
    """Write the minutiae that one impression shows into `rows` (n, 5): x, y, direction, kind, quality; return how many.

    Args:
        state: a stream, entered here.
        seed, subject, finger, occasion: which impression; occasion counts from 1.
        quality: person's and finger's part of the quality, normal.
        cores, true: what `draw_finger` returned.
        kind: shares, sizes and spreads of this kind of impression.
        rounding, reaches: of the orientation model.
        scalars, deciles: the fitted model.
        geometry, knots, points: the finger.
    """
    enter(state, seed, subject, finger, occasion)
    outline = geometry[16:21]
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
    warp = np.empty(12)
    warp[0], warp[1] = (1.0 - t * t) / n, 2.0 * t / n
    for k in range(10):
        warp[2 + k] = kind[_DISTORTION] * 0.55 * normal(state)
    middle_x, middle_y = kind[_WIDTH] / 2 + 8.0 * pose[5], kind[_HEIGHT] / 2 + 8.0 * pose[6]
    recall = min(max(scalars[_RECALL] + scalars[_RECALL_SPREAD] * level, 0.15), 0.995)
    area = 3.14159265 * half_x * half_y / 38750.0775
    false_rate = max(scalars[_SPURIOUS] - scalars[_SPURIOUS_SPREAD] * level, 0.1 * scalars[_SPURIOUS]) * area
    count = 0
    for k in range(true + 48):
        seen = uniform(state)
        if k < true:
            x, y, sense, sort = points[k, 0], points[k, 1], points[k, 2], points[k, 3]
            u, v = (x - mx) / half_x, (y - my) / half_y
            found = u * u * u * u + v * v * v * v < 1.0 and seen < recall
        else:
            u, v = 2.0 * uniform(state) - 1.0, 2.0 * uniform(state) - 1.0
            x, y, sense, sort = mx + u * half_x, my + v * half_y, uniform(state), uniform(state)
            found = u * u + v * v < 1.0 and seen * 48.0 * 0.785398 < false_rate and inside_outline(x, y, outline)
        if not found or count >= rows.shape[0]:
            continue
        c, s = tangent(x, y, cores, rounding, reaches, geometry, knots)
        lean = 0.0
        if k < true:
            lean = (
                net_lines(x, y, c, s, cores, rounding, reaches, geometry, knots, geometry[21]) * 38750.0775 / scalars[0]
            )
        forward = sense < 0.5 * (1.0 + min(max(COHERENCE * lean, -1.0), 1.0))
        if uniform(state) < scalars[_FLIPPED]:
            forward = not forward
        if not forward:
            c, s = -c, -s
        ending = sort < scalars[_ENDINGS]
        if uniform(state) > scalars[_KIND_KEPT]:
            ending = not ending
        # Stretch the skin, then turn: the direction follows the stretch.
        a, b = (x - mx) / 160.0, (y - my) / 160.0
        a += warp[2] * a / 160.0 + warp[3] * b / 160.0 + (warp[4] * a * a + warp[5] * a * b + warp[6] * b * b) / 160.0
        b += warp[7] * a / 160.0 + warp[8] * b / 160.0 + (warp[9] * a * a + warp[10] * a * b + warp[11] * b * b) / 160.0
        px = middle_x + 160.0 * (warp[0] * a + warp[1] * b) + scalars[_DISPLACEMENT] * normal(state)
        py = middle_y + 160.0 * (warp[0] * b - warp[1] * a) + scalars[_DISPLACEMENT] * normal(state)
        wobble = scalars[_DIRECTION] * normal(state)
        c, s = c - wobble * s, s + wobble * c
        if px < 4.0 or py < 4.0 or px >= kind[_WIDTH] - 4.0 or py >= kind[_HEIGHT] - 4.0:
            continue
        direction = atan2_exact(warp[1] * c + warp[0] * s, warp[0] * c - warp[1] * s)
        rows[count, 0], rows[count, 1] = px, py
        rows[count, 2] = direction + _TURN if direction < 0.0 else direction
        rows[count, 3] = 1.0 if ending else 2.0
        rows[count, 4] = decile(deciles[1 if k < true else 2], uniform(state))
        count += 1
    return count
