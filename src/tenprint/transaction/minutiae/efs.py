"""Type-9 fields 300 to 399, the extended feature set (ANSI/NIST-ITL 1-2011, 8.9.7): 0.01 mm, origin top left."""

from __future__ import annotations

import math
from dataclasses import replace

from tenprint.errors import TemplateError
from tenprint.transaction.field import Field, Value
from tenprint.transaction.minutiae.model import Core, Delta, Kind, Minutia, MinutiaeRecord, RidgeCount
from tenprint.transaction.minutiae.parse import check_size, field_of, image_size, item, verbatim, whole
from tenprint.transaction.minutiae.patterns import efs_of_patterns, patterns_of_efs
from tenprint.transaction.minutiae.units import degrees, from_hundredths, hundredths
from tenprint.transaction.record import Record
from tenprint.transaction.tagged import TaggedRecord

BLOCK = range(300, 400)
_KNOWN = frozenset({320, 321, 331, 332})
# Fields that the model holds in part; they are kept as they stand where it cannot write them again.
_PARTLY = (300, 302, 307, 333)
_KINDS = {"E": Kind.ENDING, "B": Kind.BIFURCATION, "X": Kind.OTHER}
_LETTERS = {Kind.ENDING: "E", Kind.BIFURCATION: "B", Kind.OTHER: "X", Kind.COMPOUND: "X"}
_METHODS = {"QUADRANT": 1, "OCTANT": 2}
_METHOD_OF = {number: name for name, number in _METHODS.items()}
DEFAULT_PPI = 500.0


def read_efs(record: Record, size: tuple[int, int] | None = None, ppi: float | None = None) -> MinutiaeRecord:
    """Read the extended feature set of a Type-9 record. Places come out in the frame of the image, not of the region.

    Args:
        record: the Type-9 record.
        size: width and height of its image (px); those of the image record of the same IDC where None, else as far
            as the region of interest reaches.
        ppi: resolution; the image's where None, else 500.

    Raises:
        TemplateError: the fields are not of their form.
    """
    size, ppi = image_size(record, size, ppi)
    ppi = ppi or DEFAULT_PPI
    region = _region(field_of(record, 300))
    if size is None:
        size = _pixels(region[0] + region[2], ppi), _pixels(region[1] + region[3], ppi)
    check_size(size, ppi)
    places = _Places(region[2], region[3], ppi)
    method = record.text(332).strip().upper()
    found = MinutiaeRecord(
        format="efs",
        minutiae=tuple(_minutiae(record, places)),
        width=size[0],
        height=size[1],
        ppi=ppi,
        position=_first(record, 302, "position"),
        impression=_first(record, 3, "impression type", 29),
        patterns=patterns_of_efs(record[307].subfields) if 307 in record else (),
        cores=tuple(
            Core(*places.read(items, f), _optional(items, 2, f), tuple(items[3:])) for f, items in _rows(record, 320)
        ),
        deltas=tuple(_delta(items, f, places) for f, items in _rows(record, 321)),
        ridge_counts=tuple(
            RidgeCount(*(whole(item(items, n), f, "ridge count") for n in range(3))) for f, items in _rows(record, 333)
        ),
        count_method=_METHODS.get(method, 0),
        idc=record.idc or 0,
    )
    return replace(found, fields=_kept(record, found))


