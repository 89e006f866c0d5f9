"""Compaction: living rows of thinned segments move together into a new one, while searches and changes go on."""

from __future__ import annotations

import numpy as np

from tenprint.search.gallery.gallery import Gallery
from tenprint.search.gallery.prepared import PreparedSubject
from tenprint.search.gallery.rows import payload_subject
from tenprint.search.gallery.segment import Segment
from tenprint.search.parameters import COMPACT_BELOW

COPY_ROWS = 512


def compact(gallery: Gallery, *, below: float = COMPACT_BELOW) -> int:
    """Rewrite sealed segments that have a smaller share of living rows than this; return how many were replaced.

    Rows that are erased while their segment is copied are erased in the copy before it becomes visible. The old
    files are overwritten and removed as soon as no search looks at them. A crash leaves the old state or the new.
    """
    replaced = 0
    with gallery.compacting:
        for group in _groups(gallery, below):
            _rewrite(gallery, group)
            replaced += len(group)
    return replaced


def _groups(gallery: Gallery, below: float) -> list[list[Segment]]:
    """Return thinned segments in groups whose living rows fit into one; a group of one must have something to shed."""
    groups: list[list[Segment]] = []
    room = 0
    for segment in gallery.segments:
        live = segment.live
        if not segment.sealed or live >= below * segment.capacity:
            continue
        if not groups or live > room:
            groups.append([])
            room = segment.capacity
        groups[-1].append(segment)
        room -= live
    return [group for group in groups if len(group) > 1 or group[0].live < below * group[0].rows]


def _rewrite(gallery: Gallery, victims: list[Segment]) -> None:
    fresh = gallery.new_segment()
    origins: list[tuple[Segment, int]] = []
    for victim in victims:
        rows = np.flatnonzero(victim.columns.heads[: victim.rows]).tolist()
        for start in range(0, len(rows), COPY_ROWS):
            copied = [(row, prepared) for row in rows[start : start + COPY_ROWS] if (prepared := _copy(victim, row))]
            if copied:
                fresh.append([prepared for _, prepared in copied])
                origins += [(victim, row) for row, _ in copied]
    with gallery.guard:
        for row, (victim, origin) in enumerate(origins):
            if not victim.columns.heads[origin]:
                fresh.erase(row)
        fresh.seal()
        gallery.swap(victims, [fresh] if fresh.rows else [])
    if not fresh.rows:
        fresh.remove()


def _copy(segment: Segment, row: int) -> PreparedSubject | None:
    """Return a row as it is stored, None when it has been erased meanwhile."""
    codes, head = segment.columns.codes[row].copy(), int(segment.columns.heads[row])
    payload = segment.payload(row)
    if payload is None or not head:
        return None
    return PreparedSubject(payload_subject(payload), payload, codes, head)
