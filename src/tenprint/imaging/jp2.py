"""The resolution box of a JP2 file, which Pillow reads but does not write.

Source: ISO/IEC 15444-1, I.5.3.7: superbox `res ` in `jp2h` with box `resc`: numerators and denominators of 16 bits
and exponents of 10, in samples a metre, first down, then across.
"""

from __future__ import annotations

import struct
from fractions import Fraction

from tenprint.imaging.parameters import MM_PER_INCH

BOX = struct.Struct(">I4s")


def with_resolution(data: bytes, ppi: float) -> bytes:
    """Give a copy of a JP2 file that says its capture resolution; a bare codestream is returned as it is."""
    at = 0
    while at + BOX.size <= len(data):
        size, kind = BOX.unpack_from(data, at)
        if kind == b"jp2h":
            box = _resolution(ppi)
            grown = BOX.pack(size + len(box), kind)
            return data[:at] + grown + data[at + BOX.size : at + size] + box + data[at + size :]
        if size < BOX.size:
            break
        at += size
    return data


def _resolution(ppi: float) -> bytes:
    per_metre = ppi * 1000 / MM_PER_INCH
    ratio = Fraction(per_metre / 1000).limit_denominator(1000)
    numbers = struct.pack(">HHHHbb", *(ratio.numerator, ratio.denominator) * 2, 3, 3)
    resc = BOX.pack(BOX.size + len(numbers), b"resc") + numbers
    return BOX.pack(BOX.size + len(resc), b"res ") + resc
