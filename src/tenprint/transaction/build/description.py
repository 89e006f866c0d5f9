"""The Type-2 record of a new transaction, held against what the type of transaction must and may carry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tenprint.errors import UsageError, ValueFormatError, Where
from tenprint.transaction.field import Field
from tenprint.transaction.layouts import all_codes, profile, record_layout
from tenprint.transaction.layouts.model import FieldLayout, ItemLayout, Profile
from tenprint.transaction.layouts.values import item_layouts
from tenprint.transaction.tagged import TaggedRecord
from tenprint.transaction.transaction import Transaction

# Kept by the library.
_KEPT = frozenset({1, 2})
# Character classes of the EBTS as patterns; S are the printable characters that are neither letters nor digits.
_CLASSES = {"A": "A-Za-z", "N": "0-9", "S": r"\x20-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e\r\n"}


def numbered(values: Mapping[Any, Any]) -> dict[int, Any]:
    """Return values by field number; keys may be `18`, `"2.018"`, `"NAM"` or `"name"`. None values are left out.

    Raises:
        UsageError: a key names no field of Type-2, or two keys name the same.
    """
    record = TaggedRecord.new(2, {})
    result: dict[int, Any] = {}
    for key, value in values.items():
        number = record.number_of(key)
        if number in result:
            raise UsageError(f"2.{number:03d} is given twice")
        if value is not None:
            result[number] = value
    return result


def add_description(transaction: Transaction, values: Mapping[int, Any]) -> None:
    """Add the Type-2 record; text beyond ASCII declares UTF-8 in Type-1 first.

    Raises:
        UsageError: fields are missing that the transaction must have, or given that it does not have. All are named.
        ValueFormatError: a value is too long, of other characters than the field allows, or no code of its table.
    """
    tot = transaction.tot
    rules = profile(tot)
    given = {f"2.{number:03d}" for number in values if number not in _KEPT} | {"2.001", "2.002"}
    missing = [key for key in rules.mandatory if key not in given]
    if missing:
        raise UsageError(
            f"a {tot} needs {', '.join(map(_named, missing))}",
            where=Where(field=missing[0]),
            remedy=f"{rules.title}: {len(missing)} of {len(rules.mandatory)} mandatory fields are not given.",
        )
    strange = [key for key in sorted(given) if rules.occurs(key) is None]
    if strange:
        raise UsageError(
            f"a {tot} has no {', '.join(map(_named, strange))}",
            where=Where(field=strange[0]),
            remedy="Leave these fields out, or choose another type of transaction.",
        )
    if not str(list(values.values())).isascii():
        transaction.declare_character_set("UTF-8")
    record = TaggedRecord.new(2, {2: "00"})
    transaction.add(record)
    for number, value in values.items():
        if number not in _KEPT:
            record.set(number, value)
            _check(record[number], rules)


def _named(key: str) -> str:
    layout = record_layout(2).get(int(key[2:]))
    return f"{key} {layout.mnemonic} ({layout.title.lower()})" if layout else key


def _check(field: Field, rules: Profile) -> None:
    layout = field.layout
    if layout is None:
        return
    subfields = field.subfields
    low, high = rules.occurs(field.key) or layout.occurs
    if len(subfields) < low or (high is not None and len(subfields) > high):
        raise ValueFormatError(
            f"has {len(subfields)} entries", where=field.where, remedy=f"{layout.title}: expected {low} to {high}."
        )
    for items in subfields:
        if len(items) > len(item_layouts(layout)):
            raise ValueFormatError(
                f"has {len(items)} items", where=field.where, remedy=f"Expected {_items_of(layout)}."
            )
        for text, item in zip(items, item_layouts(layout), strict=False):
            _check_item(text, item, rules.codes.get(field.key, item.codes), field)
    _ = field.value  # dates and numbers must read back


def _items_of(layout: FieldLayout) -> str:
    return ", ".join(item.title.lower() for item in item_layouts(layout))


def _check_item(text: str, item: ItemLayout, table: str, field: Field) -> None:
    low, high = item.size
    if text == "" and field.layout is not None and field.layout.items:
        return  # an item that is not known is left empty, its place is kept
    if len(text) < low or (high is not None and len(text) > high):
        raise ValueFormatError(
            f"{text[:40]!r} has {len(text)} characters", where=field.where, remedy=f"{item.title}: {low} to {high}."
        )
    allowed = "".join(_CLASSES.get(letter, "") for letter in item.characters)
    if allowed and text.isascii() and not re.fullmatch(f"[{allowed}]*", text):
        raise ValueFormatError(
            f"{text[:40]!r} has characters that the field does not allow",
            where=field.where,
            remedy=f"{item.title}: class {item.characters} (A letters, N digits, S special characters).",
        )
    codes = all_codes().get(table)
    if codes and text not in codes and not text.startswith("/"):
        raise ValueFormatError(
            f"{text!r} is no code of the table", where=field.where, remedy=f"Known: {', '.join(codes)}."
        )
