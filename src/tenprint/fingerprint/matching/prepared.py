"""Templates made ready for comparison: geometry and descriptors as columns, one finger or a whole gallery."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.descriptors import describe
from tenprint.fingerprint.matching.layout import COSINE, DENSITY, GEOMETRY_ROWS, QUALITY, SINE, WORDS, X, Y
from tenprint.fingerprint.template import Template


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """One finger ready for comparison.

    Attributes:
        geometry: (6, n) float32: x, y (px at 500 ppi, y up), cosine and sine of the direction, quality (0 to 1, the
            mean of the finger 0.5), density of the descriptor (set bits a known point).
        words: (WORDS, n) uint64: the descriptors' bits, see `layout`.
        order: (n,) which minutia of the template each column is.
        key: checksum of the content; it fixes which of two prints is compared as the first, so scores are symmetric.
    """

    geometry: NDArray[np.float32]
    words: NDArray[np.uint64]
    order: NDArray[np.int32]
    key: int

    def __len__(self) -> int:
        return int(self.geometry.shape[1])


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """Many fingers as one structure of arrays; finger g has the columns offsets[g] to offsets[g + 1].

    Attributes:
        geometry: (6, N) float32, as in `Prepared`, fingers one after the other.
        words: (WORDS, N) uint64.
        offsets: (G + 1,) int64.
        keys: (G,) uint64.
    """

    geometry: NDArray[np.float32]
    words: NDArray[np.uint64]
    offsets: NDArray[np.int64]
    keys: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.keys)


def prepare(template: Template) -> Prepared:
    """Make one template ready for comparison: at most 1 ms; the best `MAX_MINUTIAE` minutiae by quality are used."""
    order = np.argsort(-template.quality.astype(np.int32), kind="stable")[: p.MAX_MINUTIAE].astype(np.int32)
    x, y = template.x[order].astype(np.float32), -template.y[order].astype(np.float32)
    theta = template.direction[order].astype(np.float32)
    quality = _relative_quality(template.quality[order])
    geometry = np.empty((GEOMETRY_ROWS, len(order)), np.float32)
    geometry[X], geometry[Y], geometry[COSINE], geometry[SINE] = x, y, np.cos(theta), np.sin(theta)
    words, density = describe(x, y, theta)
    geometry[QUALITY], geometry[DENSITY] = quality, density
    return Prepared(geometry, words, order, zlib.crc32(geometry.tobytes()) | len(order) << 32)


def _relative_quality(quality: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return quality with the finger's mean at 0.5, because every extractor has a scale of its own."""
    mean = np.float32(max(float(np.mean(quality)), 1.0)) if len(quality) else np.float32(1)
    return np.minimum(quality / (2 * mean), 1, dtype=np.float32)


def prepare_many(templates: Iterable[Template]) -> list[Prepared]:
    """Make many templates ready, in order."""
    return [prepare(t) for t in templates]


def pack(prepared: Sequence[Prepared]) -> Packed:
    """Lay many prepared fingers out one after the other, for `score_many`."""
    offsets = np.zeros(len(prepared) + 1, np.int64)
    np.cumsum([len(q) for q in prepared], out=offsets[1:])
    geometry = np.empty((GEOMETRY_ROWS, int(offsets[-1])), np.float32)
    words = np.empty((WORDS, int(offsets[-1])), np.uint64)
    for q, start, end in zip(prepared, offsets[:-1], offsets[1:], strict=True):
        geometry[:, start:end], words[:, start:end] = q.geometry, q.words
    return Packed(geometry, words, offsets, np.array([q.key for q in prepared], np.uint64))
