"""Ground truth: minutiae are the points around which the phase of the ridge pattern winds once.

A ridge pattern is a wave; where a ridge or a valley begins, its phase has a singularity (Larkin and Fletcher, "A
coherent framework for fingerprint analysis: are fingerprints holograms?", Optics Express 15 (2007)). The winding
number around each cell of four pixels is counted in integers, so it is exact. Its sign tells on which side along the
ridge the additional line lies, hence the direction; the gray value there tells ending from bifurcation.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.fingerprint.template import BIFURCATION, ENDING


@njit(cache=True, nogil=True)
def _crossing(x1: int, y1: int, x2: int, y2: int) -> int:
    """Return +1, -1 or 0: how the edge from z1 to z2 crosses the positive real half-axis."""
    if (y1 < 0) == (y2 < 0):
        return 0
    cross = np.int64(x1) * np.int64(y2) - np.int64(x2) * np.int64(y1)
    if y1 < 0:
        return 1 if cross > 0 else 0
    return -1 if cross < 0 else 0


@njit(cache=True, nogil=True)
def phase_windings(
    even: NDArray[np.int16],
    odd: NDArray[np.int16],
    index: NDArray[np.int32],
    periods: int,
    orientations: int,
    out: NDArray[np.float64],
) -> int:
    """Find the cells around which the phase winds once.

    Args:
        even, odd: (h, w) responses of the quadrature pair.
        index: (h, w) filter of each pixel, -1 outside.
        periods, orientations: sizes of the filter bank, to read the orientation from the index.
        out: (n, 4) receives x, y, sign, orientation step.

    Returns:
        How many were found (at most n are written).
    """
    count = 0
    xs = np.empty(5, np.int64)
    ys = np.empty(5, np.int64)
    half = orientations // 2
    for i in range(index.shape[0] - 1):
        for j in range(index.shape[1] - 1):
            k00 = index[i, j]
            if k00 < 0 or index[i, j + 1] < 0 or index[i + 1, j] < 0 or index[i + 1, j + 1] < 0:
                continue
            o = k00 // periods
            for c in range(4):
                a = i + (1 if c == 1 or c == 2 else 0)
                b = j + (1 if c >= 2 else 0)
                other = index[a, b] // periods
                d = abs(other - o)
                xs[c] = even[a, b]
                # Orientations of more than a quarter turn apart have opposite normals: flip the sine's sign.
                ys[c] = -odd[a, b] if d > half else odd[a, b]
            xs[4], ys[4] = xs[0], ys[0]
            w = 0
            for c in range(4):
                w += _crossing(xs[c], ys[c], xs[c + 1], ys[c + 1])
            if w == 1 or w == -1:
                if count < out.shape[0]:
                    out[count, 0] = j + 0.5
                    out[count, 1] = i + 0.5
                    out[count, 2] = w
                    out[count, 3] = o
                count += 1
    return count


def _drop_pairs(found: NDArray[np.float64], distance: float) -> NDArray[np.float64]:
    """Remove pairs of opposite sign closer than `distance`, nearest pairs first."""
    if len(found) < 2:
        return found
    dx = found[:, None, 0] - found[None, :, 0]
    dy = found[:, None, 1] - found[None, :, 1]
    d = dx * dx + dy * dy
    opposite = found[:, None, 2] * found[None, :, 2] < 0
    near = np.argwhere((d < distance * distance) & opposite)
    near = near[near[:, 0] < near[:, 1]]
    near = near[np.argsort(d[near[:, 0], near[:, 1]], kind="stable")]
    gone: set[int] = set()
    for a, b in near.tolist():
        if a not in gone and b not in gone:
            gone |= {a, b}
    return found[[i for i in range(len(found)) if i not in gone]]


def find_minutiae(
    even: NDArray[np.int16],
    odd: NDArray[np.int16],
    index: NDArray[np.int32],
    periods: int,
    orientations: int,
    *,
    pair_distance: float,
    kind_probe: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.uint8]]:
    """Return x, y (px), direction (radians, as in `Template`) and kind of every minutia of a ridge map."""
    buffer = np.empty((4096, 4))
    count = phase_windings(even, odd, index, periods, orientations, buffer)
    found = _drop_pairs(buffer[: min(count, len(buffer))], pair_distance)
    angle = found[:, 3] * (np.pi / orientations)
    # Normal (sin, cos) in image axes (y down); the line begins on the side sign * (ny, -nx).
    dx = found[:, 2] * np.cos(angle)
    dy = -found[:, 2] * np.sin(angle)
    h, w = even.shape
    px = np.clip(np.rint(found[:, 0] + kind_probe * dx), 0, w - 1).astype(np.int64)
    py = np.clip(np.rint(found[:, 1] + kind_probe * dy), 0, h - 1).astype(np.int64)
    kind = np.where(even[py, px] > 0, ENDING, BIFURCATION).astype(np.uint8)
    direction = np.mod(np.arctan2(-dy, dx), 2 * np.pi).astype(np.float32)
    return found[:, 0].astype(np.float32), found[:, 1].astype(np.float32), direction, kind
