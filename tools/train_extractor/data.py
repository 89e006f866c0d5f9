"""An endless, deterministic stream of batches: a pool of synthetic patches, some replaced at every step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.simulate.patches import Patch, make_patch
from train_extractor import parameters as p
from train_extractor.targets import collate, turned

Batch = tuple[NDArray[np.float32], ...]


def _vary(rng: np.random.Generator, patch: Patch) -> Patch:
    """A patch seen anew: turned, mirrored, with other contrast."""
    patch = turned(patch, int(rng.integers(4)), bool(rng.integers(2)))
    if rng.random() < 0.3:
        paler = 255 - (255 - patch.image.astype(np.float32)) * np.float32(rng.uniform(0.4, 1.0))
        patch = Patch(paler.astype(np.uint8), patch.minutiae, patch.ridges, patch.field, patch.area)
    return patch


class Stream:
    """Batch `step` depends on the seed and the step alone, so a resumed run continues with the same data."""

    def __init__(self, seed: int, first_step: int = 0) -> None:
        self._seed = seed
        self._pool: list[Patch] = []
        last = p.BATCH * 8 + first_step * p.FRESH
        for number in range(max(0, last - p.POOL), last):
            self._put(number)

    def _put(self, number: int) -> None:
        patch = make_patch(self._seed * (1 << 32) + number)
        slot = number % p.POOL
        if slot < len(self._pool):
            self._pool[slot] = patch
        else:
            self._pool.append(patch)

    def batch(self, step: int) -> Batch:
        """The batch of a step; steps must be asked for in order."""
        start = p.BATCH * 8 + step * p.FRESH
        for number in range(start, start + p.FRESH):
            self._put(number)
        rng = np.random.default_rng([self._seed, step])
        chosen = rng.integers(0, len(self._pool), p.BATCH)
        return collate([_vary(rng, self._pool[k]) for k in chosen])


def validation() -> Batch:
    """Patches that no training run sees."""
    return collate([make_patch(p.VALIDATION_SEED + k) for k in range(p.VALIDATION)])
