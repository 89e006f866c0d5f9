"""Quantise and entropy-code coefficients."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from tenprint.imaging.wsq.huffman import (
    MINUS_8,
    MINUS_16,
    PLUS_8,
    PLUS_16,
    RUN_LAST,
    VALUE_FIRST,
    VALUE_LAST,
    VALUE_ZERO,
    ZEROS_8,
    ZEROS_16,
)

RUN_AT_MOST = 65535
WORST_BYTES = 8  # a coefficient never takes more: code of 16 bits, 16 bits, each byte stuffed


@numba.njit(nogil=True, cache=True)
def quantise(
    plane: NDArray[np.float32],
    bands: NDArray[np.int32],
    bins: NDArray[np.float32],
    zeros: NDArray[np.float32],
    out: NDArray[np.int32],
) -> int:
    """Quantise the sent subbands in order into `out`; returns how many coefficients that were."""
    at = 0
    for band in range(bands.shape[0]):
        step = bins[band]
        if step == 0:
            continue
        x, y, width, height = bands[band]
        half = zeros[band] / np.float32(2)
        for row in range(y, y + height):
            for column in range(x, x + width):
                value = plane[row, column]
                if value > half:
                    out[at] = min(int((value - half) / step) + 1, 32767)
                elif value < -half:
                    out[at] = max(int((value + half) / step) - 1, -32767)
                else:
                    out[at] = 0
                at += 1
    return at


@numba.njit(nogil=True, cache=True)
def symbols_of(coefficients: NDArray[np.int32], symbols: NDArray[np.uint8], extras: NDArray[np.uint16]) -> int:
    """Turn the coefficients of a block into symbols and the numbers that follow them; returns how many symbols."""
    count = 0
    n = 0
    while n < coefficients.size:
        value = coefficients[n]
        if value == 0:
            run = 1
            while n + run < coefficients.size and coefficients[n + run] == 0 and run < RUN_AT_MOST:
                run += 1
            n += run
            extras[count] = run
            if run <= RUN_LAST:
                symbols[count] = run
            else:
                symbols[count] = ZEROS_8 if run < 256 else ZEROS_16
        else:
            n += 1
            extras[count] = abs(value)
            if VALUE_FIRST - VALUE_ZERO <= value <= VALUE_LAST - VALUE_ZERO:
                symbols[count] = value + VALUE_ZERO
            elif value > 0:
                symbols[count] = PLUS_8 if value < 256 else PLUS_16
            else:
                symbols[count] = MINUS_8 if value > -256 else MINUS_16
        count += 1
    return count


@numba.njit(nogil=True, cache=True)
def write_bits(
    symbols: NDArray[np.uint8],
    extras: NDArray[np.uint16],
    words: NDArray[np.uint32],
    lengths: NDArray[np.uint8],
    out: NDArray[np.uint8],
) -> int:
    """Write the codes of a block, with stuffed bytes, padded with ones; returns how many bytes."""
    bits = np.uint64(0)
    count = 0
    size = 0
    for n in range(symbols.size + 1):
        if n == symbols.size:
            pad = (8 - count % 8) % 8
            bits = (bits << np.uint64(pad)) | ((np.uint64(1) << np.uint64(pad)) - np.uint64(1))
            count += pad
        else:
            symbol = symbols[n]
            bits = (bits << np.uint64(lengths[symbol])) | np.uint64(words[symbol])
            count += lengths[symbol]
            if PLUS_8 <= symbol <= ZEROS_16:
                wide = 8 if symbol in (PLUS_8, MINUS_8, ZEROS_8) else 16
                bits = (bits << np.uint64(wide)) | np.uint64(extras[n])
                count += wide
        while count >= 8:
            count -= 8
            byte = (bits >> np.uint64(count)) & np.uint64(0xFF)
            out[size] = byte
            size += 1
            if byte == 0xFF:
                out[size] = 0
                size += 1
    return size
