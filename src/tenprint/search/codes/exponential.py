"""Powers of two of fractions, made of bits, because a loop over them then runs on vectors."""

from __future__ import annotations

import numpy as np
from numba import njit

_LINEAR, _SQUARE, _CUBE = np.float32(0.695976), np.float32(0.224940), np.float32(0.079084)
"""2^f for 0 <= f < 1 is 1 + f (_LINEAR + f (_SQUARE + f _CUBE)) to 2e-4 (least squares, exact at both ends)."""

_BIAS, _MANTISSA = np.int32(127), np.int32(23)
"""Of IEEE 754 single precision."""


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy", inline="always")
def exponential(at):  # type: ignore[no-untyped-def]
    """Return two numbers whose product is 2^at, 0 <= at < 127: the bits of a power of two as int32, and a float32.

    The caller stores the bits in an array and reads them through a float32 view of the same memory.
    """
    lower = np.int32(at)
    f = at - np.float32(lower)
    return (lower + _BIAS) << _MANTISSA, np.float32(1) + f * (_LINEAR + f * (_SQUARE + f * _CUBE))
