"""Opening a gallery, after whatever happened: finish what was promised, cut what was never acknowledged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from tenprint.errors import CorruptionError
from tenprint.search.gallery.columns import columns_check
from tenprint.search.gallery.manifest import Manifest, SegmentEntry
from tenprint.search.gallery.prepared import Encoder, encode_fingers
from tenprint.search.gallery.rows import Place, RowHeader, check_payload, payload_fingers
from tenprint.search.gallery.segment import Segment, row_end, row_subject, shred

NUMBERED = re.compile(r"([0-9]{8})\.(heap|codes|heads|index)")

ScannedRow = tuple[int, RowHeader, bytes]


def remove_strays(folder: Path, manifest: Manifest) -> None:
    """Shred segments that a crash left behind: half-made ones, and compacted ones that were not yet removed."""
    known = {entry.number for entry in manifest.segments}
    numbers = {int(m[1]) for p in folder.iterdir() if (m := NUMBERED.fullmatch(p.name))}
    for number in sorted(numbers - known):
        shred(folder, number)


def open_segments(
    folder: Path, manifest: Manifest, capacity: int, promised: list[Place], encoder: Encoder
) -> list[Segment]:
    """Open all segments in a state that fits the acknowledgements; finishes promised erasures.

    Raises:
        CorruptionError: a row that was known to be durable is broken.
    """
    segments = []
    erase = set(promised)
    for entry in manifest.segments:
        if entry.sealed:
            segments.append(
                Segment(folder, entry.number, capacity, sealed_rows=entry.rows, heap_bytes=entry.heap_bytes)
            )
        else:
            segment = Segment(folder, entry.number, capacity)
            erase |= _recover_growing(segment, entry, erase, encoder)
            segments.append(segment)
    by_number = {segment.number: segment for segment in segments}
    for number, row in sorted(erase):
        if number in by_number and row < by_number[number].rows:
            by_number[number].erase(row)
    for number in {number for number, _ in erase} & set(by_number):
        by_number[number].sync()
    return segments


def _recover_growing(segment: Segment, entry: SegmentEntry, promised: set[Place], encoder: Encoder) -> set[Place]:
    scanned = list(segment.heap.scan())
    if len(scanned) < entry.rows:
        raise CorruptionError(
            f"{entry.rows} rows were durable, {len(scanned)} are readable",
            where=str(segment.heap.path),
            remedy="Restore the gallery from a backup.",
        )
    tail = scanned[entry.rows :]
    replaced = _replaced(tail)
    count = entry.rows + _whole_rows(tail, entry, promised | replaced)
    kept = scanned[:count]
    # A torn row's replacements do not count: it was never acknowledged.
    replaced = _replaced(kept[entry.rows :])
    for row, (offset, header, payload) in enumerate(kept):
        dead = not header.live or (entry.number, row) in promised | replaced
        segment.learn(offset, None if dead else row_subject(payload))
    last = row_end(kept[-1][0], kept[-1][1].length) if kept else 0
    segment.heap.cut(last)
    segment.rows = count
    _repair_columns(segment, entry, kept, encoder)
    return replaced


def _replaced(rows: Iterable[ScannedRow]) -> set[Place]:
    """Return the rows that whole rows among these replaced: their erasure may be unfinished."""
    return {place for _, header, payload in rows if check_payload(header, payload) for place in header.replaces}


def _whole_rows(tail: list[ScannedRow], entry: SegmentEntry, erased: set[Place]) -> int:
    for index, (_, header, payload) in enumerate(tail):
        if not check_payload(header, payload) and (entry.number, entry.rows + index) not in erased and header.live:
            return index
    return len(tail)


def _repair_columns(segment: Segment, entry: SegmentEntry, kept: list[ScannedRow], encoder: Encoder) -> None:
    """Make codes anew that a loss of power took, clear rows that were never acknowledged."""
    columns = segment.columns
    for row in range(entry.rows, len(kept)):
        _, header, payload = kept[row]
        if not header.live or not check_payload(header, payload):
            columns.erase(row)
        elif columns_check(columns.codes[row], int(columns.heads[row])) != header.columns_check:
            codes, head = encode_fingers(payload_fingers(payload), encoder)
            columns.write(row, codes[None], np.array([head], np.uint64))
    for row in range(len(kept), segment.capacity):
        if columns.heads[row] or columns.codes[row].any():
            columns.erase(row)
        else:
            break
    columns.sync()
