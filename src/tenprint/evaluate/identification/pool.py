"""Distractors: subjects put together from a pool of fingers, so that millions cost minutes and not weeks.

Each subject takes ten fingers of the pool at random. The sum over ten fingers then has the same distribution as for
ten fingers drawn afresh, as long as no search finger is in the pool; the number of distinct fingers is reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.template import Template
from tenprint.search.gallery import PreparedSubject
from tenprint.search.gallery.prepared import Encoder, encode_fingers
from tenprint.search.gallery.rows import ID_LENGTH
from tenprint.search.packing import pack_finger, unpack_finger

FINGERS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Fingers ready to be put together.

    Attributes:
        packed: stored form of each finger; its first byte is the position.
        codes: (n, 8) uint64.
        heads: (n,) uint64, head of a subject that has only this finger, at position 1.
    """

    packed: list[bytes]
    codes: NDArray[np.uint64]
    heads: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.packed)


def make_pool(templates: Sequence[Template], encoder: Encoder) -> Pool:
    """Pack and encode the fingers of a pool."""
    packed = [pack_finger(template, 1) for template in templates]
    encoded = [encode_fingers({1: unpack_finger(data)[1]}, encoder) for data in packed]
    codes = np.stack([codes[0] for codes, _ in encoded])
    return Pool(packed, codes, np.array([head for _, head in encoded], np.uint64))


def distractors(pool: Pool, number: int, seed: int, prefix: str = "D") -> Iterator[PreparedSubject]:
    """Yield so many subjects of ten fingers each, no finger twice in a subject."""
    rng = np.random.default_rng(seed)
    presence, quality = pool.heads & np.uint64(0x3FF), pool.heads >> np.uint64(16) & np.uint64(15)
    shift = np.arange(FINGERS, dtype=np.uint64)
    for index in range(number):
        chosen = rng.choice(len(pool), FINGERS, replace=len(pool) < FINGERS, shuffle=True)
        name = f"{prefix}{index:08d}"
        payload = bytearray(ID_LENGTH.pack(len(name)) + name.encode())
        for position, finger in enumerate(chosen.tolist(), 1):
            start = len(payload)
            payload += pool.packed[finger]
            payload[start] = position
        head = int((presence[chosen] << shift | quality[chosen] << (np.uint64(16) + np.uint64(4) * shift)).sum())
        yield PreparedSubject(name, bytes(payload), pool.codes[chosen], head)
