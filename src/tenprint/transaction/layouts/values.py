"""Field values as Python has them, by the field tables: dates, numbers, flags, named items; and in words."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from tenprint.errors import TransactionError, ValueFormatError
from tenprint.transaction.layouts import all_codes, all_profiles
from tenprint.transaction.layouts.model import FieldLayout, ItemLayout, Kind

if TYPE_CHECKING:
    from tenprint.transaction.field import Field

INCHES_PER_FOOT = 12


def decode_value(field: Field) -> Any:
    """Return a field's value: text, or by the field tables a number, date, flag, height (in), weight (lb), or bytes.

    A field that may repeat gives a list, a subfield of several items a named tuple. What the file marks as unknown
    (a date of zeros, a height of 000) is None.

    Raises:
        ValueFormatError: the value is not of the form that the tables give.
    """
    if field.is_binary:
        return field.data
    layout = field.layout
    if layout is None:
        return field.text
    values = [_subfield(items, layout, field) for items in field.subfields]
    return values if layout.repeats else values[0] if len(values) == 1 else values


def describe_value(field: Field) -> str:
    """Return the value in words, codes resolved and units added; empty where there is nothing to add or to read."""
    layout = field.layout
    if layout is None or field.is_binary:
        return ""
    try:
        return _words(field, layout)
    except TransactionError:
        return ""


def _words(field: Field, layout: FieldLayout) -> str:
    table = _codes_of(field, layout)
    if table or any(item.codes for item in layout.items):
        plain = "; ".join(", ".join(filter(None, items)) for items in field.subfields)
        words = "; ".join(_coded(items, layout, table) for items in field.subfields)
        return words if words != plain else ""
    value = decode_value(field)
    return "; ".join(filter(None, (_in_words(v, layout) for v in (value if isinstance(value, list) else [value]))))


def _subfield(items: list[str], layout: FieldLayout, field: Field) -> Any:
    if not layout.items:
        text = items[0] if len(items) == 1 else "\x1f".join(items)
        return _read(text, layout.kind, field)
    kinds: list[Kind] = [item.kind for item in layout.items]
    padded = items + [""] * (len(layout.items) - len(items))
    values = [_read(text, kind, field) for text, kind in zip(padded, kinds, strict=False)]
    return _tuple_of(layout)._make(values)


@cache
def _tuple_of(layout: FieldLayout) -> Any:
    return namedtuple(layout.mnemonic, [item.name for item in layout.items])


def _read(text: str, kind: Kind, field: Field) -> Any:
    reader = _READERS.get(kind)
    if reader is None:
        return text
    try:
        return reader(text)
    except ValueError as error:
        raise ValueFormatError(f"{text!r} is no {kind}", where=field.where, remedy=str(error)) from error


def _date(text: str) -> date | None:
    if not text.strip("0"):
        return None
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        raise ValueError("Expected eight digits, year, month and day: 20260131.")
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise ValueError("The calendar has no such day.") from None


def _time(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise ValueError("Expected year to second and Z: 20260131235959Z.") from None


def _height(text: str) -> int | None:
    if text == "000":
        return None
    if len(text) == 3 and text[0] == "N" and text[1:].isdigit():
        return int(text[1:])
    if len(text) == 3 and text.isdigit() and int(text[1:]) < INCHES_PER_FOOT:
        return int(text[0]) * INCHES_PER_FOOT + int(text[1:])
    raise ValueError("Expected feet and inches (510), inches (N70), or 000 for unknown.")


def _weight(text: str) -> int | None:
    if text == "000":
        return None
    if len(text) == 3 and text.isdigit():
        return int(text)
    raise ValueError("Expected three digits, pounds, or 000 for unknown.")


def _number(text: str) -> int | None:
    if text == "":
        return None
    digits = text[1:] if text.startswith("-") else text
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12):
        raise ValueError("Expected a whole number.")
    return int(text)


def _decimal(text: str) -> float:
    whole, _, fraction = text.partition(".")
    if not (whole.isascii() and whole.isdigit() and (fraction.isdigit() or not fraction) and len(text) < 12):
        raise ValueError("Expected a decimal number as 19.69.")
    return float(text)


def _flag(text: str) -> bool:
    if text not in ("Y", "N"):
        raise ValueError("Expected Y or N.")
    return text == "Y"


_READERS: dict[str, Callable[[str], Any]] = {
    "date": _date,
    "time": _time,
    "height": _height,
    "weight": _weight,
    "number": _number,
    "decimal": _decimal,
    "flag": _flag,
}


def _codes_of(field: Field, layout: FieldLayout) -> str:
    """Name the code table of a field: a transaction may have its own for it."""
    owner = field.record.owner
    own = all_profiles().get(owner.tot) if owner is not None and field.record.type == 2 else None
    return own.codes.get(field.key, layout.codes) if own else layout.codes


def _coded(items: list[str], layout: FieldLayout, table: str) -> str:
    def meaning(text: str, name: str) -> str:
        codes = all_codes().get(name, {})
        return codes.get(text) or codes.get(text.lstrip("0") or "0") or codes.get(text.zfill(2)) or text

    if not layout.items:
        return meaning(items[0], table)
    tables = [item.codes for item in layout.items]
    return ", ".join(meaning(text, name) for text, name in zip(items, tables, strict=False) if text)


def _in_words(value: Any, layout: FieldLayout) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S UTC")
    if isinstance(value, date):
        return value.isoformat()
    if value is None and layout.kind in ("date", "height", "weight"):
        return "unknown"
    if layout.kind == "height":
        return f"{value // INCHES_PER_FOOT} ft {value % INCHES_PER_FOOT} in"
    if isinstance(value, tuple):
        if not any(isinstance(v, date) for v in value):
            return ""
        return ", ".join(_in_words(v, layout) or str(v) for v in value if v not in ("", None))
    if layout.unit and isinstance(value, (int, float)) and layout.unit != "B":
        return f"{value:g} {layout.unit}"
    return ""


def item_layouts(layout: FieldLayout) -> tuple[ItemLayout, ...]:
    """Return the items of a field; a field without any is one item itself."""
    return layout.items or (
        ItemLayout(
            layout.mnemonic, layout.title, layout.name, layout.characters, layout.size, layout.codes, layout.kind
        ),
    )
