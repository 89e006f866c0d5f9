"""The rows of one segment, one after the other in one file that only grows; erasing overwrites in place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tenprint.errors import CorruptionError
from tenprint.search.gallery.rows import ERASED, HEADER, RowHeader, check_payload, decode_header

CHECKS_OFFSET, CHECKS_BYTES = 28, 8
SCAN_BYTES = 1 << 22


class Heap:
    """An open file of rows. One writer appends and erases; any number of threads read.

    Args:
        path: the file; made when it is missing.
        size: bytes that are committed, where that is known; what lies behind them is cut off.
    """

    def __init__(self, path: Path, size: int | None = None) -> None:
        self.path = path
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self.size = os.fstat(self._fd).st_size if size is None else size
        if size is not None:
            os.ftruncate(self._fd, size)

    def append(self, row: bytes) -> int:
        """Write a row behind the last and return its offset; durable only after `sync`."""
        offset = self.size
        view = memoryview(row)
        written = 0
        while written < len(row):
            written += os.pwrite(self._fd, view[written:], offset + written)
        self.size += len(row)
        return offset

    def sync(self) -> None:
        """Return only when everything written is on the medium."""
        os.fdatasync(self._fd)

    def cut(self, size: int) -> None:
        """Take back rows from this offset on, which were never acknowledged."""
        os.ftruncate(self._fd, size)
        self.size = size

    def header(self, offset: int) -> RowHeader:
        """Read the header of the row at this offset."""
        return decode_header(os.pread(self._fd, HEADER.size, offset), f"{self.path}, byte {offset}")

    def read(self, offset: int, length: int | None = None) -> tuple[RowHeader, bytes]:
        """Read header and payload of a row; with its length known, in one system call.

        Raises:
            CorruptionError: header or payload do not fit their checksums.
        """
        where = f"{self.path}, byte {offset}"
        if length is None:
            length = self.header(offset).length
        # Erasing writes the state before the zeros: what was read halfway through says so when it is read again.
        for _ in range(2):
            data = os.pread(self._fd, HEADER.size + length, offset)
            header, payload = decode_header(data, where), data[HEADER.size :]
            if not header.live or check_payload(header, payload):
                return header, payload
        raise CorruptionError("a row does not fit its checksum", where=where, remedy="Restore it from a backup.")

    def row_bytes(self, offset: int) -> int:
        """Return how many bytes the row at this offset takes."""
        return HEADER.size + self.header(offset).length

    @property
    def descriptor(self) -> int:
        """Of the open file, for readers that ask for many rows; what they read is unchecked."""
        return self._fd

    def erase(self, offset: int) -> None:
        """Overwrite a row's payload and checks with zeros; durable after `sync`, safe to repeat after a crash."""
        header = self.header(offset)
        os.pwrite(self._fd, bytes([ERASED]), offset)
        os.pwrite(self._fd, bytes(CHECKS_BYTES), offset + CHECKS_OFFSET)
        os.pwrite(self._fd, bytes(header.length), offset + HEADER.size)

    def scan(self, start: int = 0) -> Iterator[tuple[int, RowHeader, bytes]]:
        """Yield offset, header and payload of each row; ends before the first that is cut short or broken."""
        offset, base, buffer = start, start, b""
        while offset < self.size:
            if offset + HEADER.size > base + len(buffer):
                base, buffer = offset, os.pread(self._fd, min(SCAN_BYTES, self.size - offset), offset)
            try:
                header = decode_header(buffer[offset - base : offset - base + HEADER.size], str(self.path))
            except CorruptionError:
                return
            end = offset + HEADER.size + header.length
            if end > self.size:
                return
            if end > base + len(buffer):
                base, buffer = offset, os.pread(self._fd, max(SCAN_BYTES, end - offset), offset)
            yield offset, header, buffer[offset - base + HEADER.size : end - base]
            offset = end

    def close(self) -> None:
        """Close the file."""
        os.close(self._fd)
