"""From neighbourhoods to one vector a finger: residuals to a vocabulary, softly assigned and summed.

Jégou, Douze, Schmid, Pérez: Aggregating local descriptors into a compact image representation, CVPR 2010, section 3;
normalisation within each word and the signed square root after Arandjelović, Zisserman: All about VLAD, CVPR 2013.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.search.codes import parameters as p

NEGLIGIBLE = 16.0
"""A word whose share is e to minus this of the nearest word's takes nothing."""


def aggregate(
    reduced: NDArray[np.float32],
    weights: NDArray[np.float32],
    words: NDArray[np.float32],
    sharpness: float = p.ASSIGNMENT_SHARPNESS,
) -> NDArray[np.float32]:
    """Return the (WORDS * COMPONENTS,) float32 vector of a finger, of length one, zero where there is nothing.

    Args:
        reduced: (n, COMPONENTS) neighbourhoods of its minutiae.
        weights: (n,) how much each counts.
        words: (WORDS, COMPONENTS) vocabulary.
        sharpness: of the assignment, 1 / squared distance.
    """
    ends = np.array([0, len(reduced)])
    vector: NDArray[np.float32] = aggregate_fingers(reduced, weights, ends, words, sharpness)[0]
    return vector


def aggregate_fingers(
    reduced: NDArray[np.float32],
    weights: NDArray[np.float32],
    ends: NDArray[np.int64],
    words: NDArray[np.float32],
    sharpness: float = p.ASSIGNMENT_SHARPNESS,
) -> NDArray[np.float32]:
    """Return (F, WORDS * COMPONENTS), see `aggregate`, of fingers one after the other.

    Args:
        reduced: (N, COMPONENTS) of the minutiae of all fingers.
        weights: (N,) how much each counts.
        ends: (F + 1,) where the fingers begin and end.
        words, sharpness: see `aggregate`.
    """
    out = np.zeros((len(ends) - 1, *words.shape), np.float32)
    reduced, words = np.ascontiguousarray(reduced, np.float32), np.ascontiguousarray(words, np.float32)
    distances = (words * words).sum(1) - 2 * reduced @ words.T
    weights = np.ascontiguousarray(weights, np.float32)
    _aggregate(reduced, weights, distances, ends, words, np.float32(sharpness), out)
    return out.reshape(len(out), -1)


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def _aggregate(reduced, weights, distances, ends, words, sharpness, out):  # type: ignore[no-untyped-def]
    """Fill out (F, WORDS, COMPONENTS), zero before; distances (N, WORDS) up to the square of the neighbourhood."""
    count, width = words.shape
    mass, shares = np.empty(count, np.float32), np.empty(count, np.float32)
    for finger in range(len(out)):
        start, end, sums = ends[finger], ends[finger + 1], out[finger]
        if end - start < p.MINIMUM_MINUTIAE:
            continue
        mass[:] = 0
        for i in range(start, end):
            nearest = distances[i].min()
            total = np.float32(0)
            for w in range(count):
                gap = sharpness * (distances[i, w] - nearest)
                shares[w] = math.exp(-gap) if gap < np.float32(NEGLIGIBLE) else np.float32(0)
                total += shares[w]
            for w in range(count):
                if shares[w] > 0:
                    share = weights[i] * shares[w] / total
                    mass[w] += share
                    for k in range(width):
                        sums[w, k] += share * reduced[i, k]
        square = np.float32(0)
        for w in range(count):
            length = np.float32(0)
            for k in range(width):
                sums[w, k] -= mass[w] * words[w, k]
                length += sums[w, k] * sums[w, k]
            scale = np.float32(math.sqrt(mass[w]) / max(math.sqrt(length), 1e-6))
            for k in range(width):
                value = sums[w, k] * scale
                square += abs(value)
                sums[w, k] = math.copysign(math.sqrt(abs(value)), value)
        scale = np.float32(1 / max(math.sqrt(square), 1e-9))
        for w in range(count):
            for k in range(width):
                sums[w, k] *= scale
