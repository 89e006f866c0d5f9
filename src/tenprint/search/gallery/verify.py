"""Checking a gallery against itself: every checksum, every erased byte, every index entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tenprint.search.gallery.columns import columns_check
from tenprint.search.gallery.gallery import Gallery
from tenprint.search.gallery.index import hash_subject
from tenprint.search.gallery.recovery import NUMBERED
from tenprint.search.gallery.rows import check_payload, payload_fingers, payload_subject
from tenprint.search.gallery.segment import Segment


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at and what is wrong; no problem means clean.

    Attributes:
        subjects: living rows.
        erased: rows that were overwritten.
        fingers: stored fingers.
        problems: one sentence each.
    """

    subjects: int
    erased: int
    fingers: int
    problems: tuple[str, ...]


def verify(gallery: Gallery, progress: Callable[[int], None] = lambda rows: None) -> Verification:
    """Read everything and compare; changes of the gallery wait meanwhile.

    Args:
        gallery: an open gallery.
        progress: called with the number of rows looked at since the last call.
    """
    problems: list[str] = []
    counts: Counter[str] = Counter()
    seen: set[int] = set()
    with gallery.guard:
        for segment in gallery.segments:
            _verify_segment(segment, counts, seen, problems)
            progress(segment.rows)
        known = {segment.number for segment in gallery.segments}
        for path in gallery.path.iterdir():
            match = NUMBERED.fullmatch(path.name)
            if match and int(match[1]) not in known and not gallery.is_retired(int(match[1])):
                problems.append(f"{path.name} belongs to no segment")
        if counts["subjects"] != len(gallery):
            problems.append(f"the gallery counts {len(gallery)} subjects, {counts['subjects']} are there")
    return Verification(counts["subjects"], counts["erased"], counts["fingers"], tuple(problems))


def _verify_segment(segment: Segment, counts: Counter[str], seen: set[int], problems: list[str]) -> None:
    row = -1
    for row, (offset, header, payload) in enumerate(segment.heap.scan()):
        place = f"segment {segment.number} row {row}"
        codes, head = segment.columns.codes[row], int(segment.columns.heads[row])
        if segment.offset(row) != offset:
            problems.append(f"{place}: the index points elsewhere")
        if not check_payload(header, payload):
            problems.append(f"{place}: {'payload does not fit' if header.live else 'erased bytes are left'}")
            continue
        if not header.live:
            counts["erased"] += 1
            if head or codes.any():
                problems.append(f"{place}: codes of an erased row are left")
            continue
        counts["subjects"] += 1
        if columns_check(codes, head) != header.columns_check:
            problems.append(f"{place}: codes do not fit their checksum")
        subject = payload_subject(payload)
        counts["fingers"] += len(payload_fingers(payload))
        hashed = hash_subject(subject)
        if segment.find(subject, hashed) != row:
            problems.append(f"{place}: the subject is not found by its identifier")
        if hashed in seen:
            problems.append(f"{place}: the subject is in the gallery twice")
        seen.add(hashed)
    if row + 1 != segment.rows:
        problems.append(f"segment {segment.number}: {row + 1} of {segment.rows} rows are readable")
