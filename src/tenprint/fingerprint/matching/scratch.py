"""Working memory of one thread: comparisons allocate nothing."""

from __future__ import annotations

import threading
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.matching import parameters as p
from tenprint.fingerprint.matching.kernel import kernel
from tenprint.fingerprint.matching.layout import GEOMETRY_ROWS, LANES, STRIDE, WORDS
from tenprint.fingerprint.matching.measures import COUNT

_M, _K = STRIDE, p.CANDIDATES
_FLOAT, _INT = np.float32, np.int32
_NOWHERE = np.float32(1e5)  # px: where columns without minutia lie, far from everything


class Scratch(NamedTuple):
    """Arrays that a comparison overwrites; M is `STRIDE`, K the number of candidates."""

    first: NDArray[np.float32]  # (6 * M,): geometry of A, see `load`
    second: NDArray[np.float32]  # (6 * M,): geometry of B
    words: NDArray[np.uint64]  # (M * WORDS,): descriptors of B, LANES minutiae side by side
    table: NDArray[np.uint8]  # (M * M,): similarity of each descriptor of A to each of B
    packed: NDArray[np.uint64]  # (M * M / 8,): the same memory, eight at a time
    candidates: NDArray[np.int32]  # (2, K): numbers in A and B
    values: NDArray[np.float32]  # (4, K): similarity, weight, support, work
    order: NDArray[np.int32]  # (K,)
    taken: NDArray[np.uint8]  # (2, M)
    chosen: NDArray[np.int32]  # (K,): the candidates of the core
    agreement: NDArray[np.float32]  # (K, K)
    pairs: NDArray[np.int32]  # (2, M): numbers in A and B
    last: NDArray[np.int32]  # (2, M): the pairs of the round before
    cost: NDArray[np.float32]  # (M,): of the pairs
    columns: NDArray[np.float32]  # (6 * M,): see `mapping.pair_columns`
    mapped: NDArray[np.float32]  # (11 * M,)
    keys: NDArray[np.int32]  # (M,)
    columns_b: NDArray[np.int32]  # (2 * M,)
    near: NDArray[np.int32]  # (2, M)
    partner: NDArray[np.int32]  # (2, M)
    measures: NDArray[np.float64]  # (COUNT,)


_local = threading.local()


def scratch() -> Scratch:
    """Return this thread's working memory."""
    if not hasattr(_local, "arrays"):
        table = np.zeros(_M * _M, np.uint8)
        _local.arrays = Scratch(
            first=np.zeros(GEOMETRY_ROWS * _M, _FLOAT),
            second=np.zeros(GEOMETRY_ROWS * _M, _FLOAT),
            words=np.zeros(_M * WORDS, np.uint64),
            table=table,
            packed=table.view(np.uint64),
            candidates=np.zeros((2, _K), _INT),
            values=np.zeros((4, _K), _FLOAT),
            order=np.zeros(_K, _INT),
            taken=np.zeros((2, _M), np.uint8),
            chosen=np.zeros(_K, _INT),
            agreement=np.zeros((_K, _K), _FLOAT),
            pairs=np.zeros((2, _M), _INT),
            last=np.zeros((2, _M), _INT),
            cost=np.zeros(_M, _FLOAT),
            columns=np.zeros(6 * _M, _FLOAT),
            mapped=np.zeros(11 * _M, _FLOAT),
            keys=np.zeros(_M, _INT),
            columns_b=np.zeros(2 * _M, _INT),
            near=np.zeros((2, _M), _INT),
            partner=np.zeros((2, _M), _INT),
            measures=np.zeros(COUNT, np.float64),
        )
    arrays: Scratch = _local.arrays
    return arrays


@kernel
def load(G: NDArray[np.float32], start: int, n: int, geometry: NDArray[np.float32]) -> None:
    """Copy n columns of a print from `start` on into `geometry`, rows `STRIDE` apart; the last block is filled up."""
    width = (n + LANES - 1) // LANES * LANES
    for row in range(GEOMETRY_ROWS):
        for i in range(n):
            geometry[row * STRIDE + i] = G[row, start + i]
        for i in range(n, width):
            geometry[row * STRIDE + i] = _NOWHERE if row < 2 else np.float32(0)


@kernel
def load_words(W: NDArray[np.uint64], start: int, n: int, words: NDArray[np.uint64]) -> None:
    """Copy the descriptors of n minutiae from column `start` on, word k of minutia i to where LANES of them lie.

    That is (i // LANES * WORDS + k) * LANES + i % LANES; the last block is filled up with nothing.
    """
    width = (n + LANES - 1) // LANES * LANES
    for k in range(WORDS):
        for block in range(width // LANES):
            first, at = block * LANES, (block * WORDS + k) * LANES
            for t in range(LANES):
                words[at + t] = W[k, start + first + t] if first + t < n else np.uint64(0)
