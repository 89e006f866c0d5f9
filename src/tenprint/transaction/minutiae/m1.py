"""Type-9 fields 126 to 150, INCITS 378: px, origin top left, steps of 2 degrees (ANSI/NIST-ITL 1-2007 clause 14.3)."""

from __future__ import annotations

from tenprint.errors import TemplateError
from tenprint.transaction.field import Field, Value
from tenprint.transaction.minutiae.model import Core, Delta, Kind, Minutia, MinutiaeRecord, RidgeCount
from tenprint.transaction.minutiae.parse import check_size, field_of, item, verbatim, whole
from tenprint.transaction.minutiae.units import (
    M1_STEP,
    centimetres_of_ppi,
    centre,
    pixel,
    ppi_of_centimetres,
    steps,
)
from tenprint.transaction.record import Record

BLOCK = range(126, 151)
_KNOWN = frozenset({128, 129, 130, 131, 132, 134, 136, 137, 138, 139, 140})
_PER_INCH, _PER_CENTIMETRE = 1, 2
# Quality above 100 says why there is none.
_NO_QUALITY = 254
_BEST_QUALITY = 100
# CBEFF: INCITS M1 as the owner, finger minutiae as the format (9.126).
_OWNER = ("27", "513", "unspecified")
_NO_EQUIPMENT = ("NONE", "0")


def read_m1(record: Record) -> MinutiaeRecord:
    """Read the INCITS 378 fields of a Type-9 record.

    Raises:
        TemplateError: they are not of their form.
    """
    data = field_of(record, 137)
    size = _number(record, 128, "width"), _number(record, 129, "height")
    ppi = _resolution(record)
    check_size(size, ppi)
    counts, method = _ridge_counts(record)
    return MinutiaeRecord(
        format="m1",
        minutiae=tuple(_minutiae(data)),
        width=size[0],
        height=size[1],
        ppi=ppi,
        position=_number(record, 134, "finger position", 0),
        impression=_number(record, 3, "impression type", 29),
        quality=_quality(record),
        cores=tuple(_cores(record)),
        deltas=tuple(_deltas(record)),
        ridge_counts=counts,
        count_method=method,
        idc=record.idc or 0,
        fields=verbatim(record, BLOCK, _KNOWN),
    )


def write_m1(record: MinutiaeRecord) -> dict[int, Value]:
    """Return the fields 003, 004 and 126 to 140."""
    scale = str(centimetres_of_ppi(record.ppi))
    rows = [
        (
            f"{number:03d}",
            str(pixel(m.x)),
            str(pixel(m.y)),
            str(steps(m.angle, M1_STEP)),
            str(int(m.kind) if m.kind is not Kind.COMPOUND else int(Kind.OTHER)),
            str(_NO_QUALITY if m.quality is None else m.quality),
        )
        for number, m in enumerate(record.minutiae, 1)
    ]
    fields: dict[int, Value] = {
        3: str(record.impression),
        4: "U",
        126: _OWNER,
        127: _NO_EQUIPMENT,
        128: str(record.width),
        129: str(record.height),
        130: str(_PER_CENTIMETRE),
        131: scale,
        132: scale,
        133: "0",
        134: f"{record.position:02d}",
        135: (str(_NO_QUALITY if record.quality is None else record.quality), "0000", "0"),
        136: str(len(rows)),
        137: rows or "",
    }
    if record.ridge_counts:
        counts = [(f"{c.minutia:03d}", f"{c.neighbour:03d}", f"{c.count:02d}") for c in record.ridge_counts]
        fields[138] = [(str(record.count_method), "0", "0"), *counts]
    if record.cores:
        fields[139] = [(*_place(c.x, c.y), *_angles(() if c.angle is None else (c.angle,))) for c in record.cores]
    if record.deltas:
        fields[140] = [(*_place(d.x, d.y), *_angles(d.angles)) for d in record.deltas]
    return fields


def _place(x: float, y: float) -> tuple[str, str]:
    return str(pixel(x)), str(pixel(y))


def _angles(angles: tuple[float, ...]) -> tuple[str, ...]:
    # The item may not be empty; NIST's own conversion writes 0 where no direction is known.
    return tuple(str(steps(a, M1_STEP)) for a in angles) or ("0",)


def _number(record: Record, number: int, what: str, default: int | None = None) -> int:
    field: Field | None = record.get(number)
    if field is None:
        if default is not None:
            return default
        field = field_of(record, number)
    return whole(field.items[0], field, what, default=default)


def _resolution(record: Record) -> float:
    units, scale = _number(record, 130, "unit of scale"), _number(record, 131, "horizontal scale")
    if units not in (_PER_INCH, _PER_CENTIMETRE) or _number(record, 132, "vertical scale") != scale:
        raise TemplateError(
            "the resolution is not stated, or differs across and down",
            where=field_of(record, 130).where,
            remedy="Expected 1 (per inch) or 2 (per centimetre), and twice the same scale.",
        )
    return float(scale) if units == _PER_INCH else ppi_of_centimetres(scale)


def _quality(record: Record) -> int | None:
    quality = _number(record, 135, "quality", _NO_QUALITY)
    return quality if quality <= _BEST_QUALITY else None


def _direction(text: str, field: Field) -> float:
    return whole(text, field, "direction") * M1_STEP % 360.0


def _minutiae(field: Field) -> list[Minutia]:
    minutiae = []
    subfields = field.subfields
    for items in subfields if subfields != [[""]] else []:
        kind = whole(item(items, 4), field, "type", default=0)
        quality = whole(item(items, 5), field, "quality", default=_NO_QUALITY)
        minutiae.append(
            Minutia(
                centre(whole(item(items, 1), field, "place")),
                centre(whole(item(items, 2), field, "place")),
                _direction(item(items, 3), field),
                Kind(kind) if kind <= Kind.BIFURCATION else Kind.OTHER,
                quality if quality <= _BEST_QUALITY else None,
            )
        )
    return minutiae


def _ridge_counts(record: Record) -> tuple[tuple[RidgeCount, ...], int]:
    field: Field | None = record.get(138)
    if field is None:
        return (), 0
    first, *rest = field.subfields
    counts = [RidgeCount(*(whole(item(items, n), field, "ridge count") for n in range(3))) for items in rest]
    return tuple(counts), whole(first[0], field, "method of counting", default=0)


def _cores(record: Record) -> list[Core]:
    field: Field | None = record.get(139)
    found = []
    for items in field.subfields if field is not None else []:
        assert field is not None
        x, y = (centre(whole(item(items, n), field, "place")) for n in (0, 1))
        found.append(Core(x, y, _direction(items[2], field) if item(items, 2) else None))
    return found


def _deltas(record: Record) -> list[Delta]:
    field: Field | None = record.get(140)
    found = []
    for items in field.subfields if field is not None else []:
        assert field is not None
        x, y = (centre(whole(item(items, n), field, "place")) for n in (0, 1))
        found.append(Delta(x, y, tuple(_direction(text, field) for text in items[2:5] if text)))
    return found
