"""Training of the projection: plain statistics of neighbourhoods and aggregates, no labels but "same finger"."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

from tenprint.search.codes import parameters as p
from tenprint.search.codes.aggregate import aggregate

SAMPLE = 40_000
KMEANS_ROUNDS = 20


def train(described: list[NDArray[np.float32]], weights: list[NDArray[np.float32]], seed: int = 0) -> bytes:
    """Return the bytes of a projection file.

    Args:
        described: for each of at least a thousand templates the (n, DIMENSIONS) neighbourhoods of its minutiae.
        weights: for each template (n,) how much each of them counts (`centre.centre_weights`).
        seed: of the sampling and of the rotation.
    """
    rng = np.random.default_rng(seed)
    everything = np.concatenate(described)
    sample = everything[rng.choice(len(everything), min(SAMPLE, len(everything)), replace=False)].astype(np.float64)
    mean = sample.mean(0)
    components = _principal(sample - mean)[1][:, : p.COMPONENTS].astype(np.float32)
    words = _vocabulary(((sample - mean) @ components).astype(np.float32), rng)
    reduced = [((d - mean) @ components).astype(np.float32) for d in described]
    aggregates = np.stack([aggregate(r, w, words) for r, w in zip(reduced, weights, strict=True)]).astype(np.float64)
    centre = aggregates.mean(0)
    variance, axes = _principal(aggregates - centre)
    axes = axes[:, : p.BITS] * variance[: p.BITS] ** -p.WHITENING_POWER
    rotation = np.linalg.qr(rng.normal(size=(p.BITS, p.BITS)))[0]
    planes = axes @ rotation
    # Only the side of a plane counts, so each is scaled to 8 bits by itself.
    whole = np.rint(planes * (127 / np.abs(planes).max(0))).astype(np.int8)
    file = io.BytesIO()
    np.savez_compressed(
        file,
        mean=mean.astype(np.float32),
        components=components,
        words=words,
        centre=centre.astype(np.float32),
        planes=whole,
    )
    return file.getvalue()


def _principal(centred: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return variances, falling, and axes as columns."""
    variance, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    return np.maximum(variance[::-1], 1e-12), axes[:, ::-1]


def _vocabulary(reduced: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return (WORDS, COMPONENTS) centres by k-means (Lloyd 1982)."""
    centres = reduced[rng.choice(len(reduced), p.WORDS, replace=False)].copy()
    for _ in range(KMEANS_ROUNDS):
        nearest = np.argmin((centres * centres).sum(1) - 2 * reduced @ centres.T, axis=1)
        for word in range(p.WORDS):
            members = reduced[nearest == word]
            if len(members):
                centres[word] = members.mean(0)
    return centres
