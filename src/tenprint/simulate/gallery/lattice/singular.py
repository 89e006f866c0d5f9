"""Minutiae in the cells that hold a core or a delta, around which no phase can be told: drawn from fitted numbers."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.gallery.lattice.planes import STRIDE, TX, TY, Planes
from tenprint.simulate.gallery.random import State, normal, uniform
from tenprint.simulate.prints.outline import inside_outline

# Places in `singular`: share of cores with a minutia, its place along the bulge (mean, spread) and across (spread), px,
# tangent of its turn away from the bulge's opposite; share of deltas with one, spread of its place, px.
SHARE, ALONG, ALONG_SPREAD, ACROSS_SPREAD, TURN, DELTA_SHARE, DELTA_SPREAD = range(7)


@njit(cache=True, nogil=True)
def add_singular(
    w: Planes, state: State, x0: float, y0: float, step: float, frame: NDArray[np.float64], pairs: NDArray[np.float32],
    count: int, singular: NDArray[np.float64], outline: NDArray[np.float64], points: NDArray[np.float64], found: int,
) -> int:  # fmt: skip
    """Append the minutiae of cores and deltas to `points`, as `minutiae.find` writes them; return how many there are.

    Args:
        w: planes; reads tangents.
        state: random stream.
        x0, y0, step: px of the first node, between nodes.
        frame, pairs: of the orientation model, see `field.draw_tangents`; the first `count` pairs count.
        singular: see above.
        outline: of the finger.
        points: (n, 5); the first `found` are there.
    """
    tall = frame[2] * frame[3]
    for k in range(count):
        bx, by = np.float64(pairs[k, 2]), np.float64(pairs[k, 3])
        shown = uniform(state) < singular[SHARE]
        along = singular[ALONG] + singular[ALONG_SPREAD] * normal(state)
        across = singular[ACROSS_SPREAD] * normal(state)
        turn = singular[TURN] * normal(state)
        x = frame[0] + pairs[k, 0] * frame[2] + along * bx - across * by
        y = frame[1] - pairs[k, 1] * tall - along * by - across * bx
        if shown and found < points.shape[0] and inside_outline(x, y, outline):
            n = np.sqrt(1.0 + turn * turn)
            points[found, 0], points[found, 1] = x, y
            points[found, 2], points[found, 3] = (turn * by - bx) / n, (-turn * bx - by) / n
            found += 1
        shown = uniform(state) < singular[DELTA_SHARE]
        x = frame[0] + pairs[k, 4] * frame[2] + singular[DELTA_SPREAD] * normal(state)
        y = frame[1] - pairs[k, 5] * tall + singular[DELTA_SPREAD] * normal(state)
        sign = 1.0 if uniform(state) < 0.5 else -1.0
        if shown and found < points.shape[0] and inside_outline(x, y, outline):
            p = np.uint64(int((y - y0) / step + 0.5) * STRIDE + int((x - x0) / step + 0.5))
            points[found, 0], points[found, 1] = x, y
            points[found, 2], points[found, 3] = sign * np.float64(w[TX + p]), sign * np.float64(w[TY + p])
            found += 1
    return found
