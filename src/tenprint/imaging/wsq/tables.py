"""The tables that a WSQ file carries: filters, quantisation, Huffman codes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenprint.imaging.wsq.header import scaled
from tenprint.imaging.wsq.markers import DHT, DQT, DTT, Segment, broken
from tenprint.imaging.wsq.tree import SUBBANDS

TAPS_AT_MOST = 32
CODE_BITS = 16
TABLES_AT_MOST = 8  # the specification has numbers 0 to 7


@dataclass(frozen=True, slots=True)
class HuffmanTable:
    """Attributes:
    counts: number of codes of length 1 to 16.
    symbols: in the order of their codes.
    offset: where the table stands in the file.
    """

    counts: bytes
    symbols: bytes
    offset: int


@dataclass(frozen=True, slots=True, eq=False)
class Filters:
    """Synthesis filters of odd length, symmetric about their middle.

    Attributes:
        low: (n,) float32, joins the low half.
        high: (m,) float32, joins the high half.
    """

    low: NDArray[np.float32]
    high: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Quantisation:
    """Attributes:
    centre: where in its bin a value is put back (C, single precision).
    bins: (64,) float32, width of a bin of each subband; 0 where the subband is not sent.
    zeros: (64,) float32, width of the bin around zero.
    """

    centre: np.float32
    bins: NDArray[np.float32]
    zeros: NDArray[np.float32]


def read_filters(data: bytes, segment: Segment) -> Filters:
    """Read DTT: the right halves of the analysis filters; the synthesis filters are their modulations.

    A whole-sample symmetric pair has g0[n] = (-1)^n h1[n] and g1[n] = (-1)^n h0[n] about the middle, where the
    transmitted numbers are h0 (low) and then h1 (high).

    Raises:
        ImageError: truncated, or filters of even length, which no certified encoder uses.
    """
    body = data[segment.start : segment.end]
    if len(body) < 2:
        raise broken("the transform table is empty", segment.offset, DTT)
    lengths = body[0], body[1]
    if any(n % 2 == 0 or not 1 <= n <= TAPS_AT_MOST for n in lengths):
        raise broken(f"filters of {lengths[0]} and {lengths[1]} taps are not supported", segment.start, DTT)
    halves = [(n + 1) // 2 for n in lengths]
    if len(body) < 2 + 6 * sum(halves):
        raise broken("the transform table is truncated", segment.offset, DTT)
    sides, at = [], 2
    for half in halves:
        side = np.zeros(half, dtype=np.float32)
        for n in range(half):
            sign, exponent = body[at], body[at + 1]
            value = scaled(int.from_bytes(body[at + 2 : at + 6], "big"), exponent)
            side[n] = -value if sign else value
            at += 6
        side[1::2] *= -1
        sides.append(np.concatenate([side[:0:-1], side]))
    return Filters(low=sides[1], high=sides[0])


def read_quantisation(data: bytes, segment: Segment) -> Quantisation:
    """Read DQT: the bin centre, then for each of the 64 subbands the widths Q and Z.

    Raises:
        ImageError: truncated.
    """
    body = data[segment.start : segment.end]
    if len(body) < 3 + 6 * SUBBANDS:
        raise broken("the quantisation table is truncated", segment.offset, DQT)
    numbers = [scaled(int.from_bytes(body[at + 1 : at + 3], "big"), body[at]) for at in range(0, 3 + 6 * SUBBANDS, 3)]
    return Quantisation(
        numbers[0], np.array(numbers[1::2], dtype=np.float32), np.array(numbers[2::2], dtype=np.float32)
    )


def read_huffman(data: bytes, segment: Segment) -> dict[int, HuffmanTable]:
    """Read DHT, which may define several tables: number of codes of each length 1 to 16, then the symbols.

    Raises:
        ImageError: truncated, or too many tables.
    """
    tables: dict[int, HuffmanTable] = {}
    at = segment.start
    while at < segment.end:
        if data[at] >= TABLES_AT_MOST or data[at] in tables:
            raise broken(f"Huffman table {data[at]} is out of range or defined twice", at, DHT)
        counts = data[at + 1 : at + 1 + CODE_BITS]
        symbols = data[at + 1 + CODE_BITS : at + 1 + CODE_BITS + sum(counts)]
        after = at + 1 + CODE_BITS + sum(counts)
        if len(counts) < CODE_BITS or after > segment.end:
            raise broken("a Huffman table is truncated", at, DHT)
        tables[data[at]] = HuffmanTable(counts, symbols, at)
        at = after
    return tables


def lookup(huffman: HuffmanTable) -> NDArray[np.uint16]:
    """Lay out canonical codes (ISO/IEC 10918-1, annex C): of one length they are consecutive, shorter ones first.

    Returns:
        (65536,) uint16: for the next 16 bits of the stream the length of the code that they start with, times 256,
        plus its symbol; 0 where no code starts so.

    Raises:
        ImageError: more codes of a length than there can be.
    """
    table = np.zeros(1 << CODE_BITS, dtype=np.uint16)
    start = taken = 0
    for length, count in enumerate(huffman.counts, start=1):
        width = 1 << (CODE_BITS - length)
        end = start + count * width
        if end > table.size:
            raise broken("a Huffman table has more codes than fit", huffman.offset, DHT)
        block = np.frombuffer(huffman.symbols, dtype=np.uint8, count=count, offset=taken).astype(np.uint16)
        table[start:end] = np.repeat(block | np.uint16(length << 8), width)
        start, taken = end, taken + count
    return table