def write_efs(record: MinutiaeRecord) -> dict[int, Value]:
    """Return the fields 003, 004 and 300 to 333. The region of interest is the whole image where the record has none.

    Raises:
        TemplateError: the record's own region of interest is not of its form.
    """
    ppi = record.ppi
    place = _Places(*_offset(record), ppi).write
    fields: dict[int, Value] = {
        3: str(record.impression),
        4: "U",
        300: (str(hundredths(record.width, ppi)), str(hundredths(record.height, ppi))),
        302: (str(record.position),),
    }
    if record.patterns:
        fields[307] = list(efs_of_patterns(record.patterns))
    if record.cores:
        fields[320] = [
            (*place(c.x, c.y), "" if c.angle is None else str(degrees(c.angle)), *c.more) for c in record.cores
        ]
    if record.deltas:
        fields[321] = [
            (*place(d.x, d.y), *(str(degrees(a)) for a in d.angles), *[""] * (3 - len(d.angles)), *d.more)
            if d.angles or d.more
            else place(d.x, d.y)
            for d in record.deltas
        ]
    if record.minutiae:
        fields[331] = [(*place(m.x, m.y), str(degrees(m.angle)), _LETTERS[m.kind], *m.more) for m in record.minutiae]
    if record.ridge_counts:
        if record.count_method in _METHOD_OF:
            fields[332] = _METHOD_OF[record.count_method]
        fields[333] = [(str(c.minutia), str(c.neighbour), str(c.count)) for c in record.ridge_counts]
    return fields


class _Places:
    def __init__(self, right: int, down: int, ppi: float) -> None:
        self.right, self.down, self.ppi = right, down, ppi

    def read(self, items: list[str], field: Field) -> tuple[float, float]:
        x, y = whole(item(items, 0), field, "place"), whole(item(items, 1), field, "place")
        return from_hundredths(x + self.right, self.ppi), from_hundredths(y + self.down, self.ppi)

    def write(self, x: float, y: float) -> tuple[str, str]:
        return str(hundredths(x, self.ppi) - self.right), str(hundredths(y, self.ppi) - self.down)


def _offset(record: MinutiaeRecord) -> tuple[int, int]:
    """Return the offset of the region that the record keeps (9.300), in 0.01 mm."""
    region = record.fields.get(300) if record.format == "efs" else None
    numbers = [text or "0" for text in (*region[0][2:4], "0", "0")[:2]] if region else ["0", "0"]
    if not all(n.isascii() and n.isdigit() for n in numbers):
        raise TemplateError("the offset of the region of interest is no number")
    return int(numbers[0]), int(numbers[1])


def _kept(record: Record, found: MinutiaeRecord) -> dict[int, tuple[tuple[str, ...], ...]]:
    kept = verbatim(record, BLOCK, _KNOWN)
    written = TaggedRecord.new(9, write_efs(replace(found, fields=kept)))
    for number in _PARTLY:
        if number in kept and number in written:
            same = [list(items) for items in kept[number]] == written[number].subfields
            if same:
                del kept[number]
    return kept


def _region(field: Field) -> tuple[int, int, int, int]:
    items = field.items
    width, height = (whole(item(items, n), field, "size of the region") for n in (0, 1))
    right, down = (whole(item(items, n), field, "offset of the region", default=0) for n in (2, 3))
    return width, height, right, down


def _pixels(size: int, ppi: float) -> int:
    return max(1, math.ceil(from_hundredths(size, ppi)))


def _rows(record: Record, number: int) -> list[tuple[Field, list[str]]]:
    field: Field | None = record.get(number)
    return [(field, items) for items in field.subfields if any(items)] if field is not None else []


def _first(record: Record, number: int, what: str, default: int = 0) -> int:
    field: Field | None = record.get(number)
    return whole(field.items[0], field, what, default=default) if field is not None else default


def _optional(items: list[str], index: int, field: Field) -> float | None:
    text = item(items, index)
    return float(whole(text, field, "direction") % 360) if text.strip() else None


def _delta(items: list[str], field: Field, places: _Places) -> Delta:
    angles = [_optional(items, n, field) for n in (2, 3, 4)]
    return Delta(*places.read(items, field), tuple(a for a in angles if a is not None), tuple(items[5:]))


def _minutiae(record: Record, places: _Places) -> list[Minutia]:
    minutiae = []
    for field, items in _rows(record, 331):
        x, y = places.read(items, field)
        letter = item(items, 3).strip().upper()
        if letter not in _KINDS:
            raise TemplateError(f"{letter[:5]!r} is no type of a minutia", where=field.where, remedy="E, B or X.")
        angle = float(whole(item(items, 2), field, "direction") % 360)
        minutiae.append(Minutia(x, y, angle, _KINDS[letter], None, tuple(items[4:])))
    return minutiae
