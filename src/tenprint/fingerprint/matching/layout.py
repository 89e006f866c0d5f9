"""How prepared prints lie in memory, and where the bits of a descriptor are sampled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p

# Rows of the geometry of a prepared print.
X, Y, COSINE, SINE, QUALITY, DENSITY = range(6)
GEOMETRY_ROWS = 6

POINTS = sum(p.RING_POINTS)
BANKS = POINTS // 64
LAYER_WORDS = p.DIRECTION_SECTORS * BANKS
WORDS = LAYER_WORDS + BANKS  # the last BANKS words say which points are known

LANES = 16  # inner loops run over whole blocks of so many, because what is left over is slow on processors with vectors
# Inside a comparison, tables of several rows are flat arrays whose rows lie STRIDE apart: only where the distance of
# rows is a constant can the compiler see that they do not overlap, and use vectors.
STRIDE = (p.MAX_MINUTIAE + LANES - 1) // LANES * LANES
X0, Y0, COSINE0, SINE0, QUALITY0, DENSITY0 = (row * STRIDE for row in range(GEOMETRY_ROWS))


def sample_points() -> NDArray[np.float32]:
    """Return (POINTS, 3) float32: u along the minutia's direction, v to its left (px), 1 / support squared.

    The points lie on rings about the minutia, wider apart and softer farther out.
    """
    rows = []
    for ring, (radius, count, support) in enumerate(zip(p.RING_RADII, p.RING_POINTS, p.RING_SUPPORTS, strict=True)):
        for k in range(count):
            angle = 2 * np.pi * (k + 0.5 * (ring % 2)) / count
            rows.append((radius * np.cos(angle), radius * np.sin(angle), 1 / support**2))
    return np.array(rows, np.float32)
