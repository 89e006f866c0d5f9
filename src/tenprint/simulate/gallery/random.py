"""Random numbers inside kernels: SplitMix64 streams (Steele, Lea, Flood, OOPSLA 2014), keyed by what is drawn.

Integers only, and normal numbers as sums of uniform ones: the same bits on every machine.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_1, _16, _32, _48, _MASK = np.uint64(1), np.uint64(16), np.uint64(32), np.uint64(48), np.uint64(0xFFFF)

State = NDArray[np.uint64]  # (1,)


@njit(cache=True, nogil=True)
def word(state: State) -> int:
    """Return the next 64 random bits."""
    state[0] += _GOLDEN
    z = state[0]
    z = (z ^ (z >> _30)) * _FIRST
    z = (z ^ (z >> _27)) * _SECOND
    return z ^ (z >> _31)  # type: ignore[no-any-return]


@njit(cache=True, nogil=True)
def enter(state: State, seed: int, subject: int, finger: int, occasion: int) -> None:
    """Start the stream of a subject (finger 0), a finger (occasion 0) or an impression of it."""
    state[0] = np.uint64(seed)
    state[0] = np.uint64(word(state)) ^ np.uint64(subject)
    state[0] = np.uint64(word(state)) ^ np.uint64(finger)
    state[0] = np.uint64(word(state)) ^ np.uint64(occasion)
    state[0] = np.uint64(word(state))


@njit(cache=True, nogil=True)
def uniform(state: State) -> float:
    """Return a uniform number in [0, 1)."""
    return np.float64(np.uint64(word(state)) >> _11) * 1.1102230246251565e-16


@njit(cache=True, nogil=True)
def normal(state: State) -> float:
    """Return a nearly normal number: the sum of four 16-bit uniform ones (variance 1, within 3.46)."""
    w = np.uint64(word(state))
    total = np.int64(w & _MASK) + np.int64((w >> _16) & _MASK) + np.int64((w >> _32) & _MASK) + np.int64(w >> _48)
    return (np.float64(total) - 131070.0) * 2.6428997921303014e-05


@njit(cache=True, nogil=True, inline="always")
def mix(first: np.uint64, number: np.uint64) -> np.uint64:
    """Return a word of the stream that starts at `first` by its number, without a state: for loops in vectors."""
    z = first + (number + _1) * _GOLDEN
    z = (z ^ (z >> _30)) * _FIRST
    z = (z ^ (z >> _27)) * _SECOND
    return z ^ (z >> _31)
