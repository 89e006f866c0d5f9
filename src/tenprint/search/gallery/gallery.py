"""A gallery: subjects by identifier, durable when the call returns, visible to the next search."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from tenprint.errors import ConfigurationError, ConflictError, InputError, UnavailableError, UsageError
from tenprint.fingerprint.template import Template
from tenprint.search.codes import standard_encoder
from tenprint.search.gallery import manifest as manifests
from tenprint.search.gallery.index import hash_subject
from tenprint.search.gallery.intents import Intents
from tenprint.search.gallery.manifest import Manifest, SegmentEntry
from tenprint.search.gallery.prepared import Encoder, PreparedSubject, prepare_subject
from tenprint.search.gallery.recovery import open_segments, remove_strays
from tenprint.search.gallery.rows import Place, payload_fingers, payload_subject
from tenprint.search.gallery.segment import Segment
from tenprint.search.gallery.snapshot import Snapshot, View
from tenprint.search.parameters import CHECKPOINT_ERASURES, CHECKPOINT_ROWS, SEGMENT_ROWS


class Gallery:
    """Subjects and the templates of their fingers, in one folder. Use `create` or `open`.

    One process has it open at a time (a lock on the folder); all its threads may call any method. What a method
    promises is on the medium when it returns, and is what the next search sees.
    """

    def __init__(self, path: Path, lock: int, encoder: Encoder, segment_rows: int) -> None:
        self.guard = threading.RLock()
        self.compacting = threading.Lock()
        self.path = path
        self.encoder = encoder
        self._lock_file = lock
        self._capacity = segment_rows
        self._manifest = manifests.read(path)
        if self._manifest.encoder != encoder.name:
            raise ConfigurationError(
                f"the gallery's codes are {self._manifest.encoder}, this program makes {encoder.name}",
                where=str(path),
                remedy="Copy the gallery into a new one with `tenprint gallery enrol --from`.",
            )
        remove_strays(path, self._manifest)
        self._intents = Intents(path)
        self._segments = open_segments(path, self._manifest, segment_rows, self._intents.places, encoder)
        self._next = self._manifest.next_number
        self._live = sum(segment.live for segment in self._segments)
        self._retired: list[Segment] = []
        self._closed = False
        self.checkpoint()

    @classmethod
    def create(cls, path: Path | str, *, encoder: Encoder | None = None, segment_rows: int = SEGMENT_ROWS) -> Self:
        """Make an empty gallery in a new or empty folder.

        Raises:
            UsageError: there is something in the folder.
        """
        path = Path(path)
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise UsageError("a gallery needs a new or empty folder", where=str(path))
        path.mkdir(parents=True, exist_ok=True)
        encoder = encoder or standard_encoder()
        manifests.write(path, manifests.fresh(encoder.name, segment_rows))
        return cls.open(path, encoder=encoder)

    @classmethod
    def open(cls, path: Path | str, *, encoder: Encoder | None = None) -> Self:
        """Open a gallery that was created before, and finish what a crash left unfinished.

        Raises:
            ConfigurationError: the folder holds no gallery, or one whose codes are of another kind.
            UnavailableError: it is open already, here or in another process.
            CorruptionError: what was durable is broken.
        """
        path = Path(path)
        capacity = manifests.read(path).segment_rows
        lock = os.open(path / "LOCK", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return cls(path, lock, encoder or standard_encoder(), capacity)
        except BlockingIOError:
            os.close(lock)
            raise UnavailableError("this gallery is open already", where=str(path)) from None
        except BaseException:
            os.close(lock)
            raise

    # -- changing -----------------------------------------------------------------------------------------------------

    def insert(self, subject: str, fingers: Mapping[int, Template]) -> None:
        """Add a subject.

        Raises:
            ConflictError: the gallery has the identifier already.
            UsageError: no finger, or a position that is not 1 to 10.
        """
        self.insert_prepared([prepare_subject(subject, fingers, self.encoder)])

    def insert_many(self, subjects: Iterable[tuple[str, Mapping[int, Template]]]) -> int:
        """Add subjects, all of them durable when the call returns; returns how many.

        Raises:
            ConflictError: one of the identifiers is there already; then none of these subjects was added.
        """
        return self.insert_prepared([prepare_subject(s, fingers, self.encoder) for s, fingers in subjects])

    def insert_prepared(self, subjects: list[PreparedSubject]) -> int:
        """Add subjects that `prepare_subject` made; see `insert_many`."""
        with self.guard:
            self._refuse_known(subjects)
            self._append(subjects)
            return len(subjects)

    def update(self, subject: str, fingers: Mapping[int, Template]) -> None:
        """Replace a subject's fingers; the old ones are erased.

        Raises:
            InputError: the gallery has no such subject.
        """
        prepared = prepare_subject(subject, fingers, self.encoder)
        with self.guard:
            self._replace(prepared, [self._place(subject)])

    def merge(self, survivor: str, absorbed: str) -> None:
        """Make two subjects one, under the survivor's identifier; of each finger the better print stays.

        Better is the higher finger quality, where that is known of both, else the one with more minutiae.

        Raises:
            InputError: the gallery lacks one of them, or they are the same.
        """
        if survivor == absorbed:
            raise UsageError(f"subject {survivor} cannot be merged with itself")
        with self.guard:
            places = [self._place(survivor), self._place(absorbed)]
            fingers = better_of(self.get(survivor), self.get(absorbed))
            self._replace(prepare_subject(survivor, fingers, self.encoder), places)

    def delete(self, subject: str) -> None:
        """Remove a subject and overwrite its bytes.

        Raises:
            InputError: the gallery has no such subject.
        """
        with self.guard:
            place = self._place(subject)
            self._intents.promise([place])
            self._erase([place])
            if len(self._intents.places) >= CHECKPOINT_ERASURES:
                self.checkpoint()

    # -- reading ------------------------------------------------------------------------------------------------------

    def get(self, subject: str) -> dict[int, Template]:
        """Return the templates of a subject by finger position.

        Raises:
            InputError: the gallery has no such subject.
        """
        with self.guard:
            number, row = self._place(subject)
            payload = self._segment(number).payload(row)
        assert payload is not None
        return payload_fingers(payload)

    def prepared(self, subject: str) -> PreparedSubject:
        """Return a subject as it is stored, codes and all, for another gallery to take.

        Raises:
            InputError: the gallery has no such subject.
        """
        with self.guard:
            number, row = self._place(subject)
            segment = self._segment(number)
            payload = segment.payload(row)
            assert payload is not None
            return PreparedSubject(subject, payload, segment.columns.codes[row].copy(), int(segment.columns.heads[row]))

    def __contains__(self, subject: object) -> bool:
        with self.guard:
            return isinstance(subject, str) and self._find(subject) is not None

    def __len__(self) -> int:
        return self._live

    def __iter__(self) -> Iterator[str]:
        """Yield the identifiers that were there when iteration began and still are, in the order of their rows."""
        with self.snapshot() as snapshot:
            for view in snapshot.views:
                for row in np.flatnonzero(view.heads).tolist():
                    payload = view.payload(row)
                    if payload is not None:
                        yield payload_subject(payload)

    def names_digest(self) -> tuple[int, int]:
        """Return the number of subjects and a digest of their identifiers; see `index.hash_subject`.

        It is the sum of their hashes modulo 2^64, so parts of a gallery may be added, and the order says nothing.
        """
        with self.guard:
            parts = [segment.names_digest() for segment in self._segments]
        return sum(count for count, _ in parts), sum(total for _, total in parts) % 2**64

    def snapshot(self) -> Snapshot:
        """Return what a search looks at; use it in a `with` statement, so that compaction may clean up after it."""
        with self.guard:
            for segment in self._segments:
                segment.readers += 1
            return Snapshot([View(segment, segment.rows) for segment in self._segments], self._live, self._release)

    @property
    def identifier(self) -> str:
        """The gallery's own identifier, the same for its whole life."""
        return self._manifest.gallery

    # -- inside -------------------------------------------------------------------------------------------------------

    def _refuse_known(self, subjects: list[PreparedSubject]) -> None:
        if len({s.subject for s in subjects}) < len(subjects):
            raise ConflictError("a subject comes twice in what is to be inserted")
        hashed = np.array([s.hashed for s in subjects], np.uint64)
        suspect = np.zeros(len(subjects), np.bool_)
        for segment in self._segments:
            suspect |= segment.may_contain(hashed)
        for index in np.flatnonzero(suspect).tolist():
            if self._find(subjects[index].subject) is not None:
                raise ConflictError(
                    f"subject {subjects[index].subject} is in the gallery", remedy="Update it, or choose another."
                )

    def _append(self, subjects: list[PreparedSubject], replaces: tuple[Place, ...] = ()) -> None:
        while subjects:
            segment = self._growing()
            batch = subjects[: min(segment.capacity - segment.rows, CHECKPOINT_ROWS)]
            segment.append(batch, replaces)
            self._live += len(batch)
            if segment.rows - self._manifest.segments[-1].rows >= CHECKPOINT_ROWS:
                self.checkpoint()
            subjects = subjects[len(batch) :]

    def _growing(self) -> Segment:
        """Return the segment that takes rows; a full one is sealed first."""
        last = self._segments[-1] if self._segments else None
        if last is None or last.sealed or last.rows >= last.capacity:
            if last is not None and not last.sealed:
                last.seal()
            self._segments.append(Segment(self.path, self._number(), self._capacity))
            self.checkpoint()
        return self._segments[-1]

    def _replace(self, prepared: PreparedSubject, places: list[Place]) -> None:
        self._growing()
        self._append([prepared], tuple(places))
        self._erase(places)

    def _erase(self, places: list[Place]) -> None:
        for number, row in places:
            segment = self._segment(number)
            segment.erase(row)
            segment.sync()
            self._live -= 1

    def _number(self) -> int:
        self._next += 1
        return self._next - 1

    def _find(self, subject: str) -> Place | None:
        hashed = hash_subject(subject)
        for segment in reversed(self._segments):
            row = segment.find(subject, hashed)
            if row is not None:
                return segment.number, row
        return None

    def _place(self, subject: str) -> Place:
        place = self._find(subject)
        if place is None:
            raise InputError(f"the gallery has no subject {subject}", where=str(self.path))
        return place

    def _segment(self, number: int) -> Segment:
        return next(segment for segment in self._segments if segment.number == number)

    def checkpoint(self) -> None:
        """Sync the growing segment and write the manifest, which bounds the work after a crash."""
        with self.guard:
            if self._segments and not self._segments[-1].sealed:
                self._segments[-1].sync()
            entries = tuple(SegmentEntry(s.number, s.rows, s.heap.size, s.sealed) for s in self._segments)
            old = self._manifest
            if (entries, self._next) != (old.segments, old.next_number):
                fresh = Manifest(old.gallery, old.encoder, old.segment_rows, self._next, entries, old.generation + 1)
                manifests.write(self.path, fresh)
                self._manifest = fresh
            self._intents.clear()

    # -- for compaction -----------------------------------------------------------------------------------------------

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments as they are now."""
        with self.guard:
            return tuple(self._segments)

    def is_retired(self, number: int) -> bool:
        """Whether a segment was replaced and only waits for searches to end."""
        return any(segment.number == number for segment in self._retired)

    def new_segment(self) -> Segment:
        """Return an empty segment that is not yet part of the gallery."""
        with self.guard:
            return Segment(self.path, self._number(), self._capacity)

    def swap(self, old: list[Segment], new: list[Segment]) -> None:
        """Put sealed segments in the place of others, whose files go when no search looks at them any more."""
        with self.guard:
            place = self._segments.index(old[0])
            self._segments[place:place] = new
            self._segments = [segment for segment in self._segments if segment not in old]
            self.checkpoint()
            self._retired += old
            self._remove_retired()

    def _release(self, views: list[View]) -> None:
        with self.guard:
            for view in views:
                view.segment.readers -= 1
            self._remove_retired()

    def _remove_retired(self) -> None:
        for segment in [s for s in self._retired if not s.readers]:
            self._retired.remove(segment)
            segment.remove()

    def close(self) -> None:
        """Close the files and let another process open the gallery."""
        with self.guard:
            if self._closed:
                return
            self.checkpoint()
            self._closed = True
            for segment in self._retired:
                segment.remove()
            for segment in self._segments:
                segment.close()
            self._intents.close()
            os.close(self._lock_file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def better_of(first: Mapping[int, Template], second: Mapping[int, Template]) -> dict[int, Template]:
    """Return of each finger the better print, the first one's where they are equal; see `Gallery.merge`."""
    fingers = dict(second)
    for position, template in first.items():
        if position not in fingers or _worth(template) >= _worth(fingers[position]):
            fingers[position] = template
    return fingers


def _worth(template: Template) -> tuple[int, int]:
    quality = template.finger_quality if template.finger_quality <= 100 else 0
    return quality, len(template)
