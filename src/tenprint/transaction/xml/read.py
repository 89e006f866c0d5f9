"""ANSI/NIST-ITL XML to a transaction. Entities and document types are refused before they are read."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tenprint.errors import FramingError, LimitError, TransactionError, ValueFormatError, Where
from tenprint.transaction.binary import BinaryRecord
from tenprint.transaction.charset import ASCII, CharacterSet, from_directory
from tenprint.transaction.field import Value
from tenprint.transaction.framing import BINARY_TYPES, SEPARATORS
from tenprint.transaction.layouts.binary import HEADERS
from tenprint.transaction.limits import DEFAULT_LIMITS, Limits
from tenprint.transaction.reader import read
from tenprint.transaction.tagged import TaggedRecord
from tenprint.transaction.transaction import Transaction
from tenprint.transaction.xml import write as names
from tenprint.transaction.xml.elements import RecordElements, record_elements, type_of_element
from tenprint.transaction.xml.forms import Subfields
from tenprint.transaction.xml.rows import read_row
from tenprint.transaction.xml.unread import unread

_DATA_FIELD = 999
_LARGEST_NUMBER = 999_999_999


@dataclass(frozen=True, slots=True)
class Imported:
    """A transaction read from XML, and what the document holds beside it that was not read."""

    transaction: Transaction
    losses: tuple[str, ...]


@dataclass(slots=True)
class _Made:
    """A record as bytes, with what the file content says about it."""

    type: int
    idc: str
    data: bytes


def read_xml(data: bytes, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Imported:
    """Read an ANSI/NIST-ITL XML document.

    Args:
        data: the document.
        name: what messages call it.
        limits: what is refused as too large.

    Raises:
        FramingError: it is no such document.
        ValueFormatError: a value cannot be written in the traditional encoding.
        LimitError: larger or more numerous than `limits`.
    """
    root = _parse(data, name, limits)
    records = list(root)
    if len(records) > limits.records:
        raise LimitError(f"has {len(records)} records, more than the {limits.records} allowed", where=name)
    kinds = type_of_element()
    if not records or kinds.get(records[0].tag) != 1:
        raise FramingError("does not begin with the package information record", where=name)
    losses: list[str] = []
    first, charset = _type1_fields(records[0], name, limits)
    made = [_record(element, charset, name, limits, losses) for element in records[1:]]
    found = [record for record in made if record is not None]
    first[3] = _content(records[0], found)
    losses[:0] = unread(records[0], 1)
    whole = TaggedRecord.new(1, first).to_bytes() + b"".join(record.data for record in found)
    transaction = read(whole, name=name, limits=limits)
    if transaction.trailer or [record.type for record in transaction] != [1, *(record.type for record in found)]:
        # A record that stands in base64 may hold anything; what follows it would be taken for records of their own.
        raise FramingError("holds a record in base64 that is not just one record of its stated type", where=name)
    return Imported(transaction, tuple(losses))


def _parse(data: bytes, name: str | None, limits: Limits) -> Element:
    if len(data) > limits.file_bytes:
        raise LimitError(f"is larger than {limits.file_bytes:,} bytes", where=name)
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise FramingError(f"is no XML that can be read: {error}", where=name) from error
    if root.tag != names.ROOT:
        raise FramingError(
            f"is an XML document of <{root.tag[:80]}>",
            where=name,
            remedy="Expected itl:NISTBiometricInformationExchangePackage of ANSI/NIST-ITL 1-2011.",
        )
    return root


def _type1_fields(element: Element, name: str | None, limits: Limits) -> tuple[dict[int, Value], CharacterSet]:
    fields = _fields(element, record_elements()[1], ASCII, Where(name, "1 (Type-1)"), limits)
    directory = fields.get(15)
    fields.setdefault(2, b"")
    return fields, from_directory(directory) if isinstance(directory, bytes) else ASCII


def _record(
    element: Element, charset: CharacterSet, name: str | None, limits: Limits, losses: list[str]
) -> _Made | None:
    if element.tag == names.OTHER_RECORD:
        return _opaque(element, name)
    kind = type_of_element().get(element.tag)
    if kind is None or kind == 1:
        losses.append(f"the record <{element.tag.rpartition('}')[2][:80]}> is not read")
        return None
    where = Where(name, f"Type-{kind}")
    fields = _fields(element, record_elements()[kind], charset, where, limits)
    losses += unread(element, kind)
    idc = fields.setdefault(2, b"00")
    text = idc.decode("ascii", "replace") if isinstance(idc, bytes) else "00"
    _check_idc(text, where)
    data = _binary(kind, fields) if kind in BINARY_TYPES else TaggedRecord.new(kind, fields).to_bytes()
    return _Made(kind, text, data)


def _binary(kind: int, fields: dict[int, Value]) -> bytes:
    header = HEADERS[kind]
    values: dict[int, Value] = {}
    for field in header.fields[1:]:
        raw = fields.get(field.number)
        if isinstance(raw, bytes):
            texts = raw.decode("ascii", "replace").split("\x1e")
            values[field.number] = texts if field.is_positions else texts[0]
    image = fields.get(header.data_number, b"")
    return BinaryRecord.new(kind, values, image if isinstance(image, bytes) else b"").to_bytes()


def _fields(
    element: Element, known: RecordElements, charset: CharacterSet, where: Where, limits: Limits
) -> dict[int, Value]:
    """Return the fields of a record, number -> bytes."""
    fields: dict[int, Value] = {}
    for row in known.rows_for_element(element):
        subfields = read_row(element, row)
        if not subfields:
            continue
        if sum(map(len, subfields)) > limits.items:
            raise LimitError(f"has more than the {limits.items} items allowed", where=where)
        if row.form == "base64":
            fields[row.field] = _decoded(subfields[0][0], where)
        else:
            fields[row.field] = _joined(subfields, charset, where)
    for holder in (element, element.find(names.DESCRIPTIVE)):
        for other in holder.findall(names.OTHER_FIELDS) if holder is not None else []:
            for field in other.findall(names.FIELD)[: limits.fields]:
                number, value = _other(field, charset, where)
                fields[number] = value
    return fields


def _other(element: Element, charset: CharacterSet, where: Where) -> tuple[int, bytes]:
    text = element.get("number", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not 2 <= number <= _LARGEST_NUMBER:
        raise ValueFormatError(f"{text[:20]!r} is no field number", where=where)
    if element.get("encoding") == "base64":
        value = _decoded(element.text or "", where)
    else:
        subfields = [[item.text or "" for item in sub.findall(names.ITEM)] for sub in element.findall(names.SUBFIELD)]
        value = _joined(subfields, charset, where)
    if number != _DATA_FIELD and any(separator in value for separator in SEPARATORS[:2]):
        raise ValueFormatError(f"field {number} holds a separator of records or fields", where=where)
    return number, value


def _joined(subfields: Subfields, charset: CharacterSet, where: Where) -> bytes:
    return b"\x1e".join(b"\x1f".join(charset.encode(text, where) for text in items) for items in subfields)


def _decoded(text: str, where: Where) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueFormatError(f"holds data that is not base64: {error}", where=where) from error


def _opaque(element: Element, name: str | None) -> _Made:
    kind = element.get("type", "")
    if not (kind.isascii() and kind.isdigit() and len(kind) < 3 and 2 <= int(kind) <= 99):
        raise ValueFormatError(f"{kind[:20]!r} is no record type", where=Where(name))
    where = Where(name, f"Type-{kind}")
    idc = element.get("idc", "00")
    _check_idc(idc, where)
    return _Made(int(kind), idc, _decoded(element.text or "", where))


def _check_idc(text: str, where: Where) -> None:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise ValueFormatError(
            f"{text[:20]!r} is no image designation character", where=where, remedy="Write a number, as 01."
        )


def _content(element: Element, records: list[_Made]) -> bytes:
    """Return the file content: written anew, with the padding that the document's own summary has."""
    summary = element.find(f"{names.TRANSACTION}/{names.SUMMARY}")
    stated = list(summary.findall(names.RECORD_SUMMARY)) if summary is not None else []
    quantity = (summary.findtext(names.QUANTITY) or "") if summary is not None else ""
    count = quantity if _is_number(quantity) and int(quantity) == len(records) else str(len(records))
    entries = [f"1\x1f{count}"]
    for place, record in enumerate(records):
        idc = record.idc
        if len(stated) == len(records):
            kind = stated[place].findtext(names.CATEGORY) or ""
            written = stated[place].findtext(f"{names.REFERENCE}/{names.IDENTIFICATION}") or ""
            # Also where it contradicts the record: that is for validation to say.
            if _is_number(written) and _is_number(kind) and int(kind) == record.type:
                idc = written
        entries.append(f"{record.type}\x1f{idc.zfill(2)}" if len(idc) < 2 else f"{record.type}\x1f{idc}")
    try:
        return "\x1e".join(entries).encode("ascii")
    except UnicodeEncodeError as error:
        raise TransactionError("the file content is not ASCII") from error


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6
