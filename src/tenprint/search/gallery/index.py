"""Finding subjects: sorted 64-bit hashes of identifiers, a memory-mapped file for each sealed segment.

Columns, little-endian: offsets u64 (rows + 1), hashes u64 sorted (rows), row numbers u32 in that order (rows). An
erased row's hash is overwritten with its neighbour's, so the order stays and nothing of the identifier remains.
"""

from __future__ import annotations

import hashlib
import mmap
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import CorruptionError

NO_ROW = 0xFFFFFFFF


def hash_subject(subject: str) -> int:
    """Return the 64-bit hash of an identifier (BLAKE2b, so nobody can make many that collide)."""
    return int.from_bytes(hashlib.blake2b(subject.encode(), digest_size=8).digest(), "little")


class SealedIndex:
    """The index of a sealed segment of `rows` rows."""

    def __init__(self, path: Path, rows: int) -> None:
        self.path, self._rows = path, rows
        self._fd = os.open(path, os.O_RDWR)
        size = index_bytes(rows)
        if os.fstat(self._fd).st_size != size:
            raise CorruptionError(f"an index of {rows} rows must have {size} bytes", where=str(path))
        view = mmap.mmap(self._fd, size)
        self.offsets: NDArray[np.uint64] = np.frombuffer(view, "<u8", rows + 1)
        self._hashes: NDArray[np.uint64] = np.frombuffer(view, "<u8", rows, 8 * (rows + 1))
        self._order: NDArray[np.uint32] = np.frombuffer(view, "<u4", rows, 8 * (2 * rows + 1))

    def find(self, hashed: int) -> list[int]:
        """Return the rows whose identifiers have this hash, nearly always none or one."""
        key = np.uint64(hashed)
        first, last = np.searchsorted(self._hashes, key, "left"), np.searchsorted(self._hashes, key, "right")
        return [int(row) for row in self._order[first:last] if row != NO_ROW]

    def contains(self, hashed: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Say for each hash whether `find` may find it, many at once."""
        at = np.minimum(np.searchsorted(self._hashes, hashed), self._rows - 1)
        return np.asarray(self._hashes[at] == hashed)

    def digest(self) -> tuple[int, int]:
        """Return the number of living rows and the sum of their hashes, modulo 2^64."""
        living = self._hashes[self._order != NO_ROW]
        return len(living), int(living.sum(dtype=np.uint64))

    def erase(self, row: int) -> None:
        """Forget a row; safe to repeat."""
        for place in np.flatnonzero(self._order == row).tolist():
            neighbour = place - 1 if place else 1
            hashed = self._hashes[neighbour].tobytes() if self._rows > 1 else bytes(8)
            self._write(8 * (self._rows + 1 + place), hashed)
            self._write(8 * (2 * self._rows + 1) + 4 * place, NO_ROW.to_bytes(4, "little"))

    def _write(self, offset: int, data: bytes) -> None:
        os.pwrite(self._fd, data, offset)

    def sync(self) -> None:
        """Return only when everything written is on the medium."""
        os.fdatasync(self._fd)

    def close(self) -> None:
        """Close the file."""
        os.close(self._fd)


def index_bytes(rows: int) -> int:
    """Return the size of an index file."""
    return 8 * (2 * rows + 1) + 4 * rows


def write_index(path: Path, offsets: NDArray[np.uint64], hashes: NDArray[np.uint64]) -> None:
    """Write a sealed segment's index; durable when the call returns.

    Args:
        path: the file.
        offsets: (rows + 1,) of the rows in the heap and of its end.
        hashes: (rows,) of the identifiers, 0 where a row is erased.
    """
    order = np.argsort(hashes, kind="stable").astype("<u4")
    with path.open("wb") as file:
        file.write(offsets.astype("<u8").tobytes())
        file.write(hashes[order].astype("<u8").tobytes())
        file.write(np.where(hashes[order] == 0, NO_ROW, order).astype("<u4").tobytes())
        file.flush()
        os.fsync(file.fileno())
