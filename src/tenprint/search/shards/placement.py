"""Which shard holds a subject: rendezvous hashing, so that a further shard takes its share and nothing else moves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Place(NamedTuple):
    """One copy of one shard, both counted from 0."""

    shard: int
    copy: int

    def __str__(self) -> str:
        return f"copy {self.copy} of shard {self.shard}"

    def folder(self, root: Path) -> Path:
        """Return where its gallery lies."""
        return root / f"shard-{self.shard:04d}" / f"copy-{self.copy}"


def shard_of(subject: str, shards: int) -> int:
    """Return the number of a subject's shard, 0 to shards - 1.

    The shard with the highest hash of (subject, shard) wins (Thaler and Ravishankar 1998, "Using name-based mappings
    to increase hit rates"): going from n to n + 1 shards moves one subject in n + 1, all of them to the new shard.
    """
    return max(range(shards), key=lambda shard: hashlib.blake2b(f"{shard}/{subject}".encode(), digest_size=8).digest())


def homes(subject: str, shards: int, before: Iterable[int] = ()) -> list[int]:
    """Return the shards where a subject may lie: its own first, then those of smaller numbers of shards before."""
    return list(dict.fromkeys(shard_of(subject, number) for number in (shards, *before)))
