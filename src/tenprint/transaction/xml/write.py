"""A transaction as ANSI/NIST-ITL XML."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from tenprint.transaction.field import Field
from tenprint.transaction.record import Record
from tenprint.transaction.tagged import TaggedRecord
from tenprint.transaction.transaction import Transaction
from tenprint.transaction.xml.elements import NAMESPACES, RecordElements, qualified, record_elements
from tenprint.transaction.xml.forms import writable
from tenprint.transaction.xml.rows import write_row

ROOT = qualified("itl:NISTBiometricInformationExchangePackage")
CATEGORY = qualified("biom:RecordCategoryCode")
# What the standard has no element for, in elements of our own.
OTHER_FIELDS = qualified("tenprint:OtherFields")
OTHER_RECORD = qualified("tenprint:OtherRecord")
FIELD, SUBFIELD, ITEM = (qualified(f"tenprint:{name}") for name in ("Field", "Subfield", "Item"))
DESCRIPTIVE = qualified("itl:UserDefinedDescriptiveDetail")
SUMMARY = qualified("biom:TransactionContentSummary")
TRANSACTION = qualified("biom:Transaction")
IDENTIFICATION = qualified("nc:IdentificationID")
REFERENCE = qualified("biom:ImageReferenceIdentification")
FIRST_CATEGORY = qualified("biom:ContentFirstRecordCategoryCode")
QUANTITY = qualified("biom:ContentRecordQuantity")
RECORD_SUMMARY = qualified("biom:ContentRecordSummary")
DIRECTORY = qualified("biom:TransactionCharacterSetDirectory")
_USER_DEFINED = 2
_DERIVED = {1: frozenset({1, 3})}


@dataclass(frozen=True, slots=True)
class Exported:
    """An XML document, and what of it stands in elements of our own, which other readers do not know."""

    data: bytes
    notes: tuple[str, ...]


def write_xml(transaction: Transaction) -> Exported:
    """Return a transaction as ANSI/NIST-ITL XML, UTF-8. Nothing is left out; see the notes for what others cannot read.

    Raises:
        LimitError: a field has more items than its limits allow.
    """
    for prefix, uri in NAMESPACES.items():
        register_namespace(prefix, uri)
    root = Element(ROOT)
    notes: list[str] = []
    for record in transaction:
        known = record_elements().get(record.type)
        if known is None or not _orderly(record):
            _opaque(root, record, notes)
        else:
            _record(root, record, known, notes)
    if transaction.trailer:
        notes.append(f"{len(transaction.trailer)} bytes after the last record are left out")
    indent(root, " ")
    return Exported(tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n", tuple(notes))


def _orderly(record: Record) -> bool:
    numbers = [field.number for field in record.fields]
    return len(set(numbers)) == len(numbers) and (not isinstance(record, TaggedRecord) or 0 not in numbers)


def _opaque(root: Element, record: Record, notes: list[str]) -> None:
    element = SubElement(root, OTHER_RECORD, {"type": str(record.type), "idc": record.text(2)})
    element.text = base64.b64encode(record.to_bytes()).decode()
    notes.append(f"record {record.label} stands as it is, in base64, in an element of our own")


def _record(root: Element, record: Record, known: RecordElements, notes: list[str]) -> None:
    element = SubElement(root, qualified(known.element))
    SubElement(element, CATEGORY).text = f"{record.type:02d}"
    fields = {field.number: field for field in record.fields}
    for number in _DERIVED.get(record.type, frozenset({1})):
        fields.pop(number, None)
    for row in known.rows_for_record(record):
        field = fields.get(row.field)
        if field is not None and write_row(element, row, _subfields(field, row.form == "base64")):
            del fields[row.field]
    if record.type == 1:
        _summary(element, record)
    if fields:
        # The domain defines what Type-2 holds: there the elements are in their place.
        holder = SubElement(element, DESCRIPTIVE) if record.type == 2 else element
        other = Element(OTHER_FIELDS)
        # itl:UserDefinedFields, whose place this takes, comes third; Type-1 has no such place.
        holder.insert(_USER_DEFINED if record.type > 2 else len(holder), other)
        for number in sorted(fields):
            _field(other, fields[number])
        if record.type != 2:
            numbers = ", ".join(fields[number].key for number in sorted(fields))
            notes.append(f"record {record.label}: {numbers} stand in elements of our own")
        else:
            notes.append(f"record {record.label}: {len(fields)} fields of the domain stand in elements of our own")


def _subfields(field: Field, encoded: bool) -> list[list[str]]:
    return [[base64.b64encode(field.view).decode()]] if encoded else field.subfields


def _field(parent: Element, field: Field) -> None:
    element = SubElement(parent, FIELD, {"number": str(field.number)})
    if field.mnemonic:
        element.set("name", field.mnemonic)
    subfields = [] if field.is_binary else field.subfields
    if field.is_binary or not all(writable(text) for items in subfields for text in items):
        element.set("encoding", "base64")
        element.text = base64.b64encode(field.view).decode()
        return
    for items in subfields:
        subfield = SubElement(element, SUBFIELD)
        for text in items:
            SubElement(subfield, ITEM).text = text


def _summary(element: Element, record: Record) -> None:
    field = record.get(3)
    parent = element.find(TRANSACTION)
    if field is None:
        return
    first, *entries = field.subfields
    parent = SubElement(element, TRANSACTION) if parent is None else parent
    summary = Element(SUMMARY)
    names = [child.tag for child in parent]
    parent.insert(names.index(DIRECTORY) if DIRECTORY in names else len(names), summary)
    SubElement(summary, FIRST_CATEGORY).text = "1"
    SubElement(summary, QUANTITY).text = first[1] if len(first) > 1 and writable(first[1]) else str(len(entries))
    for items in entries:
        entry = SubElement(summary, RECORD_SUMMARY)
        idc = items[1] if len(items) > 1 and writable(items[1]) else ""
        SubElement(SubElement(entry, REFERENCE), IDENTIFICATION).text = idc
        SubElement(entry, CATEGORY).text = items[0] if writable(items[0]) else ""
