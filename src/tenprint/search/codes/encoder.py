"""The encoder: minutiae -> neighbourhoods -> aggregate -> sign bits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.template import Template
from tenprint.search.codes.aggregate import aggregate_fingers
from tenprint.search.codes.centre import centre_weights
from tenprint.search.codes.cylinders import GRID, INSIDE, project
from tenprint.search.codes.projection import Projection, standard_projection
from tenprint.search.parameters import BIT_WEIGHTS, CODE_BITS


class StandardEncoder:
    """Makes 512-bit codes. Threads may share it."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection
        self.name = projection.name
        # Axes for the whole grid of the kernel: cells outside the circle have none.
        axes = np.zeros((GRID, projection.components.shape[1]), np.float32)
        axes[INSIDE] = projection.components
        self._axes, self._offset = axes, projection.mean @ projection.components
        self._middle = projection.centre @ projection.planes

    def aggregate(self, templates: Sequence[Template]) -> NDArray[np.float32]:
        """Return (n, WORDS * COMPONENTS): one vector a template, of the centre of the print."""
        weights = [centre_weights(template.x, template.y, template.direction) for template in templates]
        middles = [weight > 0 for weight in weights]
        ends = np.zeros(len(templates) + 1, np.int64)
        np.cumsum([np.count_nonzero(middle) for middle in middles], out=ends[1:])
        x, y, direction = (
            np.concatenate([getattr(t, name)[middle] for t, middle in zip(templates, middles, strict=True)])
            for name in ("x", "y", "direction")
        )
        reduced = project(x, y, direction, ends, self._axes) - self._offset
        counts = np.concatenate([weight[middle] for weight, middle in zip(weights, middles, strict=True)])
        return aggregate_fingers(reduced, counts, ends, self._projection.words)

    def encode(self, templates: Sequence[Template]) -> NDArray[np.uint64]:
        """Return (n, 8) uint64 codes; zero for a template without neighbourhoods."""
        return self._codes(self._sides(templates))

    def encode_weighted(self, templates: Sequence[Template]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Return codes and (n, 2, 8) uint64, which bits count once and which twice: by rank of their margins."""
        sides = self._sides(templates)
        margins = np.abs(sides)
        steps = np.sort(margins, axis=1)[:, CODE_BITS // BIT_WEIGHTS :: CODE_BITS // BIT_WEIGHTS]
        weight = sum(margins >= step[:, None] for step in steps.T)
        return self._codes(sides), np.stack([_pack(weight & 1 > 0), _pack(weight & 2 > 0)], axis=1)

    def _sides(self, templates: Sequence[Template]) -> NDArray[np.float32]:
        """Return (n, 512): how far each print lies on which side of each plane; zero without neighbourhoods."""
        if not templates:
            return np.zeros((0, CODE_BITS), np.float32)
        vectors = self.aggregate(templates)
        sides = vectors @ self._projection.planes - self._middle
        sides[~vectors.any(axis=1)] = 0
        return np.asarray(sides, np.float32)

    @staticmethod
    def _codes(sides: NDArray[np.float32]) -> NDArray[np.uint64]:
        return _pack(sides > 0)


def _pack(bits: NDArray[np.bool_]) -> NDArray[np.uint64]:
    return np.packbits(bits, axis=1, bitorder="little").view("<u8").astype(np.uint64)


@cache
def standard_encoder() -> StandardEncoder:
    """Return the encoder of this version."""
    return StandardEncoder(standard_projection())
