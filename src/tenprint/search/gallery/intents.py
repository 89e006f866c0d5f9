"""Erasures that were promised: written before a row is overwritten, so that a crash cannot leave it half erased."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

from tenprint.search.gallery.rows import Place

NAME = "erasures"
ENTRY = struct.Struct("<III")


class Intents:
    """The list of promised erasures since the last checkpoint, in one small file of the gallery's folder."""

    def __init__(self, folder: Path) -> None:
        self._fd = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
        self.places = self._read()
        self._size = ENTRY.size * len(self.places)

    def _read(self) -> list[Place]:
        data = os.pread(self._fd, os.fstat(self._fd).st_size, 0)
        places = []
        for offset in range(0, len(data) - ENTRY.size + 1, ENTRY.size):
            segment, row, check = ENTRY.unpack_from(data, offset)
            if zlib.crc32(data[offset : offset + 8]) != check:
                break
            places.append((segment, row))
        return places

    def promise(self, places: list[Place]) -> None:
        """Note rows that are to be erased; durable when the call returns."""
        for place in places:
            head = struct.pack("<II", *place)
            self._size += os.pwrite(self._fd, ENTRY.pack(*place, zlib.crc32(head)), self._size)
        os.fdatasync(self._fd)
        self.places += places

    def clear(self) -> None:
        """Forget the list: all of it was done and is durable."""
        if self._size:
            os.ftruncate(self._fd, 0)
            os.fdatasync(self._fd)
        self.places, self._size = [], 0

    def close(self) -> None:
        """Close the file."""
        os.close(self._fd)
