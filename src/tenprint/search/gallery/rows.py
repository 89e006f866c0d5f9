"""One row of a gallery: a subject and its fingers as bytes, with a header that survives a crash and allows erasing.

    state u8 | version u8 | reserved u16 | payload length u32 | replaces: 2 x (segment u32, row u32)
    | header check u32 | payload check u32 | columns check u32
    | payload: id length u16, id (UTF-8), fingers (see `search.packing`)

The header check covers lengths and replacements but neither the state nor the two other checks, so a row can be erased
in place (state, checks and payload become zero) and the rows behind it still be found. The columns check is that of
the row's codes and head, which are durable a little later than the row: after a loss of power they are made anew.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from tenprint.errors import CorruptionError, UsageError
from tenprint.fingerprint.template import Template
from tenprint.search.packing import pack_finger, packed_size, unpack_finger

HEADER = struct.Struct("<BBHIIIIIIII")
LIVE, ERASED = 0xA5, 0x00
VERSION = 1
NO_ROW = (0xFFFFFFFF, 0xFFFFFFFF)
MAXIMUM_ID_BYTES = 200
ID_LENGTH = struct.Struct("<H")

Place = tuple[int, int]
"""Number of a segment and number of a row in it."""


@dataclass(frozen=True, slots=True)
class RowHeader:
    """What the fixed part of a row says: whether it lives, how long it is, which rows it replaced."""

    state: int
    length: int
    replaces: tuple[Place, ...]
    payload_check: int
    columns_check: int

    @property
    def live(self) -> bool:
        """Whether the row holds a subject."""
        return self.state == LIVE


def encode_payload(subject: str, fingers: Mapping[int, Template]) -> bytes:
    """Return identifier and fingers as bytes.

    Raises:
        UsageError: the identifier is empty or longer than 200 bytes, or a finger's position is not 1 to 10.
    """
    name = subject.encode()
    if not 0 < len(name) <= MAXIMUM_ID_BYTES:
        raise UsageError(
            f"a subject's identifier has {len(name)} bytes", remedy=f"Give one of 1 to {MAXIMUM_ID_BYTES} bytes."
        )
    parts = [ID_LENGTH.pack(len(name)), name]
    parts += [pack_finger(fingers[position], position) for position in sorted(fingers)]
    return b"".join(parts)


def payload_subject(payload: bytes | memoryview) -> str:
    """Return the identifier that a payload begins with."""
    (length,) = ID_LENGTH.unpack_from(payload)
    return bytes(payload[ID_LENGTH.size : ID_LENGTH.size + length]).decode()


def fingers_offset(payload: bytes | memoryview) -> int:
    """Return where in a payload the first finger begins."""
    (length,) = ID_LENGTH.unpack_from(payload)
    return ID_LENGTH.size + int(length)


def payload_fingers(payload: bytes | memoryview) -> dict[int, Template]:
    """Return the templates of a payload by finger position."""
    fingers: dict[int, Template] = {}
    offset = fingers_offset(payload)
    while offset < len(payload):
        position, template, offset = unpack_finger(payload, offset)
        fingers[position] = template
    return fingers


def finger_places(payload: bytes | memoryview) -> dict[int, int]:
    """Return where in a payload each finger begins, by position."""
    places: dict[int, int] = {}
    offset = fingers_offset(payload)
    while offset < len(payload):
        places[payload[offset]] = offset
        offset += packed_size(payload[offset + 1])
    return places


def encode_row(payload: bytes, columns_check: int, replaces: tuple[Place, ...] = ()) -> bytes:
    """Return header and payload of a living row that replaces up to two others."""
    first, second = (*replaces, NO_ROW, NO_ROW)[:2]
    head = HEADER.pack(LIVE, VERSION, 0, len(payload), *first, *second, 0, zlib.crc32(payload), columns_check)
    check = zlib.crc32(head[1:24])
    return head[:24] + struct.pack("<I", check) + head[28:] + payload


def decode_header(data: bytes, where: str) -> RowHeader:
    """Read a row's header.

    Raises:
        CorruptionError: it is cut short or its check does not fit.
    """
    if len(data) < HEADER.size:
        raise CorruptionError("a row's header is cut short", where=where)
    state, version, _, length, s1, r1, s2, r2, check, payload_check, columns_check = HEADER.unpack_from(data)
    if zlib.crc32(data[1:24]) != check or version != VERSION or state not in (LIVE, ERASED):
        raise CorruptionError("a row's header does not fit its checksum", where=where)
    replaces = tuple(place for place in ((s1, r1), (s2, r2)) if place != NO_ROW)
    return RowHeader(state, length, replaces, payload_check, columns_check)


def check_payload(header: RowHeader, payload: bytes) -> bool:
    """Whether the payload is whole: as checked when it lives, all zero when it is erased."""
    if len(payload) != header.length:
        return False
    return zlib.crc32(payload) == header.payload_check if header.live else not any(payload)
