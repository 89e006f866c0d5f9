"""Bytes to records. Records are found by their lengths; nothing inside them is parsed yet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from tenprint.errors import FramingError, InputError, LimitError, UsageError, Where
from tenprint.transaction.binary import BinaryRecord
from tenprint.transaction.content import Entry, parse_content
from tenprint.transaction.framing import BINARY_TYPES, FS, LENGTH, TAG, TAGGED_TYPES, foreign_kind
from tenprint.transaction.layouts.binary import HEADERS
from tenprint.transaction.limits import DEFAULT_LIMITS, Limits
from tenprint.transaction.record import Record
from tenprint.transaction.tagged import TaggedRecord
from tenprint.transaction.transaction import Transaction

# The shortest tagged record, "2.1:6" and FS (B): no record is empty, so that reading always moves on.
SHORTEST = 6

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO


def read(source: Source, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Transaction:
    """Read an ANSI/NIST-ITL file in the traditional encoding. No image is parsed, no field is cut yet.

    Args:
        source: a path, the file's bytes, or an open binary file.
        name: what messages call the file; the path by default.
        limits: what is refused as too large.

    Raises:
        FramingError: the bytes are no transaction, or are cut short. The error says where and what was expected.
        LimitError: larger or more numerous than `limits`.
        InputError: the file cannot be opened.
    """
    buffer, found = _bytes_of(source, limits)
    name = name or found
    first = _type1(buffer, name, limits)
    content = first.get(3)
    if content is None:
        raise FramingError("has no file content (CNT)", where=Where(name, "1 (Type-1)", "1.003", 0))
    entries = parse_content(content.data, Where(name, "1 (Type-1)", "1.003", content.offset), limits)
    records: list[Record] = [first]
    position = first.length
    for entry in entries:
        record = _record_at(buffer, position, entry, len(records) + 1, name, limits)
        records.append(record)
        position += record.length
    for record in _uncounted(buffer, position, len(records), name, limits):
        records.append(record)
        position += record.length
    transaction = Transaction(records, trailer=buffer[position:], source=name)
    transaction.fields_cut = len(first.fields)
    return transaction


def read_header(source: Source, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Transaction:
    """Read only the Type-1 record, of a file whose rest may be broken: whom to answer, and under which number.

    The bytes after it are the transaction's `trailer`. A wrong length of Type-1 itself does not matter: the record is
    text and ends at the first FS.

    Raises:
        FramingError: there is no Type-1 record.
        LimitError, InputError: as in `read`.
    """
    buffer, found = _bytes_of(source, limits)
    name = name or found
    try:
        first = _type1(buffer, name, limits)
    except FramingError:
        end = buffer.find(b"\x1c", 0, _HEAD) + 1
        if end == 0 or TAG.match(buffer) is None:
            raise
        first = TaggedRecord(1, buffer, 0, end, offset=0, limits=limits)
    return Transaction([first], trailer=buffer[first.length :], source=name)


def _bytes_of(source: Source, limits: Limits) -> tuple[bytes, str | None]:
    if isinstance(source, (bytes, bytearray, memoryview)):
        buffer, name = bytes(source), None
    elif isinstance(source, (str, os.PathLike)):
        name = os.fspath(source)
        try:
            with Path(source).open("rb") as file:
                buffer = _read_at_most(file, limits.file_bytes + 1, os.fstat(file.fileno()).st_size + 1)
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror or error}", where=name) from error
    elif hasattr(source, "read"):
        buffer, name = _read_at_most(source, limits.file_bytes + 1), str(getattr(source, "name", "")) or None
    else:
        raise UsageError(f"cannot read from {type(source).__name__}", remedy="Give a path, bytes or a binary file.")
    if len(buffer) > limits.file_bytes:
        raise LimitError(
            f"is larger than {limits.file_bytes:,} bytes",
            where=name,
            remedy="Pass larger Limits to read() if the file is trusted.",
        )
    return buffer, name


# How much is asked for at once where the size of a stream is not known (B).
_PIECE = 1 << 20


def _read_at_most(file: BinaryIO, most: int, first: int = _PIECE) -> bytes:
    """Read up to `most` bytes. Python reserves what is asked for: so ask for the file's size, not for the limit."""
    pieces = [file.read(min(first, most))]
    total = len(pieces[0])
    while total < most and (piece := file.read(min(_PIECE, most - total))):
        pieces.append(piece)
        total += len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _type1(buffer: bytes, name: str | None, limits: Limits) -> TaggedRecord:
    if not buffer:
        raise FramingError("the file is empty", where=Where(name, offset=0))
    match = TAG.match(buffer)
    if match is None or int(match[1]) != 1:
        kind = foreign_kind(buffer[:16])
        raise FramingError(
            f"is {kind}, not an ANSI/NIST-ITL file" if kind else f"begins with {buffer[:12]!r}",
            where=Where(name, offset=0),
            remedy="Expected a Type-1 record, which begins with '1.001:' and its length.",
        )
    return _tagged_at(buffer, 0, 1, 1, name, limits)


