"""Templates and a matcher for tests of the search: random minutiae, their noisy second impressions, a plain score."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from tenprint.fingerprint.template import Template


def template(rng: np.random.Generator, minutiae: int = 40, *, quality: int = 60) -> Template:
    """Return a random finger."""
    return Template(
        x=rng.integers(0, 400, minutiae).astype(np.float32),
        y=rng.integers(0, 500, minutiae).astype(np.float32),
        direction=(rng.integers(0, 256, minutiae) * (2 * np.pi / 256)).astype(np.float32),
        kind=rng.integers(0, 3, minutiae).astype(np.uint8),
        quality=np.full(minutiae, quality, np.uint8),
        width=400,
        height=500,
        impression=1,
        finger_quality=quality,
    )


def again(rng: np.random.Generator, first: Template, *, keep: float = 0.8, noise: float = 2.0) -> Template:
    """Return a second impression: some minutiae missing, the others moved a little."""
    kept = rng.random(len(first)) < keep
    n = int(kept.sum())
    return Template(
        x=(first.x[kept] + rng.normal(0, noise, n)).astype(np.float32),
        y=(first.y[kept] + rng.normal(0, noise, n)).astype(np.float32),
        direction=((first.direction[kept] + rng.normal(0, 0.1, n)) % (2 * np.pi)).astype(np.float32),
        kind=first.kind[kept],
        quality=first.quality[kept],
        width=first.width,
        height=first.height,
        finger_quality=first.finger_quality,
    )


class NearestMatcher:
    """Counts minutiae that lie near one of the other print; works only for prints in the same pose."""

    def prepare(self, finger: Template) -> Template:
        return finger

    def compare(self, search: Template, filed: Template) -> tuple[float, float]:
        if not len(search) or not len(filed):
            return 0.0, 0.0
        distance = np.hypot(search.x[:, None] - filed.x[None], search.y[:, None] - filed.y[None])
        share = float((distance.min(axis=1) < 8).mean())
        return share, 20 * (share - 0.5)


class DigestEncoder:
    """Codes that depend on every minutia and cost nothing; they find only the very same template."""

    name = "digest"

    def encode(self, templates: Sequence[Template]) -> np.ndarray:
        digests = [hashlib.blake2b(t.x.tobytes() + t.y.tobytes()).digest() for t in templates]
        return np.frombuffer(b"".join(digests), "<u8").reshape(len(templates), 8).copy()

    def encode_weighted(self, templates: Sequence[Template]) -> tuple[np.ndarray, np.ndarray]:
        # A quarter of the bits each count 0, 1, 2 and 3.
        once, twice = np.full((len(templates), 8), 0x5555555555555555), np.full((len(templates), 8), 0x3333333333333333)
        return self.encode(templates), np.stack([once, twice], axis=1).astype(np.uint64)
