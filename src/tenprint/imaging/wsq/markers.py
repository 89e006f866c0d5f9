"""Markers of WSQ, and walking over the segments of a file.

Source: WSQ Gray-scale Fingerprint Image Compression Specification, IAFIS-IC-0110 (V3), section 3 and annex B.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tenprint.errors import ImageError, Where

SOI = 0xFFA0  # start of image
EOI = 0xFFA1  # end of image
SOF = 0xFFA2  # start of frame: size, shift and scale
SOB = 0xFFA3  # start of block: which Huffman table, then coded data
DTT = 0xFFA4  # transform table: the analysis filters
DQT = 0xFFA5  # quantisation table
DHT = 0xFFA6  # Huffman tables
DRI = 0xFFA7  # restart interval
COM = 0xFFA8  # comment

NAMES = {
    SOI: "SOI", EOI: "EOI", SOF: "SOF", SOB: "SOB", DTT: "DTT", DQT: "DQT", DHT: "DHT", DRI: "DRI", COM: "COM",
}  # fmt: skip
WITH_LENGTH = frozenset({SOF, SOB, DTT, DQT, DHT, DRI, COM})
SEGMENTS_AT_MOST = 128  # a file has about ten; more only cost time


@dataclass(frozen=True, slots=True)
class Segment:
    """A marker and what belongs to it.

    Attributes:
        marker: one of the constants of this module.
        offset: where the marker stands in the file.
        start, end: where its payload, without the length, starts and ends; equal for SOI and EOI.
    """

    marker: int
    offset: int
    start: int
    end: int


def broken(what: str, offset: int, marker: int | None = None) -> ImageError:
    """Make the error for a WSQ file that is not as the specification has it."""
    return ImageError(
        f"this WSQ image is broken: {what}",
        where=Where(field=NAMES.get(marker) if marker is not None else None, offset=offset),
        remedy="Compress the image again from its source.",
    )


def segment_at(data: bytes, offset: int) -> Segment:
    """Read the segment whose marker stands at `offset`.

    Raises:
        ImageError: no marker there, an unknown one, or a length that leaves the file.
    """
    marker = int.from_bytes(data[offset : offset + 2], "big") if offset + 2 <= len(data) else -1
    if marker == -1:
        raise broken("it ends where a marker should follow", offset)
    if marker not in NAMES:
        raise broken(f"{marker:04X} is no marker of WSQ", offset)
    start = offset + 2
    if marker not in WITH_LENGTH:
        return Segment(marker, offset, start, start)
    length = int.from_bytes(data[start : start + 2], "big")
    if length < 2 or start + length > len(data):
        raise broken(f"the segment's length of {length} bytes leaves the file", offset, marker)
    return Segment(marker, offset, start + 2, start + length)


def leading_segments(data: bytes) -> Iterator[Segment]:
    """Yield the segments from SOI up to and with SOF; everything that stands before the first block.

    Raises:
        ImageError: at the place where the file stops being WSQ.
    """
    segment = segment_at(data, 0)
    if segment.marker != SOI:
        raise broken("it does not start with SOI", 0)
    yield segment
    for _ in range(SEGMENTS_AT_MOST):
        if segment.marker == SOF:
            return
        segment = segment_at(data, segment.end)
        if segment.marker in (SOI, EOI, SOB):
            raise broken(f"{NAMES[segment.marker]} comes before SOF", segment.offset, segment.marker)
        yield segment
    raise broken(f"more than {SEGMENTS_AT_MOST} segments before SOF", segment.offset)
