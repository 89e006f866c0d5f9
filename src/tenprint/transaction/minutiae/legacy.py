"""Type-9 fields 005 to 012: origin lower left, 0.01 mm, degrees (ANSI/NIST-ITL 1-2007 clause 14)."""

from __future__ import annotations

from tenprint.errors import TemplateError
from tenprint.transaction.field import Field, Value
from tenprint.transaction.minutiae.model import Core, Delta, Kind, Minutia, MinutiaeRecord, RidgeCount
from tenprint.transaction.minutiae.parse import check_size, field_of, image_size, item, verbatim, whole
from tenprint.transaction.minutiae.units import (
    LEGACY_TURN,
    degrees,
    from_hundredths,
    hundredths,
    legacy_of_quality,
    quality_of_legacy,
)
from tenprint.transaction.record import Record

BLOCK = range(5, 13)
_KNOWN = frozenset({6, 7, 8, 9, 10, 11, 12})
_LETTERS = {"A": Kind.ENDING, "B": Kind.BIFURCATION, "C": Kind.COMPOUND, "D": Kind.OTHER}
_LETTER_OF = {kind: letter for letter, kind in _LETTERS.items()}
_STANDARD_PATTERN = "T"
# Width of `XXXXYYYYTTT` (9.012) and of `XXXXYYYY` (9.008, 9.009).
_PLACE, _PLACE_AND_DIRECTION = 8, 11
_LARGEST = 9999
_OCTANTS = 2
# 0.01 mm are seen in pixels of this resolution where neither the image nor the caller says one.
DEFAULT_PPI = 500.0


def read_legacy(record: Record, size: tuple[int, int] | None = None, ppi: float | None = None) -> MinutiaeRecord:
    """Read the standard fields of a Type-9 record.

    Args:
        record: the Type-9 record.
        size: width and height of its image (px); those of the image record of the same IDC where None. Without the
            height the origin at the lower left cannot be found.
        ppi: resolution; the image's where None, else 500.

    Raises:
        TemplateError: the fields are not of their form, or the size of the image is not known.
    """
    data = field_of(record, 12)
    size, ppi = image_size(record, size, ppi)
    if size is None:
        raise TemplateError(
            "the height of the image is not known, and places are counted from its lower edge",
            where=data.where,
            remedy="Read it from a transaction with the image, or pass size=(width, height).",
        )
    ppi = ppi or DEFAULT_PPI
    check_size(size, ppi)
    frame = _Frame(size[1], ppi)
    minutiae, counts = _minutiae(data, frame)
    return MinutiaeRecord(
        format="legacy",
        minutiae=tuple(minutiae),
        width=size[0],
        height=size[1],
        ppi=ppi,
        position=_position(record),
        impression=_impression(record),
        patterns=_patterns(record),
        cores=tuple(Core(*frame.place(s[0], f)) for f, s in _places(record, 8)),
        deltas=tuple(Delta(*frame.place(s[0], f)) for f, s in _places(record, 9)),
        ridge_counts=tuple(counts),
        count_method=_OCTANTS if counts else 0,
        idc=record.idc or 0,
        fields=verbatim(record, BLOCK, _KNOWN),
    )


def write_legacy(record: MinutiaeRecord) -> dict[int, Value]:
    """Return the fields 003 to 012.

    Raises:
        TemplateError: a place is beyond the 99.99 mm that the format can state.
    """
    frame = _Frame(record.height, record.ppi)
    counts: dict[int, list[str]] = {}
    for c in record.ridge_counts:
        counts.setdefault(c.minutia, []).append(f"{c.neighbour:03d},{c.count:02d}")
    rows = [
        (
            f"{number:03d}",
            frame.text(m.x, m.y) + f"{degrees(m.angle + LEGACY_TURN):03d}",
            f"{legacy_of_quality(m.quality):02d}",
            _LETTER_OF[m.kind],
            *counts.get(number, []),
        )
        for number, m in enumerate(record.minutiae, 1)
    ]
    fields: dict[int, Value] = {
        3: str(record.impression),
        4: "S",
        5: [("UNKNOWN", "A")],
        6: f"{record.position:02d}",
        7: [(_STANDARD_PATTERN, pattern) for pattern in record.patterns or ("UN",)],
        10: str(len(rows)),
        11: "1" if record.ridge_counts else "0",
        12: rows or "",
    }
    if record.cores:
        fields[8] = [frame.text(c.x, c.y) for c in record.cores]
    if record.deltas:
        fields[9] = [frame.text(d.x, d.y) for d in record.deltas]
    return fields


