"""What one shard does, whether it runs in a thread, in a process of this host, or as an actor on another."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tenprint.errors import InputError
from tenprint.fingerprint.template import Template
from tenprint.search.answer import Answer, Bands
from tenprint.search.cascade.query import Positions
from tenprint.search.gallery import Gallery, PreparedSubject, compact, prepare_subject, verify
from tenprint.search.identify import identify_many
from tenprint.search.options import Options

Fingers = dict[int, Template]


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
    """

    searches: tuple[Fingers, ...]
    positions: str
    limit: int
    bands: Bands
    policy: str
    deadline: float | None
    gallery_size: int
    threads: int


class Worker:
    """One shard: a gallery in a folder, made when it is missing."""

    def __init__(self, path: str, threads: int = 1) -> None:
        folder = Path(path)
        self._threads = threads
        self._gallery = Gallery.open(folder) if (folder / "MANIFEST").is_file() else Gallery.create(folder)

    def process(self) -> int:
        """Return the process that the shard runs in."""
        return os.getpid()

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
        )
        return identify_many(self._gallery, request.searches, positions=Positions(request.positions), options=options)

    def insert(self, subjects: list[tuple[str, Fingers]]) -> int:
        """Add subjects, all or none."""
        return self._gallery.insert_many(subjects)

    def insert_prepared(self, subjects: list[PreparedSubject]) -> int:
        """Add subjects that are prepared already."""
        return self._gallery.insert_prepared(subjects)

    def update(self, subject: str, fingers: Fingers) -> None:
        """Replace a subject's fingers."""
        self._gallery.update(subject, fingers)

    def delete(self, subject: str) -> None:
        """Remove a subject."""
        self._gallery.delete(subject)

    def get(self, subject: str) -> Fingers | None:
        """Return a subject's templates, None when it is not here."""
        try:
            return self._gallery.get(subject)
        except InputError:
            return None

    def subjects(self) -> list[str]:
        """Return all identifiers."""
        return list(self._gallery)

    def move_in(self, subjects: list[tuple[str, Fingers]]) -> int:
        """Take subjects over from another shard; those that are here already stay as they are."""
        fresh = [(name, fingers) for name, fingers in subjects if name not in self._gallery]
        return self._gallery.insert_prepared([prepare_subject(n, f, self._gallery.encoder) for n, f in fresh])

    def compact(self) -> int:
        """Compact the shard's gallery."""
        return compact(self._gallery)

    def verify(self) -> list[str]:
        """Return what is wrong with the shard's gallery."""
        return list(verify(self._gallery).problems)

    def close(self) -> None:
        """Close the gallery."""
        self._gallery.close()
