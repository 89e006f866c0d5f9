"""From neighbourhoods to one vector a finger: residuals to a vocabulary, softly assigned and summed.

Jégou, Douze, Schmid, Pérez: Aggregating local descriptors into a compact image representation, CVPR 2010, section 3;
normalisation within each word and the signed square root after Arandjelović, Zisserman: All about VLAD, CVPR 2013.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.search.codes import parameters as p
from tenprint.search.codes.exponential import exponential

NEGLIGIBLE = 24.0
"""A word whose share would be less than two to minus this of the nearest word's takes this: next to nothing."""


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
    shares = (words * words).sum(1) - 2 * reduced @ words.T
    _share(shares, np.ascontiguousarray(weights, np.float32), np.float32(sharpness))
    places = ends.tolist()
    for finger, (start, end) in enumerate(pairwise(places)):
        if end - start >= p.MINIMUM_MINUTIAE:
            np.matmul(shares[start:end].T, reduced[start:end], out=out[finger])
    _normalise(shares, ends, words, out)
    return out.reshape(len(out), -1)


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def _share(shares, weights, sharpness):  # type: ignore[no-untyped-def]
    """Turn (N, WORDS) squared distances, up to one that is the same for all words, into shares; in place.

    Shares of a minutia sum up to its weight.
    """
    count = shares.shape[1]
    whole, powers = np.empty(count, np.int32), np.empty(count, np.float32)
    power_of_two = whole.view(np.float32)
    steepness = np.float32(sharpness / math.log(2))
    for i in range(len(shares)):
        row = shares[i]
        nearest = row.min()
        for w in range(count):
            at = max((nearest - row[w]) * steepness, np.float32(-NEGLIGIBLE)) + np.float32(NEGLIGIBLE)
            whole[w], powers[w] = exponential(at)
        total = np.float32(0)
        for w in range(count):
            powers[w] *= power_of_two[w]
            total += powers[w]
        scale = weights[i] / total
        for w in range(count):
            row[w] = powers[w] * scale


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def _normalise(shares, ends, words, out):  # type: ignore[no-untyped-def]
    """Turn sums of shared neighbourhoods, out (F, WORDS, COMPONENTS), into the vectors; in place."""
    count, width = words.shape
    mass = np.empty(count, np.float32)
    for finger in range(len(out)):
        sums, square = out[finger], np.float32(0)
        if ends[finger + 1] - ends[finger] < p.MINIMUM_MINUTIAE:
            continue
        mass[:] = 0
        for i in range(ends[finger], ends[finger + 1]):
            for w in range(count):
                mass[w] += shares[i, w]
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