class _Frame:
    """Places of the format (0.01 mm from the lower left) and of the model (px from the top left)."""

    def __init__(self, height: int, ppi: float) -> None:
        self.height = height
        self.ppi = ppi

    def place(self, text: str, field: Field) -> tuple[float, float]:
        if len(text) < _PLACE:
            raise TemplateError(f"the place {text[:20]!r} has not the eight digits XXXXYYYY", where=field.where)
        x, y = whole(text[:4], field, "place"), whole(text[4:8], field, "place")
        return from_hundredths(x, self.ppi), self.height - from_hundredths(y, self.ppi)

    def text(self, x: float, y: float) -> str:
        right, up = hundredths(x, self.ppi), hundredths(self.height - y, self.ppi)
        if right > _LARGEST or up > _LARGEST:
            raise TemplateError(
                f"a place {max(right, up) / 100:.2f} mm from the corner does not fit",
                remedy="The legacy fields end at 99.99 mm; use M1 or EFS for palms.",
            )
        return f"{right:04d}{up:04d}"


def _minutiae(field: Field, frame: _Frame) -> tuple[list[Minutia], list[RidgeCount]]:
    minutiae: list[Minutia] = []
    counts: list[RidgeCount] = []
    subfields = field.subfields
    for number, items in enumerate(subfields if subfields != [[""]] else [], 1):
        place = item(items, 1).strip()
        if len(place) != _PLACE_AND_DIRECTION:
            raise TemplateError(
                f"minutia {number}: {place[:20]!r} has not the eleven digits XXXXYYYYTTT", where=field.where
            )
        x, y = frame.place(place, field)
        angle = (whole(place[8:], field, "direction") + LEGACY_TURN) % 360.0
        letter = item(items, 3).strip().upper()
        if letter not in _LETTERS:
            raise TemplateError(f"minutia {number}: {letter[:5]!r} is no type", where=field.where, remedy="A, B, C, D.")
        quality = quality_of_legacy(whole(item(items, 2), field, "quality", default=1))
        minutiae.append(Minutia(x, y, angle, _LETTERS[letter], quality))
        for pair in items[4:]:
            if pair.strip():
                neighbour, _, count = pair.partition(",")
                counts.append(
                    RidgeCount(
                        number, whole(neighbour, field, "neighbour"), whole(count, field, "ridge count", default=0)
                    )
                )
    return minutiae, counts


def _places(record: Record, number: int) -> list[tuple[Field, list[str]]]:
    field: Field | None = record.get(number)
    return [(field, items) for items in field.subfields if items[0].strip()] if field is not None else []


def _position(record: Record) -> int:
    field: Field | None = record.get(6)
    return whole(field.items[0], field, "finger position", default=0) if field is not None else 0


def _impression(record: Record) -> int:
    field: Field | None = record.get(3)
    return whole(field.items[0], field, "impression type", default=29) if field is not None else 29


def _patterns(record: Record) -> tuple[str, ...]:
    field: Field | None = record.get(7)
    if field is None:
        return ()
    codes: list[str] = []
    for items in field.subfields:
        # One kind for all classes, in subfields (T, UN; T, LS) or items (T, UN, LS): both are in use.
        codes += [code.strip().upper() for code in (items[1:] if len(items) > 1 else []) if code.strip()]
    return tuple(codes)
