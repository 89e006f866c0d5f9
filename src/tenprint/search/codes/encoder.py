"""The encoder: minutiae -> neighbourhoods -> aggregate -> sign bits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.template import Template
from tenprint.search.codes.aggregate import aggregate
from tenprint.search.codes.centre import in_centre
from tenprint.search.codes.cylinders import describe
from tenprint.search.codes.projection import Projection, standard_projection
from tenprint.search.parameters import CODE_WORDS


class StandardEncoder:
    """Makes 512-bit codes. Threads may share it."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection
        self.name = projection.name
        offset = projection.mean @ projection.components
        self.reduction = (np.ascontiguousarray(offset), np.ascontiguousarray(projection.components))

    def reduce(self, template: Template) -> NDArray[np.float32]:
        """Return (n, COMPONENTS): the neighbourhoods of a template's minutiae, as stage 1 compares them."""
        offset, axes = self.reduction
        return np.asarray(describe(template.x, template.y, template.direction) @ axes - offset, np.float32)

    def aggregate(self, templates: Sequence[Template]) -> NDArray[np.float32]:
        """Return (n, WORDS * COMPONENTS): one vector a template, of the centre of the print."""
        offset, axes = self.reduction
        vectors = []
        for template in templates:
            middle = in_centre(template.x, template.y)
            described = describe(template.x[middle], template.y[middle], template.direction[middle])
            vectors.append(aggregate(described @ axes - offset, self._projection.words))
        return np.stack(vectors)

    def encode(self, templates: Sequence[Template]) -> NDArray[np.uint64]:
        """Return (n, 8) uint64 codes; zero for a template without neighbourhoods."""
        if not templates:
            return np.zeros((0, CODE_WORDS), np.uint64)
        vectors = self.aggregate(templates)
        bits = (vectors - self._projection.centre) @ self._projection.planes > 0
        codes = np.packbits(bits, axis=1, bitorder="little").view("<u8").astype(np.uint64)
        codes[~vectors.any(axis=1)] = 0
        return np.asarray(codes, np.uint64)


@cache
def standard_encoder() -> StandardEncoder:
    """Return the encoder of this version."""
    return StandardEncoder(standard_projection())
