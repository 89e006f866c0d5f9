"""Fields one by one against the tables: there, as often, as long, in the characters and codes that they may have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from tenprint.errors import TransactionError
from tenprint.transaction.field import Field
from tenprint.transaction.layouts import all_codes, all_profiles
from tenprint.transaction.layouts.model import FieldLayout, ItemLayout, Range
from tenprint.transaction.layouts.values import item_layouts
from tenprint.transaction.record import Record
from tenprint.transaction.rules import layout_in
from tenprint.transaction.tagged import TaggedRecord
from tenprint.transaction.validate.finding import Check, shown

# Fields that other checks hold: lengths, the file content, and data of any bytes.
_ELSEWHERE = frozenset({1, 999})
_DATA_FIELD = 999
# The file content, and minutiae, whose items repeat in ways of their own.
_HELD_ELSEWHERE = frozenset({(1, 3), (9, 12), (9, 137), (9, 138), (9, 331)})
# Numbers for agreements between two agencies, and the blocks that vendors have in Type-9: not in the tables by intent.
_OWN = {9: range(13, 126), 2: range(2000, 1_000_000_000)}
_OWN_IMAGES = range(200, 902)
# S are the printable characters that are neither letters nor digits. B and U allow any.
_CLASSES = {"A": "A-Za-z", "N": "0-9", "S": r"\x20-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e\r\n\t"}
# A value that refers to free text elsewhere (EBTS 9.1: SMT and others).
_FREE_TEXT = "/"


def check_fields(check: Check) -> None:
    """Check the fields of every tagged record with a table, and the codes of binary headers."""
    names = tuple(found.name for found in (check.standard, check.application) if found is not None)
    for record in check.transaction:
        # The standard leaves Type-2 to the application.
        layouts = layout_in(names, record.type) if record.type != 2 or check.application is not None else None
        if layouts:
            _record(check, record, layouts)


def _record(check: Check, record: Record, layouts: Mapping[int, FieldLayout]) -> None:
    fields = record.fields
    present = {field.number for field in fields}
    if record.type != 2:  # what Type-2 must have depends on the transaction
        for number, layout in layouts.items():
            if layout.condition == "M" and number not in present and not _excused(record, number, present):
                check.report(
                    "field-missing",
                    f"{layout.mnemonic} ({layout.title.lower()}) is missing",
                    record=record,
                    key=f"{record.type}.{number:03d}",
                )
    for field in fields:
        if field.number in _ELSEWHERE or (not field.tag and isinstance(record, TaggedRecord)):
            continue
        known = layouts.get(field.number)
        if known is None:
            _unknown(check, field)
        elif (record.type, field.number) in _HELD_ELSEWHERE:
            continue
        elif isinstance(record, TaggedRecord):
            _field(check, field, known)
        else:
            _header_code(check, field, known)


# A record without an image states no size; minutiae need one block of three, not all.
_OF_THE_IMAGE = {
    10: frozenset({6, 7, 8, 9, 10, 11, 12, 999}),
    13: frozenset({6, 7, 8, 9, 10, 11, 12, 999}),
    14: frozenset({6, 7, 8, 9, 10, 11, 12, 999}),
    15: frozenset({6, 7, 8, 9, 10, 11, 12, 999}),
}
_LEGACY = range(5, 13)
_LEGACY_OPTIONAL = frozenset({7, 8, 9})
_LEGACY_MINUTIAE = 12
_AMPUTATED = 18


def _excused(record: Record, number: int, present: set[int]) -> bool:
    if record.type == 9:
        return number in _LEGACY and (number in _LEGACY_OPTIONAL or _LEGACY_MINUTIAE not in present)
    if record.type == 14 and _AMPUTATED in present and _DATA_FIELD not in present:
        return number in _OF_THE_IMAGE[14]
    return False


def _unknown(check: Check, field: Field) -> None:
    own = _OWN.get(field.record.type, _OWN_IMAGES)
    if field.number not in own:
        check.report("field-unknown", "is not in the field tables", field=field)


def _field(check: Check, field: Field, layout: FieldLayout) -> None:
    try:
        subfields = field.subfields
    except TransactionError as error:
        check.report("field-size", error.what, field=field)
        return
    if subfields == [[""]]:
        if layout.size[0] > 0 or layout.condition == "M":
            check.report("field-empty", f"{layout.mnemonic} is there and empty", field=field)
        return
    _occurs(check, field, layout, len(subfields))
    items = item_layouts(layout)
    tables = _tables(check, field, items)
    for number, subfield in enumerate(subfields, 1):
        if len(subfield) > len(items) and any(subfield[len(items) :]) and _itemised(layout):
            check.report(
                "field-items", f"has {len(subfield)} items of at most {len(items)}", field=field, subfield=number
            )
        for place, (text, item, table) in enumerate(zip(subfield, items, tables, strict=False), 1):
            if text or not layout.items:
                _item(check, field, text, item, table, number, place if layout.items else None)
    _form(check, field, layout)


def _itemised(layout: FieldLayout) -> bool:
    """Tell whether the tables know the items of a field; where they do not, a subfield may have any number."""
    return bool(layout.items) or layout.size[1] is not None


def _occurs(check: Check, field: Field, layout: FieldLayout, count: int) -> None:
    low, high = _occurrence(check, field, layout)
    if count < low or (high is not None and count > high):
        expected = f"{low} to {high}" if high is not None else f"at least {low}"
        check.report("field-occurs", f"{layout.mnemonic} has {count} subfields, {expected} are allowed", field=field)


def _occurrence(check: Check, field: Field, layout: FieldLayout) -> Range:
    if field.record.type == 2 and check.application is not None:
        found = all_profiles().get(check.transaction.tot)
        own = found.occurs(field.key) if found else None
        if own is not None:
            return own
    return layout.occurs


def _tables(check: Check, field: Field, items: tuple[ItemLayout, ...]) -> list[str]:
    if field.record.type == 2 and check.application is not None:
        found = all_profiles().get(check.transaction.tot)
        if found and field.key in found.codes:
            return [found.codes[field.key]]
    return [item.codes for item in items]


def _item(
    check: Check, field: Field, text: str, item: ItemLayout, table: str, subfield: int, place: int | None
) -> None:
    low, high = item.size
    if len(text) < low or (high is not None and len(text) > high):
        allowed = f"{low}" if low == high else f"{low} to {high}" if high is not None else f"at least {low}"
        check.report(
            "field-size",
            f"{item.mnemonic} {shown(text)} has {len(text)} characters, {allowed} are allowed",
            field=field,
            subfield=subfield,
            item=place,
        )
    pattern = _pattern(item.characters)
    if pattern is not None and text.isascii() and not pattern.fullmatch(text):
        check.report(
            "field-characters",
            f"{item.mnemonic} {shown(text)} has characters other than {_class_in_words(item.characters)}",
            field=field,
            subfield=subfield,
            item=place,
        )
    elif not text.isascii() and field.record.charset.name == "ASCII":
        check.report(
            "field-characters",
            f"{item.mnemonic} {shown(text)} is not ASCII and no character set is declared",
            field=field,
            subfield=subfield,
            item=place,
        )
    codes = all_codes().get(table)
    if codes and not _is_code(text, codes) and not text.startswith(_FREE_TEXT):
        check.report(
            "field-code",
            f"{item.mnemonic} {shown(text)} is no code of its table",
            field=field,
            subfield=subfield,
            item=place,
        )


def _is_code(text: str, codes: Mapping[str, str]) -> bool:
    return text in codes or (text.isdigit() and (text.lstrip("0") or "0") in codes) or text.zfill(2) in codes


@cache
def _pattern(characters: str) -> re.Pattern[str] | None:
    if not characters or any(letter not in _CLASSES for letter in characters):
        return None
    return re.compile(f"[{''.join(_CLASSES[letter] for letter in characters)}]*")


def _class_in_words(characters: str) -> str:
    words = {"A": "letters", "N": "digits", "S": "special characters"}
    return ", ".join(words[letter] for letter in characters)


def _form(check: Check, field: Field, layout: FieldLayout) -> None:
    if layout.kind in ("text", "items") and not any(item.kind != "text" for item in layout.items):
        return
    try:
        _ = field.value
    except TransactionError as error:
        check.report("field-form", f"{layout.mnemonic}: {error.what}", field=field)


def _header_code(check: Check, field: Field, layout: FieldLayout) -> None:
    codes = all_codes().get(layout.codes)
    if codes:
        for number, items in enumerate(field.subfields, 1):
            if items[0] and not _is_code(items[0], codes):
                check.report(
                    "field-code",
                    f"{layout.mnemonic} {shown(items[0])} is no code of its table",
                    field=field,
                    subfield=number,
                )
