"""Encode WSQ: the steps in their order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import ImageError
from tenprint.imaging.wsq import markers
from tenprint.imaging.wsq.allocation import ZERO_BIN, bin_widths, variances
from tenprint.imaging.wsq.analysis import decompose
from tenprint.imaging.wsq.coder import WORST_BYTES, quantise, symbols_of, write_bits
from tenprint.imaging.wsq.codes import assign, code_lengths
from tenprint.imaging.wsq.comments import format_nistcom
from tenprint.imaging.wsq.decode import layout
from tenprint.imaging.wsq.header import scaled
from tenprint.imaging.wsq.tree import CODED, SUBBANDS, tree
from tenprint.imaging.wsq.write import fraction, segment

# Right halves of the 9/7 analysis filters (IAFIS-IC-0110, table of the transform; Cohen, Daubechies, Feauveau 1992).
LOW = (0.852698679009404, 0.377402855612654, -0.110624404418423, -0.023849465019380, 0.037828455506995)
HIGH = (0.788485616405664, -0.418092273222212, -0.040689417609558, 0.064538882628938)
CENTRE = 0.44
BLOCKS = ((0, 19, 0), (19, 52, 1), (52, CODED, 1))  # first and last subband of a block, and its Huffman table
SIDE_AT_MOST = 65535
BITRATES = (0.1, 8.0)


def encode(pixels: NDArray[np.uint8], ppi: float | None, bitrate: float) -> bytes:
    """Compress (h, w) uint8 pixels; see `tenprint.imaging.encode_wsq`.

    Raises:
        ImageError: a side is too long for the format, or the bit rate is senseless.
    """
    height, width = pixels.shape
    if max(height, width) > SIDE_AT_MOST:
        raise ImageError(f"WSQ cannot hold {width} x {height} pixels")
    if not BITRATES[0] <= bitrate <= BITRATES[1]:
        raise ImageError(f"a bit rate of {bitrate:g} is outside {BITRATES[0]:g} to {BITRATES[1]:g}")
    shift, shift_bytes = _sent(float(pixels.mean()))
    reach = max(float(pixels.max() - shift), float(shift - pixels.min()), 1.0)
    scale, scale_bytes = _sent(reach / 128)
    plane = (pixels.astype(np.float32) - shift) / scale
    _transform(plane)
    bins, zeros, quantisation = _quantisation(plane, bitrate)
    bands, _ = layout(width, height)
    areas = bands[:, 2].astype(np.int64) * bands[:, 3] * (bins != 0)
    coefficients = np.empty(int(areas.sum()), dtype=np.int32)
    quantise(plane, bands, bins, zeros, coefficients)
    frame = bytes((0, 255)) + height.to_bytes(2, "big") + width.to_bytes(2, "big") + shift_bytes + scale_bytes
    parts = [
        markers.SOI.to_bytes(2, "big"),
        segment(markers.COM, format_nistcom(_comments(width, height, ppi, bitrate))),
        segment(markers.DTT, bytes((9, 7)) + b"".join(fraction(tap, 4) for tap in LOW + HIGH)),
        segment(markers.DQT, quantisation),
        segment(markers.SOF, frame + bytes(3)),
        *_blocks(coefficients, areas),
        markers.EOI.to_bytes(2, "big"),
    ]
    return b"".join(parts)


def _sent(value: float) -> tuple[np.float32, bytes]:
    """Give the number as a decoder will see it, and its bytes."""
    data = fraction(value, 2, signed=False)
    return scaled(int.from_bytes(data[1:], "big"), data[0]), data


def _comments(width: int, height: int, ppi: float | None, bitrate: float) -> dict[str, str]:
    pairs = {"PIX_WIDTH": str(width), "PIX_HEIGHT": str(height), "PIX_DEPTH": "8"}
    if ppi is not None:
        pairs["PPI"] = str(round(ppi))
    return pairs | {"LOSSY": "1", "COLORSPACE": "GRAY", "COMPRESSION": "WSQ", "WSQ_BITRATE": f"{bitrate:.6f}"}


def _transform(plane: NDArray[np.float32]) -> None:
    height, width = plane.shape
    low, high = (np.array(half[:0:-1] + half, dtype=np.float32) for half in (LOW, HIGH))
    splits = layout(width, height)[1][::-1].copy()
    work = np.zeros((3, width // 2 + 1 + 2 * (low.size + high.size)), dtype=np.float32)
    decompose(plane, splits, low, high, np.empty_like(plane), work)


def _quantisation(plane: NDArray[np.float32], bitrate: float) -> tuple[NDArray[np.float32], NDArray[np.float32], bytes]:
    height, width = plane.shape
    widths = bin_widths(variances(plane, tree(width, height).bands), bitrate)
    sent_bins = [_sent(float(value)) for value in widths]
    sent_zeros = [_sent(float(value) * ZERO_BIN) for value in widths]
    pairs = b"".join(b[1] + z[1] for b, z in zip(sent_bins, sent_zeros, strict=True))
    body = fraction(CENTRE, 2, signed=False) + pairs + bytes(6 * (SUBBANDS - CODED))
    return (
        np.array([b[0] for b in sent_bins], dtype=np.float32),
        np.array([z[0] for z in sent_zeros], dtype=np.float32),
        body,
    )


def _blocks(coefficients: NDArray[np.int32], areas: NDArray[np.int64]) -> list[bytes]:
    """Code the three blocks; the second and the third share one table, which stands before the second."""
    ends = np.concatenate([[0], np.cumsum(areas)])
    coded = []
    for first, last, _ in BLOCKS:
        block = coefficients[ends[first] : ends[last]]
        symbols = np.empty(block.size, dtype=np.uint8)
        extras = np.empty(block.size, dtype=np.uint16)
        count = symbols_of(block, symbols, extras)
        coded.append((symbols[:count], extras[:count]))
    parts: list[bytes] = []
    tables: dict[int, tuple[NDArray[np.uint32], NDArray[np.uint8]]] = {}
    for (_, _, number), (symbols, extras) in zip(BLOCKS, coded, strict=True):
        if number not in tables:
            uses = [s for (_, _, table), (s, _) in zip(BLOCKS, coded, strict=True) if table == number]
            of_length, order = code_lengths(np.bincount(np.concatenate(uses), minlength=256))
            tables[number] = assign(of_length, order)
            parts.append(segment(markers.DHT, bytes([number, *of_length, *order])))
        out = np.empty(symbols.size * WORST_BYTES + 2, dtype=np.uint8)
        size = write_bits(symbols, extras, *tables[number], out)
        parts += [segment(markers.SOB, bytes([number])), out[:size].tobytes()]
    return parts
