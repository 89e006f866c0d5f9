"""Random streams: every draw comes from a stream named by the seed and by what is drawn, never from a shared one.

So a print is the same whatever was made before it, in whatever order and by however many workers.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

Name = int | str | tuple["Name", ...]


def stream(*names: Name) -> np.random.Generator:
    """Return the Philox generator (Salmon et al. 2011) whose 128-bit key is a digest of the names."""
    digest = hashlib.blake2b(repr(names).encode(), digest_size=16).digest()
    key = np.frombuffer(digest, dtype="<u8").astype(np.uint64)
    return np.random.Generator(np.random.Philox(key=key))


def noise_bytes(generator: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return independent uniform bytes of the given shape, straight from the bit generator."""
    count = int(np.prod(shape))
    words = generator.bit_generator.random_raw((count + 7) // 8)
    return np.asarray(words, dtype="<u8").view(np.uint8)[:count].reshape(shape)
