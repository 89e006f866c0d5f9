"""A gallery: subjects by identifier, durable when the call returns, visible to the next search."""

from __future__ import annotations

import fcntl
import os
import threading
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tenprint.errors import ConfigurationError, ConflictError, CorruptionError, InputError, UnavailableError, UsageError
from tenprint.fingerprint.template import Template
from tenprint.search.gallery.heap import Heap
from tenprint.search.gallery.rows import (
    HEADER,
    Place,
    check_payload,
    encode_payload,
    encode_row,
    payload_fingers,
    payload_subject,
)


class Gallery:
    """Subjects and the templates of their fingers, in one folder. Use `create` or `open`.

    One process writes at a time (a lock on the folder); all its threads may call any method.
    """

    def __init__(self, path: Path, heap: Heap, lock: int) -> None:
        self.path = path
        self._heap = heap
        self._lock_file = lock
        self._guard = threading.RLock()
        self._rows: list[int] = []
        self._ids: dict[str, int] = {}
        self._recover()

    @classmethod
    def create(cls, path: Path | str) -> Self:
        """Make an empty gallery in a new or empty folder.

        Raises:
            UsageError: there is something in the folder.
        """
        path = Path(path)
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise UsageError("a gallery needs a new or empty folder", where=str(path))
        path.mkdir(parents=True, exist_ok=True)
        marker = path / "GALLERY"
        marker.write_text(f"{uuid.uuid4().hex}\n", encoding="ascii")
        with marker.open() as file:
            os.fsync(file.fileno())
        return cls.open(path)

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open a gallery that was created before.

        Raises:
            ConfigurationError: the folder holds no gallery.
            UnavailableError: another process has it open.
        """
        path = Path(path)
        if not (path / "GALLERY").is_file():
            raise ConfigurationError("there is no gallery here", where=str(path), remedy="Make one: gallery create.")
        lock = os.open(path / "LOCK", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise UnavailableError("another process has this gallery open", where=str(path)) from None
        return cls(path, Heap(path / "00000000.heap"), lock)

    def _recover(self) -> None:
        end = 0
        for offset, header, payload in self._heap.scan():
            if not header.live:
                self._heap.erase(offset)
            elif not check_payload(header, payload):
                break
            for _, row in header.replaces:
                self._heap.erase(self._rows[row])
            if header.live:
                self._ids[payload_subject(payload)] = len(self._rows)
            self._rows.append(offset)
            end = offset + HEADER.size + header.length
        self._heap.cut(end)

    # -- changing -----------------------------------------------------------------------------------------------------

    def insert(self, subject: str, fingers: Mapping[int, Template]) -> None:
        """Add a subject.

        Raises:
            ConflictError: the gallery has the identifier already.
            UsageError: no finger, or a position that is not 1 to 10.
        """
        self.insert_many([(subject, fingers)])

    def insert_many(self, subjects: Iterable[tuple[str, Mapping[int, Template]]]) -> int:
        """Add subjects, all of them durable when the call returns; returns how many.

        Raises:
            ConflictError: one of the identifiers is there already; then none of these subjects was added.
        """
        with self._guard:
            payloads: dict[str, bytes] = {}
            for subject, fingers in subjects:
                if subject in self._ids or subject in payloads:
                    raise ConflictError(f"subject {subject} is in the gallery", remedy="Update it, or choose another.")
                payloads[subject] = _payload(subject, fingers)
            self._append([(subject, payload, ()) for subject, payload in payloads.items()])
            return len(payloads)

    def update(self, subject: str, fingers: Mapping[int, Template]) -> None:
        """Replace a subject's fingers; the old ones are erased.

        Raises:
            InputError: the gallery has no such subject.
        """
        with self._guard:
            old = self._row(subject)
            self._append([(subject, _payload(subject, fingers), ((0, old),))])
            self._heap.erase(self._rows[old])

    def merge(self, survivor: str, absorbed: str) -> None:
        """Make two subjects one, under the survivor's identifier; of each finger the better print stays.

        Better is the higher finger quality, where that is known of both, else the one with more minutiae.

        Raises:
            InputError: the gallery lacks one of them, or they are the same.
        """
        if survivor == absorbed:
            raise UsageError(f"subject {survivor} cannot be merged with itself")
        with self._guard:
            rows = self._row(survivor), self._row(absorbed)
            fingers = self.get(absorbed)
            for position, template in self.get(survivor).items():
                if position not in fingers or _worth(template) >= _worth(fingers[position]):
                    fingers[position] = template
            self._append([(survivor, _payload(survivor, fingers), ((0, rows[0]), (0, rows[1])))])
            del self._ids[absorbed]
            for row in rows:
                self._heap.erase(self._rows[row])

    def delete(self, subject: str) -> None:
        """Remove a subject and overwrite its bytes.

        Raises:
            InputError: the gallery has no such subject.
        """
        with self._guard:
            row = self._row(subject)
            self._heap.erase(self._rows[row])
            del self._ids[subject]

    def _append(self, rows: list[tuple[str, bytes, tuple[Place, ...]]]) -> None:
        start = self._heap.size
        try:
            offsets = [self._heap.append(encode_row(payload, replaces)) for _, payload, replaces in rows]
            self._heap.sync()
        except OSError:
            self._heap.cut(start)
            raise
        for (subject, _, _), offset in zip(rows, offsets, strict=True):
            self._ids[subject] = len(self._rows)
            self._rows.append(offset)

    # -- reading ------------------------------------------------------------------------------------------------------

    def get(self, subject: str) -> dict[int, Template]:
        """Return the templates of a subject by finger position.

        Raises:
            InputError: the gallery has no such subject.
        """
        with self._guard:
            header, payload = self._heap.read(self._rows[self._row(subject)])
        if not header.live:
            raise CorruptionError(f"the row of subject {subject} is erased", where=str(self.path))
        return payload_fingers(payload)

    def __contains__(self, subject: object) -> bool:
        return subject in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[str]:
        """Yield the identifiers that were there when iteration began."""
        with self._guard:
            subjects = list(self._ids)
        return iter(subjects)

    def _row(self, subject: str) -> int:
        row = self._ids.get(subject)
        if row is None:
            raise InputError(f"the gallery has no subject {subject}", where=str(self.path))
        return row

    def close(self) -> None:
        """Close the files and let another process open the gallery."""
        self._heap.close()
        os.close(self._lock_file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _payload(subject: str, fingers: Mapping[int, Template]) -> bytes:
    if not fingers:
        raise UsageError(f"subject {subject} has no finger", remedy="Give at least one template.")
    return encode_payload(subject, fingers)


def _worth(template: Template) -> tuple[int, int]:
    quality = template.finger_quality if template.finger_quality <= 100 else 0
    return quality, len(template)
