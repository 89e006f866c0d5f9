"""The frame header of a WSQ file, read without decoding anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tenprint.imaging.resolution import from_wsq_comments
from tenprint.imaging.wsq.comments import parse_nistcom
from tenprint.imaging.wsq.markers import COM, SOF, Segment, broken, leading_segments

SOF_BYTES = 15


@dataclass(frozen=True, slots=True)
class WsqHeader:
    """What SOF and the comments before it say.

    Attributes:
        width, height: in pixels.
        black, white: grey values of black and white in the source image.
        shift, scale: pixel = coefficient * scale + shift, single precision.
        encoder: 1 or 2 in the two parts of the specification, others by agreement.
        software: number of the certified implementation that wrote the file; 0 if not given.
        comments: the pairs of all NIST_COM comments.
    """

    width: int
    height: int
    black: int
    white: int
    shift: float
    scale: float
    encoder: int
    software: int
    comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def ppi(self) -> float | None:
        """Resolution by the NIST_COM comment, or None."""
        return from_wsq_comments(self.comments)


def parse_header(data: bytes) -> WsqHeader:
    """Read the header of a WSQ file: size, comments, shift and scale. Cheap: no table is parsed, nothing is decoded.

    Raises:
        ImageError: not WSQ, or broken before the frame header ends; says at which byte.
    """
    comments: dict[str, str] = {}
    header: WsqHeader | None = None
    for segment in leading_segments(data):
        if segment.marker == COM:
            comments = parse_nistcom(data[segment.start : segment.end]) | comments
        elif segment.marker == SOF:
            header = read_frame(data, segment, comments)
    assert header is not None  # leading_segments ends with SOF or an error
    return header


def read_frame(data: bytes, segment: Segment, comments: Mapping[str, str]) -> WsqHeader:
    """Read SOF (IAFIS-IC-0110, B.2.2 frame header)."""
    body = data[segment.start : segment.end]
    if len(body) < SOF_BYTES:
        raise broken(f"the frame header has {len(body)} bytes instead of {SOF_BYTES}", segment.offset, SOF)
    width, height = int.from_bytes(body[4:6], "big"), int.from_bytes(body[2:4], "big")
    if not width or not height:
        raise broken(f"its size is {width} x {height}", segment.start + 2, SOF)
    return WsqHeader(
        width=width,
        height=height,
        black=body[0],
        white=body[1],
        shift=float(scaled(int.from_bytes(body[7:9], "big"), body[6])),
        scale=float(scaled(int.from_bytes(body[10:12], "big"), body[9])),
        encoder=body[12],
        software=int.from_bytes(body[13:15], "big"),
        comments=comments,
    )


def scaled(number: int, exponent: int) -> np.float32:
    """Give number * 10 ** -exponent in single precision, by repeated division.

    The specification sends decimal fractions so; dividing step by step in single precision is what the reference
    decoder does, and its last bit decides whether a pixel equals the reference decoder's.
    """
    value = np.float32(number)
    for _ in range(exponent):
        if value == 0:
            break
        value = np.float32(value / np.float32(10))
    return value
