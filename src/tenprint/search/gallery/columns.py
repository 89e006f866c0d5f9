"""The memory-mapped columns of a segment: filter codes and row heads, a fixed number of bytes a row."""

from __future__ import annotations

import mmap
import os
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.template import Template
from tenprint.search.parameters import CODE_WORDS, FINGERS

QUALITY_SHIFT = 16
QUALITY_UNKNOWN = 15


def pack_head(fingers: dict[int, Template]) -> int:
    """Return a row's head: bits 0-9 say which fingers there are, then four bits of quality a finger (15 unknown)."""
    head = 0
    for position, template in fingers.items():
        quality = template.finger_quality // 7 if template.finger_quality <= 100 else QUALITY_UNKNOWN
        head |= 1 << (position - 1) | quality << (QUALITY_SHIFT + 4 * (position - 1))
    return head


def columns_check(codes: NDArray[np.uint64], head: int) -> int:
    """Return the checksum over what the columns hold of a row."""
    return zlib.crc32(head.to_bytes(8, "little"), zlib.crc32(np.ascontiguousarray(codes).tobytes()))


class Column:
    """One file of equal rows, mapped into memory at its full capacity; unwritten rows take no space on disk.

    Writing goes through system calls, so a full disk is an error and not a signal; the map shows it at once.
    """

    def __init__(self, path: Path, capacity: int, dtype: Any, shape: tuple[int, ...]) -> None:
        self.path = path
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self.row_bytes = int(np.dtype(dtype).itemsize * np.prod(shape, dtype=np.int64))
        size = self.row_bytes * capacity
        if os.fstat(self._fd).st_size < size:
            os.ftruncate(self._fd, size)
        self._map = mmap.mmap(self._fd, size)
        self.rows: NDArray[Any] = np.frombuffer(self._map, dtype).reshape(capacity, *shape)

    def write(self, row: int, values: NDArray[Any]) -> None:
        """Write one or several rows from this row on."""
        data = np.ascontiguousarray(values, self.rows.dtype).tobytes()
        view, offset = memoryview(data), row * self.row_bytes
        while view:
            written = os.pwrite(self._fd, view, offset)
            view, offset = view[written:], offset + written

    def sync(self) -> None:
        """Return only when everything written is on the medium."""
        os.fdatasync(self._fd)

    def close(self) -> None:
        """Close the file; arrays that are still in use keep the map alive."""
        os.close(self._fd)


class Columns:
    """Codes, (capacity, 10, 8) uint64, and heads, (capacity,) uint64, of one segment."""

    def __init__(self, folder: Path, number: int, capacity: int) -> None:
        self._codes = Column(folder / f"{number:08d}.codes", capacity, "<u8", (FINGERS, CODE_WORDS))
        self._heads = Column(folder / f"{number:08d}.heads", capacity, "<u8", ())
        self.codes: NDArray[np.uint64] = self._codes.rows
        self.heads: NDArray[np.uint64] = self._heads.rows

    def write(self, row: int, codes: NDArray[np.uint64], heads: NDArray[np.uint64]) -> None:
        """Write rows from this one on: codes (n, 10, 8), heads (n,)."""
        self._codes.write(row, codes)
        self._heads.write(row, heads)

    def erase(self, row: int) -> None:
        """Overwrite a row with zeros."""
        self._heads.write(row, np.zeros(1, np.uint64))
        self._codes.write(row, np.zeros((1, FINGERS, CODE_WORDS), np.uint64))

    def sync(self) -> None:
        """Return only when everything written is on the medium."""
        self._codes.sync()
        self._heads.sync()

    def close(self) -> None:
        """Close the files."""
        self._codes.close()
        self._heads.close()
