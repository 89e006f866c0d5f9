"""One training patch: image, true minutiae, and dense truth (ridges, orientation, visibility)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenprint.simulate.patches import labels
from tenprint.simulate.patches import parameters as p
from tenprint.simulate.patches.ridges import make_ridges
from tenprint.simulate.patches.sensor import make_image
from tenprint.simulate.patches.skin import make_contact

_CELLS = p.SIZE // p.CELL
_BLANK_CHANCE = 0.03  # no finger at all


@dataclass(frozen=True, slots=True)
class Patch:
    """A degraded patch and its truth; S = 192 px at 500 ppi, G = S / 8 cells.

    Attributes:
        image: (S, S) uint8, ridges dark.
        minutiae: (n, 5) float32: x, y (px), direction (radians, y down, towards the additional ridge or valley),
            kind (1 ending, 2 bifurcation, 0 either), weight (0 not to be asked for, to 1).
        ridges: (S / 2, S / 2) int8, the ideal ridges times 127, positive on ridges.
        field: (3, G, G) float32: cos and sin of twice the ridge angle (y down), visibility (-1 to 1).
        area: (G, G) float32, 1 where the print is.
    """

    image: NDArray[np.uint8]
    minutiae: NDArray[np.float32]
    ridges: NDArray[np.int8]
    field: NDArray[np.float32]
    area: NDArray[np.float32]


def make_patch(seed: int) -> Patch:
    """Draw patch number `seed`; the same number gives the same patch."""
    rng = np.random.default_rng([0x7E4, seed])
    side = p.SIZE + 2 * p.MARGIN
    ridges = make_ridges(rng, (side, side))
    contact, area = make_contact(rng, ridges)
    if rng.random() < _BLANK_CHANCE:
        contact, area = np.zeros_like(contact), np.zeros_like(area)
    image = make_image(rng, contact)

    centres = p.MARGIN + p.CELL * (np.arange(_CELLS) + 0.5) - 0.5
    places = np.stack(np.meshgrid(centres, centres), -1).reshape(-1, 2)
    xy = ridges.points[:, :2]
    seen = labels.visibility(ridges.wave, image, np.concatenate([places, xy]))
    angles = labels.orientation(ridges, places).T.reshape(2, _CELLS, _CELLS)

    row, column = np.clip(np.rint(xy[:, ::-1]), 0, side - 1).astype(int).T
    within = area[row, column].astype(np.float64)
    weight = labels.weights(ridges, seen[len(places) :], within)
    kind = np.where(np.abs(ridges.ending) < p.KIND_MARGIN, 0, np.where(ridges.ending > 0, 1, 2))
    table = np.stack([xy[:, 0] - p.MARGIN, xy[:, 1] - p.MARGIN, ridges.direction, kind, weight], 1)
    inside = ((table[:, :2] > -0.5) & (table[:, :2] < p.SIZE - 0.5)).all(1) & (within > p.OUTSIDE)

    cut = slice(p.MARGIN, side - p.MARGIN)
    wave = ridges.wave[cut, cut]
    half = 0.25 * (wave[::2, ::2] + wave[1::2, ::2] + wave[::2, 1::2] + wave[1::2, 1::2])
    index = np.rint(centres).astype(int)
    return Patch(
        image=np.ascontiguousarray(image[cut, cut]),
        minutiae=table[inside].astype(np.float32),
        ridges=np.rint(127 * np.clip(half, -1, 1)).astype(np.int8),
        field=np.concatenate([angles, seen[None, : len(places)].reshape(1, _CELLS, _CELLS).astype(np.float32)]),
        area=area[np.ix_(index, index)],
    )
