"""From neighbourhoods to one vector a finger: residuals to a vocabulary, softly assigned and summed.

Jégou, Douze, Schmid, Pérez: Aggregating local descriptors into a compact image representation, CVPR 2010, section 3;
normalisation within each word and the signed square root after Arandjelović, Zisserman: All about VLAD, CVPR 2013.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.search.codes import parameters as p


def aggregate(
    reduced: NDArray[np.float32], words: NDArray[np.float32], sharpness: float = p.ASSIGNMENT_SHARPNESS
) -> NDArray[np.float32]:
    """Return the (WORDS * COMPONENTS,) float32 vector of a finger, of length one, zero where there is nothing.

    Args:
        reduced: (n, COMPONENTS) neighbourhoods of its minutiae.
        words: (WORDS, COMPONENTS) vocabulary.
        sharpness: of the assignment, 1 / squared distance.
    """
    if len(reduced) < p.MINIMUM_MINUTIAE:
        return np.zeros(words.size, np.float32)
    distance = (words * words).sum(1) - 2 * reduced @ words.T
    share = np.exp(-sharpness * (distance - distance.min(1, keepdims=True)))
    share /= share.sum(1, keepdims=True)
    mass = share.sum(0)
    residual = share.T @ reduced - mass[:, None] * words
    length = np.sqrt(np.einsum("ij,ij->i", residual, residual))
    residual *= (np.sqrt(mass) / np.maximum(length, 1e-6))[:, None]
    flat = residual.ravel()
    flat = np.sign(flat) * np.sqrt(np.abs(flat))
    return np.asarray(flat / max(float(np.sqrt(flat @ flat)), 1e-9), np.float32)
