"""Working memory of one thread: comparisons allocate nothing."""

from __future__ import annotations

import threading
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p


class Scratch(NamedTuple):
    """Arrays that a comparison overwrites."""

    table: NDArray[np.uint8]  # (MAX_MINUTIAE, MAX_MINUTIAE)
    counts: NDArray[np.uint64]  # (3, MAX_MINUTIAE)
    histogram: NDArray[np.int32]  # (256,)
    pairs: NDArray[np.int32]  # (3, CANDIDATES): minutia of A, minutia of B, chosen
    values: NDArray[np.float32]  # (4, CANDIDATES): similarity, weight, support, work
    columns: NDArray[np.float32]  # (6, CANDIDATES)
    agreement: NDArray[np.float32]  # (CANDIDATES, CANDIDATES)


_local = threading.local()


def scratch() -> Scratch:
    """Return this thread's working memory."""
    if not hasattr(_local, "arrays"):
        m, k = p.MAX_MINUTIAE, p.CANDIDATES
        _local.arrays = Scratch(
            np.zeros((m, m), np.uint8),
            np.zeros((3, m), np.uint64),
            np.zeros(256, np.int32),
            np.zeros((3, k), np.int32),
            np.zeros((4, k), np.float32),
            np.zeros((6, k), np.float32),
            np.zeros((k, k), np.float32),
        )
    arrays: Scratch = _local.arrays
    return arrays
