"""The compact form of a template: at most 400 bytes a finger, versioned, with a checksum.

All numbers are little endian. Header, 12 bytes: magic `TM`, version, exponent of the coordinates' scale, number of
minutiae, position, impression, finger quality, width, height (two bytes each). Then one byte with the length of the
source's name, the name (UTF-8), the minutiae (36 bits each, one after the other: x 11, y 11, direction 8, kind 2,
quality 4), and a CRC-32 of all that came before.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import CorruptionError, TemplateError, Where
from tenprint.fingerprint.template.minutiae import Template

MAGIC, VERSION = b"TM", 1
MAX_MINUTIAE = 80  # the best by quality; a good rolled print has about 80 (Maltoni et al., Handbook, 3.1)
MAX_BYTES = 400
MAX_SOURCE = 20  # bytes of the source's name
HEADER = struct.Struct("<2s6B2H")
CHECKSUM = struct.Struct("<I")
FIELDS = (("x", 11), ("y", 11), ("direction", 8), ("kind", 2), ("quality", 4))
BITS = sum(width for _, width in FIELDS)
COORDINATE_LIMIT = 1 << 11
DIRECTIONS = 1 << 8
QUALITY_STEPS = 15


def pack(template: Template) -> bytes:
    """Write a template in the compact form.

    Coordinates are rounded to 1 px at 500 ppi (coarser only where the image is larger than 2047 px), directions to
    1.4 degrees, quality to 15 steps; the 80 best minutiae are kept. Packing what `unpack` returned changes nothing.

    Raises:
        TemplateError: a value does not fit its field, such as an image of more than 65,535 px.
    """
    order = np.argsort(-template.quality.astype(np.int32), kind="stable")[:MAX_MINUTIAE]
    extent = max(
        template.width - 1,
        template.height - 1,
        float(np.max(template.x[order], initial=0)),
        float(np.max(template.y[order], initial=0)),
    )
    if not np.isfinite(extent) or max(template.width, template.height) > 0xFFFF:
        raise TemplateError("the template's size or coordinates are out of range", remedy="Extract the print again.")
    exponent = max(0, int(np.ceil(extent)).bit_length() - 11)
    scale = 1 << exponent
    turn = np.round(template.direction[order].astype(np.float64) * DIRECTIONS / (2 * np.pi)).astype(np.int64)
    columns = {
        "x": _coordinate(template.x[order], scale),
        "y": _coordinate(template.y[order], scale),
        "direction": turn % DIRECTIONS,
        "kind": template.kind[order].astype(np.int64),
        "quality": np.round(template.quality[order].astype(np.float64) * QUALITY_STEPS / 100).astype(np.int64),
    }
    source = template.source.encode()[:MAX_SOURCE].decode(errors="ignore").encode()
    try:
        header = HEADER.pack(
            MAGIC, VERSION, exponent, len(order), template.position, template.impression, template.finger_quality,
            template.width, template.height,
        )  # fmt: skip
    except struct.error as error:
        raise TemplateError(f"a value of the template does not fit its field: {error}") from error
    if len(order) and int(columns["kind"].max()) > 3:
        raise TemplateError("a minutia has an unknown kind", remedy="Use OTHER, ENDING or BIFURCATION.")
    body = header + bytes([len(source)]) + source + _join(columns)
    return body + CHECKSUM.pack(zlib.crc32(body))


def unpack(data: bytes, *, where: Where | None = None) -> Template:
    """Read a template from the compact form.

    Raises:
        TemplateError: it is not this form, or of a version that this program does not know.
        CorruptionError: the checksum or length does not fit.
    """
    if len(data) < HEADER.size + 1 + CHECKSUM.size or data[:2] != MAGIC:
        raise TemplateError("these bytes are not a compact template", where=where)
    _, version, exponent, count, position, impression, quality, width, height = HEADER.unpack_from(data)
    if version != VERSION:
        raise TemplateError(
            f"compact template of version {version}; this program reads version {VERSION}",
            where=where,
            remedy="Use the program that wrote it, or extract the print again.",
        )
    start = HEADER.size + 1 + data[HEADER.size]
    end = start + (count * BITS + 7) // 8
    if len(data) != end + CHECKSUM.size or CHECKSUM.unpack_from(data, end)[0] != zlib.crc32(data[:end]):
        raise CorruptionError("a compact template does not match its checksum", where=where)
    columns = _cut(data[start:end], count)
    scale = 1 << exponent
    return Template(
        x=(columns["x"] * scale).astype(np.float32),
        y=(columns["y"] * scale).astype(np.float32),
        direction=(columns["direction"] * (2 * np.pi / DIRECTIONS)).astype(np.float32),
        kind=columns["kind"].astype(np.uint8),
        quality=np.round(columns["quality"] * (100 / QUALITY_STEPS)).astype(np.uint8),
        width=width,
        height=height,
        position=position,
        impression=impression,
        finger_quality=quality,
        source=data[HEADER.size + 1 : start].decode(errors="replace"),
    )


def _coordinate(values: NDArray[np.float32], scale: int) -> NDArray[np.int64]:
    return np.clip(np.round(values.astype(np.float64) / scale), 0, COORDINATE_LIMIT - 1).astype(np.int64)


def _join(columns: dict[str, NDArray[np.int64]]) -> bytes:
    """Write one row of bits a minutia, most significant bit of each field first."""
    words = np.zeros(len(columns["x"]), np.int64)
    for name, width in FIELDS:
        words = words << width | columns[name]
    bits = (words[:, None] >> np.arange(BITS - 1, -1, -1)) & 1
    return np.packbits(bits.astype(np.uint8)).tobytes()


def _cut(data: bytes, count: int) -> dict[str, NDArray[np.int64]]:
    bits = np.unpackbits(np.frombuffer(data, np.uint8))[: count * BITS].reshape(count, BITS).astype(np.int64)
    words = bits @ (1 << np.arange(BITS - 1, -1, -1, dtype=np.int64))
    columns = {}
    for name, width in reversed(FIELDS):
        columns[name] = words & ((1 << width) - 1)
        words = words >> width
    return columns
