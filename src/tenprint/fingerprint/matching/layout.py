"""Where the bits of a descriptor are sampled: rings about the minutia, wider apart and softer farther out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p

POINTS = sum(p.RING_POINTS)
BANKS = POINTS // 64
LAYER_WORDS = p.DIRECTION_SECTORS * BANKS
WORDS = LAYER_WORDS + BANKS  # the last BANKS words say which points are known


def sample_points() -> NDArray[np.float32]:
    """Return (POINTS, 3) float32: u along the minutia's direction, v to its left (px), 1 / support squared."""
    rows = []
    for ring, (radius, count, support) in enumerate(zip(p.RING_RADII, p.RING_POINTS, p.RING_SUPPORTS, strict=True)):
        for k in range(count):
            angle = 2 * np.pi * (k + 0.5 * (ring % 2)) / count
            rows.append((radius * np.cos(angle), radius * np.sin(angle), 1 / support**2))
    return np.array(rows, np.float32)