def _record_at(buffer: bytes, position: int, entry: Entry, ordinal: int, name: str | None, limits: Limits) -> Record:
    if position >= len(buffer):
        raise FramingError(
            f"the file ends after {ordinal - 1} records, before a Type-{entry.type} record (IDC {entry.idc})",
            where=Where(name, f"{ordinal} (Type-{entry.type})", offset=position),
            remedy="The file content (1.003) lists more records; the file was probably cut short: send it again.",
        )
    tagged = LENGTH.match(buffer, position)
    if tagged or entry.type not in BINARY_TYPES:
        record_type = int(tagged[1]) if tagged else entry.type
        return _tagged_at(buffer, position, record_type, ordinal, name, limits)
    return _binary_at(buffer, position, entry.type, ordinal, name, limits)


def _tagged_at(
    buffer: bytes, position: int, record_type: int, ordinal: int, name: str | None, limits: Limits
) -> TaggedRecord:
    where = Where(name, f"{ordinal} (Type-{record_type})", f"{record_type}.001", position)
    if record_type not in TAGGED_TYPES or (record_type == 1 and ordinal != 1):
        raise FramingError(
            f"a Type-{record_type} record begins here", where=where, remedy="Expected one transaction a file."
        )
    length = _stated_length(buffer, position, record_type)
    if length is None:
        raise FramingError(
            f"found {buffer[position : position + 16]!r}",
            where=where,
            remedy=f"Expected the record's length, as '{record_type}.001:123'; the length before may be wrong.",
        )
    end = position + length
    if end > len(buffer):
        raise FramingError(
            f"the record says it is {length} bytes long, the file ends after {len(buffer) - position} of them",
            where=where,
            remedy="The file was probably cut short: send it again.",
        )
    if length < SHORTEST or buffer[end - 1] != FS:
        separator = buffer.find(b"\x1c", position)
        hint = f"; the next separator is at byte {separator}" if separator >= 0 else ""
        raise FramingError(
            f"the record says it is {length} bytes long, but its last byte is not the separator FS (1C){hint}",
            where=where,
            remedy="Its length field is wrong, or bytes were lost or changed on the way.",
        )
    return TaggedRecord(record_type, buffer, position, end, offset=position, limits=limits)


def _stated_length(buffer: bytes, position: int, record_type: int) -> int | None:
    """Return what field 001 says. It is the first field; where fields are out of order, it is searched for."""
    match = LENGTH.match(buffer, position)
    if match and int(match[1]) == record_type and int(match[2]) == 1:
        return int(match[3])
    if TAG.match(buffer, position) is None:
        return None
    end = buffer.find(b"\x1c", position, position + _HEAD)
    for field in buffer[position : end + 1 if end >= 0 else position + _HEAD].split(b"\x1d"):
        match = LENGTH.match(field + b"\x1d" if not field.endswith(b"\x1c") else field)
        if match and int(match[1]) == record_type and int(match[2]) == 1:
            return int(match[3])
    return None


# How far into a record its length field is searched for where it is not the first (B).
_HEAD = 4096


def _binary_at(
    buffer: bytes, position: int, record_type: int, ordinal: int, name: str | None, limits: Limits
) -> BinaryRecord:
    where = Where(name, f"{ordinal} (Type-{record_type})", f"{record_type}.001", position)
    length = int.from_bytes(buffer[position : position + 4], "big")
    size = HEADERS[record_type].size
    if length < size:
        raise FramingError(
            f"the record says it is {length} bytes long, less than its header of {size}",
            where=where,
            remedy="The length of a record before it is wrong, or bytes were lost.",
        )
    if position + length > len(buffer):
        raise FramingError(
            f"the record says it is {length} bytes long, the file ends after {len(buffer) - position} of them",
            where=where,
            remedy="The file was probably cut short: send it again.",
        )
    view = memoryview(buffer)[position : position + length]
    return BinaryRecord(record_type, view, offset=position, limits=limits)


def _uncounted(buffer: bytes, position: int, count: int, name: str | None, limits: Limits) -> Iterator[TaggedRecord]:
    """Yield tagged records that the file content does not list; whatever else follows is kept as it is."""
    while (match := LENGTH.match(buffer, position)) is not None and int(match[1]) in TAGGED_TYPES:
        count += 1
        if count > limits.records:
            raise LimitError(f"more than {limits.records} records", where=Where(name, offset=position))
        record = _tagged_at(buffer, position, int(match[1]), count, name, limits)
        yield record
        position += record.length
