"""Decode WSQ: the steps in their order."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tenprint.imaging.formats import Format
from tenprint.imaging.image import Image
from tenprint.imaging.limits import check_bytes, check_pixels
from tenprint.imaging.parameters import DEFAULT_LIMITS, Limits
from tenprint.imaging.wsq import markers
from tenprint.imaging.wsq.comments import parse_nistcom
from tenprint.imaging.wsq.header import WsqHeader, read_frame
from tenprint.imaging.wsq.huffman import BAD_CODE, DONE, TOO_MANY, TRUNCATED, decode_block
from tenprint.imaging.wsq.quantise import dequantise, to_pixels
from tenprint.imaging.wsq.tables import (
    Filters,
    HuffmanTable,
    Quantisation,
    lookup,
    read_filters,
    read_huffman,
    read_quantisation,
)
from tenprint.imaging.wsq.tree import CODED, tree
from tenprint.imaging.wsq.wavelet import reconstruct

OUTCOMES = {
    BAD_CODE: "the coded data holds bits that are no code",
    TRUNCATED: "the coded data ends within a number",
    TOO_MANY: "there are more coefficients than the image has places",
}


@dataclass(slots=True, eq=False)
class _State:
    """What the segments read so far have told."""

    header: WsqHeader | None = None
    filters: Filters | None = None
    quantisation: Quantisation | None = None
    huffman: dict[int, HuffmanTable] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    coefficients: NDArray[np.int16] | None = None
    filled: int = 0


def decode_wsq(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Image:
    """Decode a WSQ file to eight-bit grey.

    Safe on hostile bytes without a sandbox: no length, index or size of the file is used before it was checked, and
    the work is bounded by the file's size and the pixel limit.

    Raises:
        ImageError: not WSQ, broken, or above the limits; says at which byte.

    Source: IAFIS-IC-0110 (V3). Equals NIST's decoder pixel for pixel.
    """
    check_bytes(len(data), limits)
    state = _State()
    _read_segments(data, state, limits)
    header, filters, quantisation = state.header, state.filters, state.quantisation
    assert header is not None
    assert filters is not None
    assert quantisation is not None
    assert state.coefficients is not None
    plane = np.zeros((header.height, header.width), dtype=np.float32)
    bands, joins = layout(header.width, header.height)
    dequantise(state.coefficients, bands, quantisation.bins, quantisation.zeros, quantisation.centre, plane)
    scratch = np.empty_like(plane)
    work = np.zeros((4, header.width // 2 + 1 + filters.low.size + filters.high.size + 8), dtype=np.float32)
    reconstruct(plane, joins, filters.low, filters.high, scratch, work)
    pixels = np.empty(plane.shape, dtype=np.uint8)
    to_pixels(plane, np.float32(header.scale), np.float32(header.shift), pixels)
    return Image(pixels, header.ppi, Format.WSQ, header.comments)


def _read_segments(data: bytes, state: _State, limits: Limits) -> None:
    """Walk over the file: tables may come anywhere before the block that needs them."""
    segment = markers.segment_at(data, 0)
    if segment.marker != markers.SOI:
        raise markers.broken("it does not start with SOI", 0)
    view = np.frombuffer(data, dtype=np.uint8)
    position = segment.end
    for _ in range(markers.SEGMENTS_AT_MOST):
        if state.coefficients is not None and state.filled == state.coefficients.size and position >= len(data):
            return  # complete, only EOI is missing
        segment = markers.segment_at(data, position)
        position = segment.end
        if segment.marker in (markers.DTT, markers.DQT) and state.coefficients is not None:
            raise markers.broken("a table changes after the first block", segment.offset, segment.marker)
        match segment.marker:
            case markers.EOI:
                break
            case markers.DTT:
                state.filters = read_filters(data, segment)
            case markers.DQT:
                state.quantisation = read_quantisation(data, segment)
            case markers.DHT:
                state.huffman |= read_huffman(data, segment)
            case markers.COM:
                state.comments |= parse_nistcom(data[segment.start : segment.end])
            case markers.SOF:
                if state.header is not None:
                    raise markers.broken("a second frame header", segment.offset, markers.SOF)
                state.header = read_frame(data, segment, state.comments)
                check_pixels(state.header.width, state.header.height, limits)
            case markers.SOB:
                position = _read_block(data, view, segment, state)
            case _:
                raise markers.broken("a marker out of place", segment.offset, segment.marker)
    else:
        raise markers.broken(f"more than {markers.SEGMENTS_AT_MOST} segments", position)
    if state.coefficients is None or state.filled < state.coefficients.size:
        raise markers.broken(f"it ends after {state.filled:,} coefficients", segment.offset)


def _read_block(data: bytes, view: NDArray[np.uint8], segment: markers.Segment, state: _State) -> int:
    """Decode one block and return where the next marker stands."""
    if state.header is None or state.filters is None or state.quantisation is None:
        raise markers.broken("a block comes before the frame header and tables", segment.offset, markers.SOB)
    if segment.end - segment.start < 1:
        raise markers.broken("the block header is empty", segment.offset, markers.SOB)
    number = data[segment.start]
    if number not in state.huffman:
        raise markers.broken(f"the block needs Huffman table {number}, which is missing", segment.start, markers.SOB)
    if state.coefficients is None:
        sent = state.quantisation.bins[:CODED] != 0
        bands = layout(state.header.width, state.header.height)[0]
        areas = bands[:, 2].astype(np.int64) * bands[:, 3]
        state.coefficients = np.zeros(int(areas[sent].sum()), dtype=np.int16)
    outcome, position, filled = decode_block(
        view, segment.end, lookup(state.huffman[number]), state.coefficients, state.filled
    )
    if outcome != DONE:
        raise markers.broken(OUTCOMES[outcome], position, markers.SOB)
    state.filled = filled
    return position


@lru_cache(maxsize=64)
def layout(width: int, height: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Subbands and joins of an image of this size as arrays for the kernels."""
    plan = tree(width, height)
    bands = np.array([(b.x, b.y, b.width, b.height) for b in plan.bands[:CODED]], dtype=np.int32)
    joins = np.array([(j.x, j.y, j.width, j.height, j.flip_x, j.flip_y) for j in plan.joins], dtype=np.int32)
    return bands, joins
