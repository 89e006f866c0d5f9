"""Entropy decoding: Huffman symbols to quantised coefficients."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

# Symbols (IAFIS-IC-0110, Huffman coder input symbols): 1-100 a run of so many zeros; 101 to 106 below; 107 to 254 the
# coefficient plus 180.
RUN_LAST = 100
PLUS_8, MINUS_8, PLUS_16, MINUS_16, ZEROS_8, ZEROS_16 = 101, 102, 103, 104, 105, 106
VALUE_FIRST, VALUE_LAST, VALUE_ZERO = 107, 254, 180

# Outcomes of a block.
DONE, BAD_CODE, TRUNCATED, TOO_MANY = 0, 1, 2, 3


@numba.njit(nogil=True, cache=True)
def decode_block(
    data: NDArray[np.uint8],
    position: int,
    table: NDArray[np.uint16],
    out: NDArray[np.int16],
    filled: int,
) -> tuple[int, int, int]:
    """Decode the coded data of one block.

    A byte FF is followed by a stuffed 00; FF with anything else is the marker that ends the block. Bits left over
    before it are ones, which start no code.

    Args:
        data: (n,) uint8, the file.
        position: where the coded data starts.
        table: (65536,) uint16 from `tables.read_huffman`.
        out: (m,) int16, all coefficients of the image in the order of the subbands; must be zero from `filled` on.
        filled: how many of them earlier blocks gave.

    Returns:
        Outcome (`DONE`, ...), position of the marker after the block (or of the fault), number of coefficients.
    """
    size = data.size
    room = out.size
    bits = np.uint64(0)  # the next bits, right-aligned
    count = 0  # how many there are
    ended = False
    while True:
        while count <= 48 and not ended:
            if position >= size:
                ended = True
                break
            byte = data[position]
            if byte == 0xFF:
                if position + 1 < size and data[position + 1] == 0:
                    position += 2
                else:
                    ended = True
                    break
            else:
                position += 1
            bits = (bits << np.uint64(8)) | np.uint64(byte)
            count += 8
        if count >= 16:
            peek = (bits >> np.uint64(count - 16)) & np.uint64(0xFFFF)
        else:
            pad = np.uint64(16 - count)
            peek = ((bits << pad) | ((np.uint64(1) << pad) - np.uint64(1))) & np.uint64(0xFFFF)
        entry = table[peek]
        length = entry >> 8
        symbol = entry & 0xFF
        if length == 0 or length > count:
            if ended and count < 16:
                return DONE, position, filled
            return BAD_CODE, position, filled
        count -= length
        if symbol >= VALUE_FIRST:
            if symbol > VALUE_LAST:
                return BAD_CODE, position, filled
            if filled >= room:
                return TOO_MANY, position, filled
            out[filled] = symbol - VALUE_ZERO
            filled += 1
        elif symbol <= RUN_LAST:
            if symbol == 0:
                return BAD_CODE, position, filled
            filled += symbol  # the array holds zeros already
            if filled > room:
                return TOO_MANY, position, room
        else:
            wide = 8 if symbol in (PLUS_8, MINUS_8, ZEROS_8) else 16
            if wide > count:
                return TRUNCATED, position, filled
            count -= wide
            number = int((bits >> np.uint64(count)) & ((np.uint64(1) << np.uint64(wide)) - np.uint64(1)))
            if symbol >= ZEROS_8:
                filled += number
                if filled > room:
                    return TOO_MANY, position, room
            else:
                if filled >= room:
                    return TOO_MANY, position, filled
                if symbol in (MINUS_8, MINUS_16):
                    number = -number
                out[filled] = np.int16(number)
                filled += 1
