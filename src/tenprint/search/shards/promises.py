"""Changes that not all copies of a shard have: written before a change begins, removed when every copy has it.

One file a change: which copies lack it for certain, and its subjects. After a crash the copies are made alike for these
subjects, so that no two copies of a shard ever answer differently for long.
"""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

import msgspec

from tenprint.errors import CorruptionError
from tenprint.search.gallery.manifest import sync_folder
from tenprint.search.gallery.segment import overwrite


class Promise(msgspec.Struct):
    """One change.

    Attributes:
        shard: whose.
        subjects: that it touches.
        behind: copies that lack it, or may lack it.
    """

    shard: int
    subjects: list[str]
    behind: list[int]


FOLDER = "promises"
MASK = struct.Struct("<QI4x")
"""Which copies are behind, one bit each, and a check; in front of the file, changed in place within one sector."""


class Promises:
    """All of them, in a folder of their own. The caller sees to it that one thread at a time changes them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._open: dict[int, Promise] = {}
        for path in sorted(folder.iterdir()):
            found = _read(path)
            if found is None:  # a crash in writing or in overwriting: its change did not begin, or every copy has it
                overwrite(path)
                path.unlink()
            else:
                self._open[int(path.stem)] = found
        self._next = max(self._open, default=0) + 1

    def begin(self, shard: int, subjects: list[str], behind: list[int]) -> int:
        """Write a change that is about to be made; returns its number."""
        number, self._next = self._next, self._next + 1
        self._open[number] = Promise(shard, subjects, behind)
        self._create(number)
        return number

    def missed(self, number: int, copies: list[int]) -> None:
        """Note copies that a change did not reach."""
        promise = self._open[number]
        promise.behind = sorted({*promise.behind, *copies})
        self._mark(number)

    def end(self, number: int) -> None:
        """Forget a change that every copy has; its names are overwritten."""
        del self._open[number]
        path = self._path(number)
        overwrite(path)
        path.unlink()

    def of(self, shard: int) -> dict[int, Promise]:
        """Return a shard's changes by number, in their order."""
        return {number: promise for number, promise in self._open.items() if promise.shard == shard}

    def owed(self) -> set[str]:
        """Return the subjects of all open changes."""
        return {subject for promise in self._open.values() for subject in promise.subjects}

    def behind(self, shard: int) -> set[int]:
        """Return the copies of a shard that lack a change."""
        return {copy for promise in self.of(shard).values() for copy in promise.behind}

    def trust(self, shard: int, copy: int, copies: int) -> None:
        """Take one copy's state for what happened: for each change that is open, all others may lack it."""
        others = [other for other in range(copies) if other != copy]
        for number in self.of(shard):
            self.missed(number, others)

    def caught_up(self, shard: int, copy: int) -> None:
        """Note that a copy has all changes."""
        for number, promise in self.of(shard).items():
            promise.behind = [other for other in promise.behind if other != copy]
            if promise.behind:
                self._mark(number)
            else:
                self.end(number)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:012d}.json"

    def _create(self, number: int) -> None:
        promise = self._open[number]
        body = msgspec.json.encode({"shard": promise.shard, "subjects": promise.subjects})
        check = zlib.crc32(body).to_bytes(4, "little")
        with self._path(number).open("wb") as file:
            file.write(_mask(promise.behind) + check + body)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self._folder)

    def _mark(self, number: int) -> None:
        with self._path(number).open("r+b") as file:
            file.write(_mask(self._open[number].behind))
            file.flush()
            os.fdatasync(file.fileno())


def _mask(copies: list[int]) -> bytes:
    bits = sum(1 << copy for copy in copies)
    return MASK.pack(bits, zlib.crc32(bits.to_bytes(8, "little")))


def _read(path: Path) -> Promise | None:
    data = path.read_bytes()
    body = data[MASK.size + 4 :]
    if len(data) < MASK.size + 4 or zlib.crc32(body) != int.from_bytes(data[MASK.size : MASK.size + 4], "little"):
        return None
    bits, check = MASK.unpack_from(data)
    if zlib.crc32(bits.to_bytes(8, "little")) != check:
        raise CorruptionError("which copies lack a change cannot be read", where=str(path))
    return msgspec.convert({**msgspec.json.decode(body), "behind": [c for c in range(64) if bits >> c & 1]}, Promise)
