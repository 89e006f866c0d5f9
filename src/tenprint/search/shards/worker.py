"""What one copy of a shard does, whether it runs in a thread, in a process of this host, or as an actor on another."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tenprint.errors import InputError, UnavailableError
from tenprint.fingerprint.template import Template
from tenprint.search.answer import Answer, Bands
from tenprint.search.cascade.query import Positions
from tenprint.search.gallery import Gallery, PreparedSubject, compact, prepare_subject, verify
from tenprint.search.gallery.rows import payload_fingers
from tenprint.search.identify import identify_many
from tenprint.search.options import Options
from tenprint.search.parameters import SHARD_OPEN_PATIENCE
from tenprint.search.shards.placement import shard_of
from tenprint.search.shards.warm import warm

Fingers = dict[int, Template]
MISSING = ""


@dataclass(frozen=True, slots=True)
class Request:
    """Searches for one shard; everything in it can be sent to another process.

    Attributes:
        searches: templates by position, one dictionary a search.
        positions: "known" or "unknown".
        limit: candidates to list.
        bands, policy: for the answer.
        deadline: seconds, or None.
        gallery_size: subjects of all shards.
        threads: of the shard.
        further, thorough: see `Options`.
    """

    searches: tuple[Fingers, ...]
    positions: str
    limit: int
    bands: Bands
    policy: str
    deadline: float | None
    gallery_size: int
    threads: int
    further: int | None = None
    thorough: bool = False


class Worker:
    """One copy of a shard: a gallery in a folder. One that is missing is made only when `create` says so."""

    def __init__(self, path: str, threads: int = 1) -> None:
        self._path = Path(path)
        self._threads = threads
        self._opening = threading.Lock()
        self._open: Gallery | None = None
        self._closed = False

    @property
    def _gallery(self) -> Gallery:
        """The gallery, opened when it is first asked for."""
        with self._opening:
            if self._closed:
                raise UnavailableError("this worker has ended", where=str(self._path))
            if self._open is None:
                self._open = _open(self._path)
            return self._open

    def process(self) -> int:
        """Return the process that the shard runs in."""
        return os.getpid()

    def identity(self) -> str:
        """Return the identifier of the gallery, empty where there is none.

        Raises:
            TenprintError: it cannot be opened.
        """
        if not (self._path / "MANIFEST").is_file():
            self._forget()
            return MISSING
        return self._gallery.identifier

    def _forget(self) -> None:
        """Let go of a gallery whose folder was taken away while it was open."""
        with self._opening:
            if self._open is not None:
                with contextlib.suppress(OSError):
                    self._open.close()
                self._open = None

    def warm(self) -> None:
        """Be ready to search at once."""
        warm()

    def create(self) -> str:
        """Make an empty gallery and return its identifier."""
        with self._opening:
            if self._open is None:
                self._path.mkdir(parents=True, exist_ok=True)
                (self._path / "MANIFEST.new").unlink(missing_ok=True)  # a crash in an earlier attempt
                self._open = Gallery.create(self._path)
        return self._gallery.identifier

    def size(self) -> int:
        """Return the number of subjects."""
        return len(self._gallery)

    def search(self, request: Request) -> list[Answer]:
        """Answer searches over this shard."""
        options = Options(
            limit=request.limit,
            bands=request.bands,
            policy=request.policy,
            deadline=request.deadline,
            gallery_size=request.gallery_size,
            threads=min(request.threads, self._threads),
            further=request.further,
            thorough=request.thorough,
        )
        return identify_many(self._gallery, request.searches, positions=Positions(request.positions), options=options)

    # -- changes: each returns what the other copies are to be given ---------------------------------------------------

    def insert(self, subjects: list[tuple[str, Fingers]], copied: bool = False) -> list[PreparedSubject]:
        """Add subjects, all or none; returns them prepared where there are other copies."""
        prepared = [prepare_subject(name, fingers, self._gallery.encoder) for name, fingers in subjects]
        return self.insert_prepared(prepared, copied)

    def insert_prepared(self, prepared: list[PreparedSubject], copied: bool = False) -> list[PreparedSubject]:
        """Add subjects that are prepared already, all or none."""
        self._gallery.insert_prepared(prepared)
        return prepared if copied else []

    def update(self, subject: str, fingers: Fingers, copied: bool = False) -> list[PreparedSubject]:
        """Replace a subject's fingers."""
        self._gallery.update(subject, fingers)
        return [self._gallery.prepared(subject)] if copied else []

    def delete(self, subject: str) -> list[PreparedSubject]:
        """Remove a subject."""
        self._gallery.delete(subject)
        return []

    def settle(self, put: list[PreparedSubject], drop: list[str]) -> list[PreparedSubject]:
        """Have these subjects just so, and those not at all; may be done again."""
        gallery = self._gallery
        for subject in drop:
            if subject in gallery:
                gallery.delete(subject)
        fresh = []
        for prepared in put:
            if prepared.subject not in gallery:
                fresh.append(prepared)
            elif gallery.prepared(prepared.subject).payload != prepared.payload:
                gallery.update(prepared.subject, payload_fingers(prepared.payload))
        gallery.insert_prepared(fresh)
        return put

    def settle_new(self, put: list[PreparedSubject]) -> list[PreparedSubject]:
        """Take subjects that moved here; those that are here already stay as they are: they may be newer."""
        fresh = [prepared for prepared in put if prepared.subject not in self._gallery]
        self._gallery.insert_prepared(fresh)
        return fresh

    # -- reading ------------------------------------------------------------------------------------------------------

    def get(self, subject: str) -> Fingers | None:
        """Return a subject's templates, None when it is not here."""
        try:
            return self._gallery.get(subject)
        except InputError:
            return None

    def has(self, subjects: list[str]) -> list[str]:
        """Return those of these subjects that are here."""
        return [subject for subject in subjects if subject in self._gallery]

    def fetch(self, subjects: list[str]) -> list[PreparedSubject]:
        """Return subjects as they are stored; those that are not here are left out."""
        found = []
        for subject in subjects:
            try:
                found.append(self._gallery.prepared(subject))
            except InputError:
                continue
        return found

    def subjects(self) -> list[str]:
        """Return all identifiers."""
        return list(self._gallery)

    def names_digest(self) -> tuple[int, int]:
        """Return what `Gallery.names_digest` does."""
        return self._gallery.names_digest()

    def misplaced(self, shard: int, shards: int) -> list[str]:
        """Return the subjects that belong to another shard where there are so many."""
        return [subject for subject in self._gallery if shard_of(subject, shards) != shard]

    def digest(self) -> tuple[int, str]:
        """Return the number of subjects and a digest of all that is stored, whatever its order."""
        total, count = 0, 0
        with self._gallery.snapshot() as snapshot:
            for view in snapshot.views:
                for row in np.flatnonzero(view.heads).tolist():
                    payload = view.payload(row)
                    if payload is not None:
                        total ^= int.from_bytes(hashlib.blake2b(payload, digest_size=16).digest(), "little")
                        count += 1
        return count, f"{total:032x}"

    # -- upkeep -------------------------------------------------------------------------------------------------------

    def checkpoint(self) -> None:
        """Sync what grows."""
        self._gallery.checkpoint()

    def compact(self) -> int:
        """Compact the gallery."""
        return compact(self._gallery)

    def verify(self) -> list[str]:
        """Return what is wrong with the gallery."""
        return list(verify(self._gallery).problems)

    def close(self) -> None:
        """Close the gallery for good."""
        with self._opening:
            self._closed = True
            if self._open is not None:
                self._open.close()
                self._open = None


def _open(path: Path) -> Gallery:
    """Open a gallery; where another process has it that is just ending, wait for that."""
    end = time.monotonic() + SHARD_OPEN_PATIENCE
    while True:
        try:
            return Gallery.open(path)
        except UnavailableError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
