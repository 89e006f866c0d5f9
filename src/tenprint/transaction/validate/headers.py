"""Width and height as the image itself states them: WSQ, PNG, JPEG, JPEG 2000. Headers only, in bounded time."""

from __future__ import annotations

from dataclasses import dataclass

from tenprint.errors import ImageError
from tenprint.imaging import Format, parse_header, sniff
from tenprint.transaction.images import FingerImage
from tenprint.transaction.layouts.codes import RAW_COMPRESSION

# Compression in the record -> what the image must be.
_FORMATS = {
    "WSQ20": Format.WSQ,
    "PNG": Format.PNG,
    "JPEGB": Format.JPEG,
    "JPEGL": Format.JPEG,
    "JP2": Format.JP2,
    "JP2L": Format.JP2,
}
# Bytes that are looked at. The headers of all four formats come first; a JPEG may have a picture in its comments.
_PEEK = 65_536
_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_SEGMENTS_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Header:
    """What an image says: format, size, whether it is as the record says, and what keeps it from being read."""

    kind: str
    width: int
    height: int
    agrees: bool
    problem: str = ""


def header_of(image: FingerImage) -> Header | None:
    """Return an image's own header; None where it states none, or is compressed otherwise than we know."""
    data = bytes(image.view[:_PEEK])
    if image.compression in RAW_COMPRESSION:
        return _raw(image)
    expected = _FORMATS.get(image.compression)
    if expected is None:
        return None
    try:
        kind = sniff(data)
    except ImageError:
        return Header("of no known format", 0, 0, agrees=True, problem="begins like none of WSQ, PNG, JPEG, JPEG 2000")
    if kind is not expected:
        return Header(str(kind), 0, 0, agrees=False)
    size = _size(data, kind)
    if size is None:
        return Header(str(kind), 0, 0, agrees=True, problem="its header states no size")
    return Header(str(kind), *size, agrees=True)


def _raw(image: FingerImage) -> Header:
    needed = (image.width * image.bits + 7) // 8 * image.height
    if image.view.nbytes == needed:
        return Header("raw", image.width, image.height, agrees=True)
    return Header("raw", 0, 0, agrees=True, problem=f"has {image.view.nbytes} bytes, its size asks for {needed}")


def _size(data: bytes, kind: Format) -> tuple[int, int] | None:
    try:
        if kind is Format.WSQ:
            header = parse_header(data)
            return header.width, header.height
        if kind is Format.PNG:
            return _pair(data, 16, 4) if data[12:16] == b"IHDR" else None
        if kind is Format.JPEG:
            return _jpeg(data)
        return _jp2(data)
    except (ImageError, IndexError):
        return None


def _pair(data: bytes, at: int, size: int) -> tuple[int, int] | None:
    if len(data) < at + 2 * size:
        return None
    return int.from_bytes(data[at : at + size], "big"), int.from_bytes(data[at + size : at + 2 * size], "big")


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """Return width and height of the first frame: segments of marker and length, ITU-T T.81 annex B."""
    at = 2
    for _ in range(_SEGMENTS_AT_MOST):
        if at + 4 > len(data) or data[at] != 0xFF:
            return None
        if data[at + 1] in _JPEG_FRAMES:
            found = _pair(data, at + 5, 2)
            return (found[1], found[0]) if found else None
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return None


def _jp2(data: bytes) -> tuple[int, int] | None:
    """Return width and height of the image header box, or of the codestream's SIZ, ISO/IEC 15444-1 annexes A and I."""
    at = data.find(b"ihdr")
    if at >= 0:
        found = _pair(data, at + 4, 4)
        return (found[1], found[0]) if found else None
    at = data.find(b"\xff\x4f\xff\x51")
    if at < 0:
        return None
    far, near = _pair(data, at + 8, 4), _pair(data, at + 16, 4)
    return (far[0] - near[0], far[1] - near[1]) if far and near else None
