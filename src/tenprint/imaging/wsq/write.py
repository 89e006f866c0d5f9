"""Write segments and the decimal fractions of WSQ."""

from __future__ import annotations


def segment(marker: int, body: bytes) -> bytes:
    """Write a marker with its length and payload."""
    return marker.to_bytes(2, "big") + (len(body) + 2).to_bytes(2, "big") + body


def fraction(value: float, size: int, *, signed: bool | None = None) -> bytes:
    """Write a number as [sign,] exponent of ten and an integer of `size` bytes with as many digits as fit.

    Args:
        value: the number; not negative unless `signed`.
        size: bytes of the integer, 2 or 4.
        signed: whether a sign byte comes first; by default for integers of 4 bytes, which only filters have.
    """
    signed = size == 4 if signed is None else signed
    magnitude, exponent = abs(value), 0
    if magnitude:
        while magnitude * 10 ** (exponent + 1) < (1 << (8 * size)) - 1 and exponent < 254:
            exponent += 1
    number = round(magnitude * 10**exponent)
    sign = bytes([value < 0]) if signed else b""
    return b"".join((sign, bytes([exponent]), number.to_bytes(size, "big")))
