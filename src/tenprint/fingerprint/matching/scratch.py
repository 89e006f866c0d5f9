"""Working memory of one thread: comparisons allocate nothing."""

from __future__ import annotations

import threading
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.measures import COUNT

_M, _K = p.MAX_MINUTIAE, max(p.CANDIDATES, p.MAX_MINUTIAE)
_FLOAT, _INT = np.float32, np.int32


class Scratch(NamedTuple):
    """Arrays that a comparison overwrites; M is `MAX_MINUTIAE`, K the most pairs."""

    table: NDArray[np.uint8]  # (M, M): similarity of each descriptor of A to each of B
    counts: NDArray[np.uint64]  # (3, M)
    histogram: NDArray[np.int32]  # (256,)
    candidates: NDArray[np.int32]  # (2, K): numbers in A and B
    values: NDArray[np.float32]  # (4, K): similarity, weight, support, work
    chosen: NDArray[np.int32]  # (K,): the candidates of the core
    agreement: NDArray[np.float32]  # (K, K)
    pairs: NDArray[np.int32]  # (2, K): numbers in A and B
    columns: NDArray[np.float32]  # (6, K): see `mapping.pair_columns`
    sums: NDArray[np.float32]  # (7, M)
    mapped: NDArray[np.float32]  # (4, M)
    best: NDArray[np.int32]  # (2, M)
    cost: NDArray[np.float32]  # (2, M)
    near: NDArray[np.float32]  # (2, M)
    measures: NDArray[np.float64]  # (COUNT,)


_local = threading.local()


def scratch() -> Scratch:
    """Return this thread's working memory."""
    if not hasattr(_local, "arrays"):
        _local.arrays = Scratch(
            table=np.zeros((_M, _M), np.uint8),
            counts=np.zeros((3, _M), np.uint64),
            histogram=np.zeros(256, _INT),
            candidates=np.zeros((2, _K), _INT),
            values=np.zeros((4, _K), _FLOAT),
            chosen=np.zeros(_K, _INT),
            agreement=np.zeros((_K, _K), _FLOAT),
            pairs=np.zeros((2, _K), _INT),
            columns=np.zeros((6, _K), _FLOAT),
            sums=np.zeros((7, _M), _FLOAT),
            mapped=np.zeros((4, _M), _FLOAT),
            best=np.zeros((2, _M), _INT),
            cost=np.zeros((2, _M), _FLOAT),
            near=np.zeros((2, _M), _FLOAT),
            measures=np.zeros(COUNT, np.float64),
        )
    arrays: Scratch = _local.arrays
    return arrays
