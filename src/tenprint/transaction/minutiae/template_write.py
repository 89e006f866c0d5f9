"""ISO/IEC 19794-2:2005 and INCITS 378-2004: writing."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from tenprint.errors import TemplateError
from tenprint.transaction.minutiae.areas import CORES_AND_DELTAS, RIDGE_COUNTS
from tenprint.transaction.minutiae.model import Core, Delta, Kind, Minutia, MinutiaeRecord, TemplateHeader
from tenprint.transaction.minutiae.template import IMPRESSIONS, MAGIC, TemplateFormat
from tenprint.transaction.minutiae.units import ISO_STEP, M1_STEP, centimetres_of_ppi, pixel, steps

MOST_MINUTIAE = 255
MOST_POINTS = 15
_IMPRESSION_OF = {code: number for number, code in IMPRESSIONS.items()}
# Latent tracings, photos and lifts, on paper and of palms, are all latent here.
_LATENT, _LATENTS = 7, frozenset({4, 5, 6, 7, 12, 13, 14, 15})
_ROLLED, _PLAIN = frozenset({21, 23, 25, 27, 41}), 0
_LARGEST_PLACE = 0x3FFF
# Above 100: no quality was computed.
_NO_QUALITY = 255
# INCITS 378-2004, table 3: a product whose owner is not registered.
_NO_OWNER = TemplateHeader()


def write_template(records: Sequence[MinutiaeRecord], form: TemplateFormat) -> bytes:
    """Write the views of one finger file. At most 255 minutiae a view are written, those of best quality.

    Raises:
        TemplateError: no record, records of different images, or a place beyond 16383 px.
    """
    if not 1 <= len(records) <= 255:
        raise TemplateError(f"a template holds 1 to 255 views, not {len(records)}")
    first = records[0]
    if any((r.width, r.height, r.ppi) != (first.width, first.height, first.ppi) for r in records):
        raise TemplateError("all views of a template must have one image size and resolution")
    header = first.header or _NO_OWNER
    across = header.horizontal if first.format == form and header.horizontal else centimetres_of_ppi(first.ppi)
    views = b"".join(_view(record, form, number) for number, record in enumerate(records))
    if not (first.width < 65536 and first.height < 65536 and across < 65536):
        raise TemplateError(f"{first.width}x{first.height} pixels do not fit a template")
    owner = struct.pack(">HH", header.owner, header.kind) if form == "ansi2004" else b""
    rest = struct.pack(
        ">HHHHHBB",
        header.certification << 12 | header.device,
        first.width,
        first.height,
        across,
        across,
        len(records),
        header.reserved,
    )
    body = owner + rest + views
    return MAGIC + _length(len(body), header if first.format == form else _NO_OWNER, form) + body


def _length(body: int, header: TemplateHeader, form: TemplateFormat) -> bytes:
    wide = form == "iso2005"
    stated = header.stated.get("file", len(MAGIC) + (4 if wide else 2) + body)
    if wide:
        return stated.to_bytes(4, "big")
    if stated < 65536:
        return stated.to_bytes(2, "big")
    return b"\0\0" + (stated + 4).to_bytes(4, "big")


def _view(record: MinutiaeRecord, form: TemplateFormat, number: int) -> bytes:
    step = ISO_STEP if form == "iso2005" else M1_STEP
    header = record.header if record.header and record.format == form else None
    kept = strongest(record.minutiae)
    # The standards of 2004 and 2005 have no code for "not computed"; what was read as one is written so again.
    quality = record.quality if record.quality is not None else _NO_QUALITY if header else 0
    position = record.position if record.position <= 10 else 0
    numbers = (header.view if header else min(number, 15)) << 4 | _impression(record.impression)
    head = bytes((position, numbers, quality, len(kept)))
    body = b"".join(_minutia(m, step) for _, m in kept)
    return head + body + _areas(record, header, form, step, {old: new for new, (old, _) in enumerate(kept, 1)})


def strongest(minutiae: Sequence[Minutia]) -> list[tuple[int, Minutia]]:
    """Return at most 255 minutiae with their numbers from 1: those of best quality, their order kept."""
    numbered = list(enumerate(minutiae, 1))
    if len(numbered) <= MOST_MINUTIAE:
        return numbered
    best = sorted(numbered, key=lambda pair: -(pair[1].quality if pair[1].quality is not None else 0))
    return sorted(best[:MOST_MINUTIAE], key=lambda pair: pair[0])


def _impression(code: int) -> int:
    if code in _LATENTS:
        return _LATENT
    if code in _IMPRESSION_OF:
        return _IMPRESSION_OF[code]
    if code in (0, 1, 2, 3, 8):
        return code
    return 1 if code in _ROLLED else _PLAIN


def _place(x: float, y: float) -> tuple[int, int]:
    across, down = pixel(x), pixel(y)
    if across > _LARGEST_PLACE or down > _LARGEST_PLACE:
        raise TemplateError(f"the place ({across}, {down}) is beyond the 16383 px of a template")
    return across, down


def _minutia(minutia: Minutia, step: float) -> bytes:
    x, y = _place(minutia.x, minutia.y)
    kind = minutia.kind if minutia.kind is not Kind.COMPOUND else Kind.OTHER
    return struct.pack(">HHBB", kind << 14 | x, y, steps(minutia.angle, step), minutia.quality or 0)


def _areas(
    record: MinutiaeRecord,
    header: TemplateHeader | None,
    form: TemplateFormat,
    step: float,
    numbers: dict[int, int],
) -> bytes:
    known: dict[int, bytes] = {}
    counts = [
        (numbers[c.minutia], numbers.get(c.neighbour, c.neighbour), c.count)
        for c in record.ridge_counts
        if c.minutia in numbers and (c.neighbour in numbers or c.neighbour in (0, 255)) and c.count < 256
    ]
    order = header.order if header else ()
    if counts or RIDGE_COUNTS in order:
        known[RIDGE_COUNTS] = bytes((min(record.count_method, 255),)) + b"".join(bytes(c) for c in counts)
    if record.cores or record.deltas or CORES_AND_DELTAS in order:
        known[CORES_AND_DELTAS] = _points(record.cores, record.deltas, form, step)
    others = list(header.areas) if header else []
    found: list[tuple[int, bytes]] = []
    for code in order:
        if code in known:
            found.append((code, known.pop(code)))
        elif others:
            found.append(others.pop(0))
    found += [*sorted(known.items()), *others]
    stated = header.stated if header else {}
    body = b"".join(
        struct.pack(">HH", code, _fitting(stated.get(f"area {n}", len(data) + 4))) + data
        for n, (code, data) in enumerate(found)
    )
    return struct.pack(">H", _fitting(stated.get("areas", len(body)))) + body


def _fitting(length: int) -> int:
    if length > 65535:
        raise TemplateError(f"{length} bytes of extended data do not fit a template", remedy="Leave ridge counts out.")
    return length


def _points(cores: Sequence[Core], deltas: Sequence[Delta], form: TemplateFormat, step: float) -> bytes:
    core_angles = [() if c.angle is None else (c.angle,) for c in cores[:MOST_POINTS]]
    delta_angles = [d.angles[:3] if len(d.angles) >= 3 else () for d in deltas[:MOST_POINTS]]
    return _point_list([_place(c.x, c.y) for c in cores], core_angles, form, step) + _point_list(
        [_place(d.x, d.y) for d in deltas], delta_angles, form, step
    )


def _point_list(
    points: Sequence[tuple[int, int]],
    angles: Sequence[tuple[float, ...]],
    form: TemplateFormat,
    step: float,
) -> bytes:
    # INCITS flags directions once for all points: they are written where every point has them.
    all_have = bool(angles) and all(angles)
    parts = [bytes(((all_have << 6 if form == "ansi2004" else 0) | len(angles),))]
    for (x, y), own in zip(points, angles, strict=False):
        written = own if form == "iso2005" or all_have else ()
        parts.append(struct.pack(">HH", (bool(written) << 14 if form == "iso2005" else 0) | x, y))
        parts.append(bytes(steps(a, step) for a in written))
    return b"".join(parts)
