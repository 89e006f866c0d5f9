"""One segment: a heap of rows, the columns beside it, and what finds a row by its subject."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tenprint.search.gallery.columns import Columns
from tenprint.search.gallery.heap import Heap
from tenprint.search.gallery.index import SealedIndex, hash_subject, write_index
from tenprint.search.gallery.prepared import PreparedSubject
from tenprint.search.gallery.rows import HEADER, Place, encode_row, payload_subject

SUFFIXES = (".heap", ".codes", ".heads", ".index")
SHRED_BYTES = 1 << 20


class Segment:
    """A growing segment, or a sealed one that has an index.

    Attributes:
        number: of the segment; the names of its files begin with it.
        rows: number of committed rows, erased ones included; what readers may look at.
        columns: codes and heads; a head of zero marks an erased row.
        readers: searches that hold the segment; it is removed only at none.
    """

    def __init__(
        self, folder: Path, number: int, capacity: int, *, sealed_rows: int | None = None, heap_bytes: int | None = None
    ) -> None:
        self.folder, self.number, self.capacity = folder, number, capacity
        self.heap = Heap(folder / f"{number:08d}.heap", heap_bytes)
        self.columns = Columns(folder, number, capacity)
        self.readers = 0
        self.rows = 0
        self._offsets: list[int] = []
        self._ids: dict[int, list[int]] = {}
        self._index: SealedIndex | None = None
        if sealed_rows is not None:
            self._index = SealedIndex(folder / f"{number:08d}.index", sealed_rows)
            self.rows = sealed_rows

    @property
    def sealed(self) -> bool:
        """Whether the segment takes no more rows."""
        return self._index is not None

    @property
    def live(self) -> int:
        """Number of rows that are not erased."""
        return int(np.count_nonzero(self.columns.heads[: self.rows]))

    def append(self, subjects: list[PreparedSubject], replaces: tuple[Place, ...] = ()) -> None:
        """Add rows; durable when the call returns, visible to searches only then.

        Raises:
            OSError: the disk is full or fails; nothing was added.
        """
        start, first = self.heap.size, self.rows
        try:
            codes = np.stack([s.codes for s in subjects])
            heads = np.array([s.head for s in subjects], np.uint64)
            self.columns.write(first, codes, heads)
            rows = [encode_row(s.payload, s.columns_check, replaces) for s in subjects]
            self.heap.append(b"".join(rows))
            self.heap.sync()
        except OSError:
            self.heap.cut(start)
            raise
        for subject, row in zip(subjects, rows, strict=True):
            self.learn(start, subject.hashed)
            start += len(row)
        self.rows = len(self._offsets)

    def learn(self, offset: int, hashed: int | None) -> None:
        """Note a row of the growing segment: its offset, and its subject's hash unless it is erased."""
        if hashed is not None:
            self._ids.setdefault(hashed, []).append(len(self._offsets))
        self._offsets.append(offset)

    def erase(self, row: int) -> None:
        """Overwrite everything of a row; durable after `sync`, safe to repeat."""
        self.columns.erase(row)
        self.heap.erase(self.offset(row))
        if self._index is not None:
            self._index.erase(row)
        else:
            for rows in self._ids.values():
                if row in rows:
                    rows.remove(row)
                    break

    def sync(self) -> None:
        """Return only when everything written is on the medium."""
        self.heap.sync()
        self.columns.sync()
        if self._index is not None:
            self._index.sync()

    def offset(self, row: int) -> int:
        """Return where in the heap a row begins."""
        offsets = self._offsets  # before the index, see `extents`
        return int(self._index.offsets[row]) if self._index is not None else offsets[row]

    def extents(self, rows: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where in the heap rows begin, and how many bytes each takes."""
        # The list before the index: sealing sets the index first and empties the list then, maybe at this moment.
        offsets, index = self._offsets, self._index
        if index is not None:
            begin, end = (index.offsets[at].astype(np.int64) for at in (rows, rows + 1))
            return begin, end - begin
        begin = np.array([offsets[row] for row in rows.tolist()], np.int64)
        heap, last = self.heap, len(offsets) - 1
        lengths = [
            offsets[row + 1] - start if row < last else heap.row_bytes(start)
            for row, start in zip(rows.tolist(), begin.tolist(), strict=True)
        ]
        return begin, np.array(lengths, np.int64)

    def payload(self, row: int) -> bytes | None:
        """Return a row's payload, None when it is erased.

        Raises:
            CorruptionError: it does not fit its checksum.
        """
        header, payload = self.heap.read(self.offset(row))
        return payload if header.live else None

    def find(self, subject: str, hashed: int) -> int | None:
        """Return the row of a subject, None when it is not here."""
        rows = self._index.find(hashed) if self._index is not None else self._ids.get(hashed, [])
        for row in rows:
            payload = self.payload(row)
            if payload is not None and payload_subject(payload) == subject:
                return row
        return None

    def may_contain(self, hashed: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Say for each hash whether `find` may find it."""
        if self._index is not None:
            return self._index.contains(hashed)
        return np.array([h in self._ids for h in hashed.tolist()], np.bool_)

    def names_digest(self) -> tuple[int, int]:
        """Return the number of living rows and the sum of the hashes of their identifiers."""
        if self._index is not None:
            return self._index.digest()
        hashes = [hashed for hashed, rows in self._ids.items() for _ in rows]
        return len(hashes), sum(hashes)

    def seal(self) -> None:
        """Sync everything and write the index; no row can be added afterwards."""
        hashes = np.zeros(self.rows, np.uint64)
        for hashed, rows in self._ids.items():
            hashes[rows] = hashed
        offsets = np.array([*self._offsets, self.heap.size], np.uint64)
        path = self.folder / f"{self.number:08d}.index"
        self.sync()
        write_index(path, offsets, hashes)
        self._index = SealedIndex(path, self.rows)
        self._offsets, self._ids = [], {}

    def close(self) -> None:
        """Close the files."""
        self.heap.close()
        self.columns.close()
        if self._index is not None:
            self._index.close()

    def remove(self) -> None:
        """Close the files, overwrite and remove them."""
        self.close()
        shred(self.folder, self.number)


def row_subject(payload: bytes) -> int:
    """Return the hash of the identifier in a payload."""
    return hash_subject(payload_subject(payload))


def row_end(offset: int, length: int) -> int:
    """Return the offset behind a row whose payload has this length."""
    return offset + HEADER.size + length


def shred(folder: Path, number: int) -> None:
    """Overwrite and remove the files of a segment that is no longer part of the gallery."""
    for suffix in SUFFIXES:
        path = folder / f"{number:08d}{suffix}"
        if path.exists():
            overwrite(path)
            path.unlink()


def overwrite(path: Path) -> None:
    """Fill a file with zeros; durable when the call returns."""
    with path.open("r+b") as file:
        left = os.fstat(file.fileno()).st_size
        while left > 0:
            left -= file.write(bytes(min(SHRED_BYTES, left)))
        file.flush()
        os.fdatasync(file.fileno())
