"""Lengths, the file content, the order of fields, and which IDC belongs to which."""

from __future__ import annotations

from tenprint.transaction.binary import BinaryRecord
from tenprint.transaction.layouts.codes import BINARY_IMAGE_TYPES, TAGGED_IMAGE_TYPES
from tenprint.transaction.record import Record
from tenprint.transaction.tagged import TaggedRecord
from tenprint.transaction.validate.finding import Check, shown

_DIGITS = 3
_IMAGES = BINARY_IMAGE_TYPES | TAGGED_IMAGE_TYPES


def check_structure(check: Check) -> None:
    """Check what all records have in common."""
    _version(check)
    _content(check)
    if check.transaction.trailer:
        check.report("file-trailer", f"{len(check.transaction.trailer)} bytes follow the last record")
    for record in check.transaction:
        _record_type(check, record)
        if isinstance(record, TaggedRecord):
            _order(check, record)
    _designations(check)


def _version(check: Check) -> None:
    field = check.transaction.type1.get(2)
    if field is not None and check.standard and check.standard.versions and field.text not in check.standard.versions:
        check.report(
            "file-version", f"{shown(field.text)} is none of {', '.join(check.standard.versions)}", field=field
        )


def _content(check: Check) -> None:
    field = check.transaction.type1.get(3)
    if field is None:
        return
    first, *entries = field.subfields
    records = check.transaction.records[1:]
    stated = first[1] if len(first) > 1 else ""
    if first[0].lstrip("0") != "1" or not stated.isdigit() or int(stated) != len(records):
        check.report(
            "file-content-count", f"states {shown(stated)} records, {len(records)} follow", field=field, subfield=1
        )
    for number, (entry, record) in enumerate(zip(entries, records, strict=False), 2):
        kind, idc = entry[0], entry[1] if len(entry) > 1 else ""
        if not kind.isdigit() or int(kind) != record.type:
            check.report(
                "file-content-type",
                f"lists Type-{shown(kind)} where a Type-{record.type} record stands",
                field=field,
                subfield=number,
            )
        elif not idc.isdigit() or int(idc) != record.idc:
            check.report(
                "file-content-idc",
                f"lists IDC {shown(idc)}, the Type-{record.type} record has {record.idc}",
                field=field,
                subfield=number,
            )


def _record_type(check: Check, record: Record) -> None:
    if check.standard is None:
        return
    if record.type in check.standard.deprecated_types:
        check.report("record-deprecated", f"Type-{record.type} is not in use since 2011", record=record)
    elif check.standard.record_types and record.type not in check.standard.record_types:
        check.report("record-type", f"{check.standard.title} has no Type-{record.type}", record=record)


def _order(check: Check, record: TaggedRecord) -> None:
    if record.stated_length != record.length:
        check.report(
            "record-length",
            f"states {record.text(1)} bytes and has {record.length}",
            record=record,
            key=f"{record.type}.001",
        )
    short = next((f for f in record.fields if f.tag and len(f.tag.partition(b".")[2]) - 1 < _DIGITS), None)
    if short is not None:  # once a record: whoever writes one tag so writes all
        written = shown(short.tag.decode("ascii", "replace"))
        check.report("record-field-tag", f"the tag is written {written}", field=short)
    seen: set[int] = set()
    last = 0
    for field in record.fields:
        if not field.tag:
            check.report("record-field-tag", "a part of the record has no tag", field=field)
            continue
        if field.number in seen:
            check.report("record-field-twice", "the field stands more than once", field=field)
        elif field.number < last:
            check.report("record-field-order", f"stands after {record.type}.{last:03d}", field=field)
        seen.add(field.number)
        last = max(last, field.number)


def _designations(check: Check) -> None:
    images: dict[int, list[Record]] = {}
    for record in check.transaction:
        if record.type in _IMAGES and record.idc is not None:
            images.setdefault(record.idc, []).append(record)
    for shared in images.values():
        for record in shared[1:]:
            if record.type == shared[0].type and _positions(record) != _positions(shared[0]):
                check.report(
                    "record-idc-shared",
                    f"IDC {record.idc} stands at another print of Type-{record.type} too",
                    record=record,
                    key=f"{record.type}.002",
                )
    for record in check.transaction.records_of(9):
        if images and record.idc not in images:
            check.report("record-idc-chain", f"no image has IDC {record.idc}", record=record, key="9.002")


def _positions(record: Record) -> object:
    if isinstance(record, BinaryRecord):
        return record.positions
    field = record.get(13)
    return field.data if field is not None else b""
