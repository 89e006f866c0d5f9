"""The stored form of a finger: 12 bytes and 4 bytes a minutia, with a resolution that matching does not feel.

Layout, little-endian: position u8, count u8, finger quality u8, impression u8, origin x u16, origin y u16, width u16,
height u16, then a u32 a minutia: x 10 bits, y 10 bits (px from the origin), direction 8 bits (1/256 turn), kind 2
bits, quality 2 bits (the middle of its quarter). Rounding moves a minutia by at most 0.5 px and 0.7 degrees; the
spread of the same minutia between two impressions is some 3 px and 5 degrees.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import CorruptionError, UsageError
from tenprint.fingerprint.template import Template
from tenprint.search.codes.centre import in_centre
from tenprint.search.parameters import COORDINATE_LIMIT, MAXIMUM_MINUTIAE

HEADER = struct.Struct("<BBBBHHHH")
HEADER_BYTES = HEADER.size
TURN = 2 * np.pi
SOURCE = "gallery"


def packed_size(minutiae: int) -> int:
    """Return the bytes that a finger of this many minutiae takes."""
    return HEADER.size + 4 * minutiae


def pack_finger(template: Template, position: int) -> bytes:
    """Return the stored form of a finger.

    Args:
        template: any template. Of more than `MAXIMUM_MINUTIAE` minutiae those in the centre of the print are kept
            first, and of these and the others the best by quality (the first).
        position: finger position code 1 to 10 (ANSI/NIST-ITL table 12).

    Raises:
        UsageError: the position is not 1 to 10.
    """
    if not 1 <= position <= 10:
        raise UsageError(
            f"a gallery stores fingers 1 to 10, not position {position}", remedy="Give the position of each finger."
        )
    x, y = np.rint(template.x).astype(np.int64), np.rint(template.y).astype(np.int64)
    left, top = (int(x.min()), int(y.min())) if len(x) else (0, 0)
    near = _most_useful(template, (x - left <= COORDINATE_LIMIT) & (y - top <= COORDINATE_LIMIT))
    turn = np.rint(template.direction[near].astype(np.float64) * (256 / TURN)).astype(np.int64) & 255
    words = (
        (x[near] - left)
        | (y[near] - top) << 10
        | turn << 20
        | (template.kind[near].astype(np.int64) & 3) << 28
        | np.minimum(template.quality[near].astype(np.int64) // 25, 3) << 30
    ).astype("<u4")
    head = HEADER.pack(
        position,
        len(near),
        min(template.finger_quality, 255),
        template.impression & 255,
        *(min(max(v, 0), 65535) for v in (left, top, template.width, template.height)),
    )
    return head + words.tobytes()


def _most_useful(template: Template, possible: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return which minutiae to keep, in their order: a plain print shows only the centre of a rolled one."""
    if len(possible) <= MAXIMUM_MINUTIAE and possible.all():
        return np.arange(len(possible))
    middle = in_centre(template.x, template.y, template.direction) & possible
    chosen = np.concatenate([np.flatnonzero(middle), np.flatnonzero(possible & ~middle)])[:MAXIMUM_MINUTIAE]
    return np.sort(chosen)


def unpack_finger(data: bytes | memoryview, offset: int = 0) -> tuple[int, Template, int]:
    """Read one finger back.

    Returns:
        its position, its template, and the offset after it.

    Raises:
        CorruptionError: the bytes end too early.
    """
    if len(data) < offset + HEADER.size:
        raise CorruptionError(f"a stored finger ends after {len(data) - offset} of {HEADER.size} header bytes")
    position, count, quality, impression, left, top, width, height = HEADER.unpack_from(data, offset)
    end = offset + packed_size(count)
    if len(data) < end:
        raise CorruptionError(f"a stored finger of {count} minutiae ends after {len(data) - offset} bytes")
    words = np.frombuffer(data, "<u4", count, offset + HEADER.size).astype(np.uint32)
    template = Template(
        x=(left + (words & 1023)).astype(np.float32),
        y=(top + (words >> 10 & 1023)).astype(np.float32),
        direction=_radians(words >> 20 & 255),
        kind=(words >> 28 & 3).astype(np.uint8),
        quality=((words >> 30) * 25 + 12).astype(np.uint8),
        width=width,
        height=height,
        position=position,
        impression=impression,
        finger_quality=quality,
        source=SOURCE,
    )
    return position, template, end


def _radians(turn: NDArray[Any]) -> NDArray[np.float32]:
    return (turn.astype(np.float32) * np.float32(TURN / 256)).astype(np.float32)
