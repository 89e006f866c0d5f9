"""Optimal Huffman codes of at most 16 bits in which no code is all ones.

Source: ISO/IEC 10918-1, annex K.2; WSQ took the procedure over.
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

LONGEST = 16


def code_lengths(counts: NDArray[np.int64]) -> tuple[list[int], list[int]]:
    """Find how many codes there are of each length and which symbols get them.

    Args:
        counts: (256,) how often each symbol occurs.

    Returns:
        Number of codes of length 1 to 16, and the symbols in the order of their codes.
    """
    symbols = [int(s) for s in np.flatnonzero(counts)]
    # One more symbol than there is, the rarest: it takes the code of all ones, which then means nothing.
    heap: list[tuple[int, int, tuple[int, ...]]] = [(int(counts[s]), s, (s,)) for s in symbols]
    heap.append((0, 256, (256,)))
    depth = dict.fromkeys([*symbols, 256], 0)
    heapq.heapify(heap)
    while len(heap) > 1:
        first, second = heapq.heappop(heap), heapq.heappop(heap)
        members = first[2] + second[2]
        for symbol in members:
            depth[symbol] += 1
        heapq.heappush(heap, (first[0] + second[0], min(first[1], second[1]), members))
    of_length = [0] * (max(depth.values(), default=0) + LONGEST + 1)
    for length in depth.values():
        of_length[length] += 1
    _shorten(of_length)
    last = max((n for n in range(1, LONGEST + 1) if of_length[n]), default=0)
    of_length[last] -= 1  # the reserved code
    order = sorted(symbols, key=lambda s: (depth[s], s))
    return of_length[1 : LONGEST + 1], order


def _shorten(of_length: list[int]) -> None:
    """Move codes longer than 16 bits up: a pair of them becomes one code a bit shorter and two below another code."""
    for length in range(len(of_length) - 1, LONGEST, -1):
        while of_length[length] > 0:
            shorter = length - 2
            while of_length[shorter] == 0:
                shorter -= 1
            of_length[length] -= 2
            of_length[length - 1] += 1
            of_length[shorter + 1] += 2
            of_length[shorter] -= 1


def assign(of_length: list[int], symbols: list[int]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Give (256,) code words and (256,) their lengths; 0 for symbols without a code."""
    words, lengths = np.zeros(256, dtype=np.uint32), np.zeros(256, dtype=np.uint8)
    word = taken = 0
    for length, count in enumerate(of_length, start=1):
        for symbol in symbols[taken : taken + count]:
            words[symbol], lengths[symbol] = word, length
            word += 1
        taken += count
        word <<= 1
    return words, lengths
