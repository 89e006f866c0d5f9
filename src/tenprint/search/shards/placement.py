"""Which shard holds a subject: rendezvous hashing, so that a further shard takes its share and nothing else moves."""

from __future__ import annotations

import hashlib


def shard_of(subject: str, shards: int) -> int:
    """Return the number of a subject's shard, 0 to shards - 1.

    The shard with the highest hash of (subject, shard) wins (Thaler and Ravishankar 1998, "Using name-based mappings
    to increase hit rates"): going from n to n + 1 shards moves one subject in n + 1, all of them to the new shard.
    """
    return max(range(shards), key=lambda shard: hashlib.blake2b(f"{shard}/{subject}".encode(), digest_size=8).digest())
