"""Uncompressed pixels: what ANSI/NIST-ITL calls GCA 0 and CGA NONE."""

from __future__ import annotations

import numpy as np

from tenprint.errors import ImageError
from tenprint.imaging.formats import Format
from tenprint.imaging.image import Image
from tenprint.imaging.limits import check_pixels
from tenprint.imaging.parameters import DEFAULT_LIMITS, Limits


def decode_raw(
    data: bytes,
    width: int,
    height: int,
    bits: int = 8,
    *,
    ppi: float | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Image:
    """Take uncompressed pixels, row by row from the top left.

    Args:
        data: width * height pixels of 8 bits, or of 16 bits big-endian (the upper eight are kept). More bytes than
            that are tolerated, since some records are padded; fewer are not.
        width, height: in pixels.
        bits: bits a pixel, 8 or 16.
        ppi: the record's resolution.
        limits: what is refused.

    Raises:
        ImageError: too few bytes, an unknown depth, or above the limits.

    Source: ANSI/NIST-ITL 1-2011, clause 7.7.9 (uncompressed images have one byte a pixel, or two where BPX says so).
    """
    check_pixels(width, height, limits)
    if bits not in (8, 16):
        raise ImageError(f"raw pixels of {bits} bits are not supported", remedy="Only 8 and 16 bits are.")
    size = width * height * bits // 8
    if len(data) < size:
        raise ImageError(f"{width} x {height} pixels of {bits} bits need {size:,} bytes, there are {len(data):,}")
    if bits == 16:
        pixels = (np.frombuffer(data, dtype=">u2", count=width * height) >> 8).astype(np.uint8)
    else:
        pixels = np.frombuffer(data, dtype=np.uint8, count=width * height).copy()
    return Image(pixels.reshape(height, width), ppi, Format.RAW)
