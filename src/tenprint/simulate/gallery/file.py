"""The compact file of a synthetic gallery. The format is described in docs/reference/synthetic-gallery.md.

"TENPRINT-SYNTHETIC-1\\n", a line of JSON about how it was made, then batches: a head (first subject u64, subjects u32,
minutiae u32), counts (u8 each finger), finger qualities (u8), pattern classes (u8), x and y (u16, 1/16 px), directions
(u8, 1/256 turn), kind and quality (u8: kind * 64 + quality * 63 / 100), and the CRC-32 of head and columns. All numbers
are little-endian.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import CorruptionError, TemplateError, Where
from tenprint.simulate.gallery.generate import Columns
from tenprint.simulate.gallery.kernel import FINGERS

MAGIC = b"TENPRINT-SYNTHETIC-1\n"
_HEAD = struct.Struct("<QII")
_CHECK = struct.Struct("<I")
_LARGEST_BATCH = 1 << 16  # subjects
_STEPS = 16.0  # of x and y to the px
_TURN = 2 * np.pi


def encode(columns: Columns) -> bytes:
    """Return one batch as bytes."""
    counts = columns.counts.astype(np.uint8)
    turn = np.rint(columns.direction * np.float32(256 / _TURN)).astype(np.int32) & 255
    sort = columns.kind.astype(np.uint16) * 64 + (columns.quality.astype(np.uint16) * 63 + 50) // 100
    body = b"".join(
        (
            _HEAD.pack(columns.start, len(columns), len(columns.x)),
            counts.tobytes(),
            columns.finger_quality.tobytes(),
            columns.pattern.tobytes(),
            np.rint(columns.x * np.float32(_STEPS)).astype("<u2").tobytes(),
            np.rint(columns.y * np.float32(_STEPS)).astype("<u2").tobytes(),
            turn.astype(np.uint8).tobytes(),
            sort.astype(np.uint8).tobytes(),
        )
    )
    return body + _CHECK.pack(zlib.crc32(body))


def write(path: Path, about: dict[str, Any], batches: Iterable[bytes]) -> int:
    """Write a gallery file and return its size in bytes; it appears under its name only when it is complete."""
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as file:
        file.write(MAGIC + json.dumps(about, sort_keys=True).encode() + b"\n")
        for batch in batches:
            file.write(batch)
        size = file.tell()
    partial.replace(path)
    return size


def about(path: Path) -> dict[str, Any]:
    """Return what the file says about how it was made.

    Raises:
        TemplateError: it is no gallery file.
    """
    with path.open("rb") as file:
        return _about(file, path)


def read(path: Path) -> Iterator[Columns]:
    """Yield the batches of a gallery file.

    Raises:
        TemplateError: it is no gallery file.
        CorruptionError: it is cut short or broken; where says the byte.
    """
    with path.open("rb") as file:
        made = _about(file, path)
        while head := file.read(_HEAD.size):
            where = Where(source=str(path), offset=file.tell() - len(head))
            if len(head) < _HEAD.size:
                raise _broken(where)
            start, subjects, minutiae = _HEAD.unpack(head)
            fingers = subjects * FINGERS
            if subjects > _LARGEST_BATCH or minutiae > fingers * 255:
                raise _broken(where)
            body = file.read(3 * fingers + 6 * minutiae)
            check = file.read(_CHECK.size)
            if len(check) != _CHECK.size or _CHECK.unpack(check)[0] != zlib.crc32(body, zlib.crc32(head)):
                raise _broken(where)
            yield _decode(body, start, fingers, minutiae, made)


def _about(file: BinaryIO, path: Path) -> dict[str, Any]:
    try:
        if file.read(len(MAGIC)) != MAGIC:
            raise ValueError
        made: dict[str, Any] = json.loads(file.readline(1 << 16))
        return {**made, "width": int(made["width"]), "height": int(made["height"])}
    except (ValueError, KeyError, TypeError):
        raise TemplateError(
            "this is no synthetic gallery", where=str(path), remedy="Make one with `tenprint simulate gallery`."
        ) from None


def _broken(where: Where) -> CorruptionError:
    return CorruptionError("a batch of the gallery is cut short or broken", where=where, remedy="Make it again.")


def _decode(body: bytes, start: int, fingers: int, minutiae: int, made: dict[str, Any]) -> Columns:
    def take(dtype: str, at: int, count: int) -> NDArray[Any]:
        return np.frombuffer(body, dtype, count, at)

    offsets = np.zeros(fingers + 1, np.int64)
    np.cumsum(take("u1", 0, fingers), out=offsets[1:])
    at = 3 * fingers
    x, y = take("<u2", at, minutiae), take("<u2", at + 2 * minutiae, minutiae)
    turn, sort = take("u1", at + 4 * minutiae, minutiae), take("u1", at + 5 * minutiae, minutiae)
    return Columns(
        start=start,
        offsets=offsets,
        x=(x / np.float32(_STEPS)).astype(np.float32),
        y=(y / np.float32(_STEPS)).astype(np.float32),
        direction=turn.astype(np.float32) * np.float32(_TURN / 256),
        kind=(sort >> 6).astype(np.uint8),
        quality=((sort & 63).astype(np.uint16) * 100 // 63).astype(np.uint8),
        finger_quality=take("u1", fingers, fingers).copy(),
        pattern=take("u1", 2 * fingers, fingers).copy(),
        width=made["width"],
        height=made["height"],
        impression=int(made.get("impression_type", 0)),
    )
