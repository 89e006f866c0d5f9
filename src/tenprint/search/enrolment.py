"""Bulk enrolment: many subjects, prepared on several threads, inserted in batches; may be repeated after a stop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from tenprint.fingerprint.template import Template
from tenprint.search.gallery import Gallery, PreparedSubject, prepare_subject
from tenprint.search.parameters import THREADS

BATCH = 1_024

Subject = tuple[str, Mapping[int, Template]]


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Number of subjects that were added, and that were there already and left as they are."""

    added: int
    known: int


def enrol(
    gallery: Gallery,
    subjects: Iterable[Subject],
    *,
    batch: int = BATCH,
    threads: int = THREADS,
    progress: Callable[[int], None] = lambda subjects: None,
) -> Enrolled:
    """Add subjects; those whose identifier is in the gallery are passed over, so the same call resumes after a stop.

    Args:
        gallery: where to.
        subjects: identifier and templates by finger position.
        batch: subjects that become durable together.
        threads: that prepare.
        progress: called after each batch with its number of subjects.
    """
    added = known = 0
    with ThreadPoolExecutor(threads) as pool:
        for part in _batches(subjects, batch):
            fresh = [subject for subject in part if subject[0] not in gallery]
            prepared = list(pool.map(lambda s: prepare_subject(s[0], s[1], gallery.encoder), fresh))
            gallery.insert_prepared(prepared)
            added += len(fresh)
            known += len(part) - len(fresh)
            progress(len(part))
    return Enrolled(added, known)


def enrol_prepared(gallery: Gallery, subjects: Iterable[PreparedSubject], *, batch: int = BATCH) -> int:
    """Add subjects that are prepared already, and return how many.

    Raises:
        ConflictError: an identifier is there already; the batches before it were added.
    """
    iterator = iter(subjects)
    added = 0
    while part := list(islice(iterator, batch)):
        added += gallery.insert_prepared(part)
    return added


def _batches(subjects: Iterable[Subject], size: int) -> Iterator[list[Subject]]:
    """Yield batches in which no identifier comes twice; the later ones of the same identifier come later."""
    iterator = iter(subjects)
    while part := list(islice(iterator, size)):
        seen: dict[str, Subject] = {}
        for subject in part:
            seen.setdefault(subject[0], subject)
        yield list(seen.values())
