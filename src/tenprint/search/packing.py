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
from numba import njit
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
    near = _most_useful(template)
    words, left, top = _pack_words(template.x, template.y, template.direction, template.kind, template.quality, near)
    head = HEADER.pack(
        position,
        len(near),
        min(template.finger_quality, 255),
        template.impression & 255,
        *(min(max(v, 0), 65535) for v in (left, top, template.width, template.height)),
    )
    return bytes(head + words.astype("<u4", copy=False).tobytes())


def _most_useful(template: Template) -> NDArray[np.int64]:
    """Return which minutiae to keep, in their order: a plain print shows only the centre of a rolled one."""
    possible = _within_reach(template.x, template.y)
    if len(possible) <= MAXIMUM_MINUTIAE and possible.all():
        return np.arange(len(possible))
    middle = in_centre(template.x, template.y, template.direction) & possible
    chosen = np.concatenate([np.flatnonzero(middle), np.flatnonzero(possible & ~middle)])[:MAXIMUM_MINUTIAE]
    return np.sort(chosen)


@njit(nogil=True, cache=True)
def _within_reach(x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return whether each minutia lies near enough to the leftmost and topmost that its place can be stored."""
    near = np.ones(len(x), np.bool_)
    if len(x):
        left, top = np.rint(x.min()), np.rint(y.min())
        for i in range(len(x)):
            near[i] = np.rint(x[i]) - left <= COORDINATE_LIMIT and np.rint(y[i]) - top <= COORDINATE_LIMIT
    return near


@njit(nogil=True, cache=True)
def _pack_words(
    x: NDArray[np.float32], y: NDArray[np.float32], direction: NDArray[np.float32], kind: NDArray[np.uint8],
    quality: NDArray[np.uint8], near: NDArray[np.int64],
) -> Any:  # fmt: skip
    """Return the words of the minutiae that are kept, and the origin: leftmost and topmost of all, whole px."""
    left = np.int64(np.rint(x.min())) if len(x) else np.int64(0)
    top = np.int64(np.rint(y.min())) if len(x) else np.int64(0)
    words = np.empty(len(near), np.uint32)
    for k in range(len(near)):
        i = near[k]
        turn = np.int64(np.rint(np.float64(direction[i]) * (256 / TURN))) & 255
        place = (np.int64(np.rint(x[i])) - left) | (np.int64(np.rint(y[i])) - top) << 10
        words[k] = place | turn << 20 | (np.int64(kind[i]) & 3) << 28 | np.minimum(np.int64(quality[i]) // 25, 3) << 30
    return words, left, top


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
    x, y, direction, kind, minutiae_quality = _unpack_words(words, left, top)
    template = Template(
        x=x,
        y=y,
        direction=direction,
        kind=kind,
        quality=minutiae_quality,
        width=width,
        height=height,
        position=position,
        impression=impression,
        finger_quality=quality,
        source=SOURCE,
    )
    return position, template, end


@njit(nogil=True, cache=True)
def _unpack_words(words: NDArray[np.uint32], left: int, top: int) -> Any:
    """Return x, y, direction, kind and quality of minutiae."""
    n = len(words)
    x, y, direction = np.empty(n, np.float32), np.empty(n, np.float32), np.empty(n, np.float32)
    kind, quality = np.empty(n, np.uint8), np.empty(n, np.uint8)
    for i in range(n):
        word = np.int64(words[i])
        x[i], y[i] = left + (word & 1023), top + (word >> 10 & 1023)
        direction[i] = np.float32(word >> 20 & 255) * np.float32(TURN / 256)
        kind[i], quality[i] = word >> 28 & 3, (word >> 30) * 25 + 12
    return x, y, direction, kind, quality
