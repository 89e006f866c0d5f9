"""From patches to the arrays that the loss compares with; turning and mirroring patches."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.patches import Patch
from train_extractor import parameters as p

Array = NDArray[np.float32]
# Channels of a target: what each cell should say, and how much it counts.
CHANNELS = ("score", "weight", "offset_x", "offset_y", "cos", "sin", "kind", "kind_weight", "found")


@njit(nogil=True, cache=True)
def minutiae_target(minutiae: Array, cells: int) -> Array:
    """(9, cells, cells) target of the minutiae (n, 5) of a patch."""
    out = np.zeros((9, cells, cells), np.float32)
    out[1] = 1.0
    nearest = np.full((cells, cells), 1e9, np.float32)
    for k in range(len(minutiae)):
        x, y = minutiae[k, 0], minutiae[k, 1]
        column, row = int(x) // 8, int(y) // 8
        for i in range(max(row - 2, 0), min(row + 3, cells)):
            for j in range(max(column - 2, 0), min(column + 3, cells)):
                dx, dy = x - (8 * j + 3.5), y - (8 * i + 3.5)
                distance = np.sqrt(dx * dx + dy * dy)
                if distance >= p.NEGATIVE or distance >= nearest[i, j]:
                    continue
                nearest[i, j] = distance
                sure = distance < p.POSITIVE
                out[0, i, j] = 1.0 if sure else 0.0
                out[1, i, j] = minutiae[k, 4] if sure else 0.0
                out[2, i, j], out[3, i, j] = dx / 8, dy / 8
                out[4, i, j], out[5, i, j] = np.cos(minutiae[k, 2]), np.sin(minutiae[k, 2])
                out[6, i, j] = 1.0 if minutiae[k, 3] == 1 else 0.0
                out[7, i, j] = minutiae[k, 4] if minutiae[k, 3] > 0 else 0.0
                out[8, i, j] = minutiae[k, 4] * (1.0 if sure else 0.3)
    return out


def turned(patch: Patch, turns: int, mirror: bool) -> Patch:
    """The patch mirrored left to right and then turned counter-clockwise by quarter turns."""
    size = patch.image.shape[0] - 1
    image, ridges, field, area = patch.image, patch.ridges, patch.field.copy(), patch.area
    minutiae = patch.minutiae.copy()
    if mirror:
        image, ridges, field, area = image[:, ::-1], ridges[:, ::-1], field[:, :, ::-1].copy(), area[:, ::-1]
        field[1] *= -1
        minutiae[:, 0] = size - minutiae[:, 0]
        minutiae[:, 2] = np.pi - minutiae[:, 2]
    for _ in range(turns % 4):
        image, ridges, area = np.rot90(image), np.rot90(ridges), np.rot90(area)
        field = np.rot90(field, axes=(1, 2)).copy()
        field[:2] *= -1
        minutiae[:, :2] = np.stack([minutiae[:, 1], size - minutiae[:, 0]], 1)
        minutiae[:, 2] -= np.float32(np.pi / 2)
    return Patch(image, minutiae, ridges, field, area)


def collate(patches: list[Patch]) -> tuple[Array, Array, Array, Array]:
    """Images (n, 1, s, s), minutiae targets (n, 9, g, g), fields (n, 3, g, g), ridges (n, 1, s/2, s/2); float32."""
    images = np.stack([q.image for q in patches])[:, None].astype(np.float32)
    cells = patches[0].area.shape[0]
    targets = np.stack([minutiae_target(q.minutiae, cells) for q in patches])
    fields = np.stack([q.field for q in patches])
    span = p.VISIBLE_FULL - p.VISIBLE_FROM
    fields[:, 2] = np.clip((fields[:, 2] - p.VISIBLE_FROM) / span, 0, 1) * np.stack([q.area > 0.3 for q in patches])
    ridges = np.stack([q.ridges for q in patches])[:, None].astype(np.float32) / 127
    return images, targets, fields, ridges
