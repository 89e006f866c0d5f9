"""Python values to field text, by the field tables: the counterpart of `values.decode_value`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tenprint.errors import ValueFormatError, Where
from tenprint.transaction.layouts.model import FieldLayout, Kind
from tenprint.transaction.layouts.values import INCHES_PER_FOOT

# EBTS 9.1: 2.027 allows 400 to 711, 2.029 up to 499; what is taller or heavier is written at the limit.
HEIGHT_INCHES = (4 * INCHES_PER_FOOT, 7 * INCHES_PER_FOOT + 11)
MOST_POUNDS = 499


def field_text(value: Any, layout: FieldLayout | None, where: Where) -> Any:
    """Turn dates, flags, heights (in), weights (lb) and mappings of items into the text that the field has.

    Text, bytes, and text in tuples (items) and lists (subfields) pass unchanged.

    Raises:
        ValueFormatError: a number is out of range, or a mapping names an item that the field does not have.
    """
    if isinstance(value, (str, bytes, bytearray, memoryview)):
        return value
    if isinstance(value, Mapping):
        return _from_mapping(value, layout, where)
    if isinstance(value, tuple):
        kinds: list[Kind] = [item.kind for item in layout.items] if layout and layout.items else []
        padded = kinds + ["text"] * (len(value) - len(kinds))
        return tuple(_item(v, kind, where) for v, kind in zip(value, padded, strict=False))
    if isinstance(value, Sequence):
        return [field_text(subfield, layout, where) for subfield in value]
    return _item(value, layout.kind if layout else "text", where)


def _from_mapping(value: Mapping[Any, Any], layout: FieldLayout | None, where: Where) -> tuple[str, ...]:
    items = layout.items if layout else ()
    places = {key: item for item in items for key in (item.name, item.mnemonic)}
    unknown = [key for key in value if key not in places]
    if unknown:
        raise ValueFormatError(
            f"has no item {unknown[0]!r}", where=where, remedy=f"Known: {', '.join(i.name for i in items) or 'none'}."
        )
    given = {places[key].name: v for key, v in value.items()}
    return tuple(_item(given.get(item.name), item.kind, where) for item in items)


def _item(value: Any, kind: Kind, where: Where) -> str:
    if value is None:
        return {"height": "000", "weight": "000"}.get(kind, "")
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, datetime):
        return value.strftime("%Y%m%d%H%M%SZ" if kind == "time" else "%Y%m%d")
    if isinstance(value, date):
        return value.strftime("%Y%m%d")
    if kind == "height" and isinstance(value, int):
        if not 0 < value < 110:
            raise ValueFormatError(f"{value} in is no height", where=where, remedy="Give inches (70), or text ('510').")
        inches = min(max(value, HEIGHT_INCHES[0]), HEIGHT_INCHES[1])
        return f"{inches // INCHES_PER_FOOT}{inches % INCHES_PER_FOOT:02d}"
    if kind == "weight" and isinstance(value, int):
        if not 0 < value < 2000:
            raise ValueFormatError(f"{value} lb is no weight", where=where, remedy="Give pounds, 50 to 499.")
        return f"{min(value, MOST_POUNDS):03d}"
    if kind == "decimal" and isinstance(value, float):
        return f"{value:05.2f}"
    return str(value)
