"""Files from one format to another: traditional, XML, minutiae templates, and the blocks of Type-9. Losses are said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast, get_args

from tenprint.errors import MissingFieldError, UsageError
from tenprint.transaction.minutiae import (
    TEMPLATE_FORMATS,
    TYPE9_FORMATS,
    MinutiaeRecord,
    convert,
    read_record,
    read_template,
    write_template,
)
from tenprint.transaction.minutiae.template import MAGIC
from tenprint.transaction.reader import read
from tenprint.transaction.tagged import TaggedRecord
from tenprint.transaction.transaction import Transaction
from tenprint.transaction.xml import read_xml, write_xml

Target = Literal["traditional", "xml", "legacy", "m1", "efs", "iso2005", "ansi2004"]
TARGETS: tuple[Target, ...] = get_args(Target)
_XML_HEADS = (b"<", b"\xef\xbb\xbf<")


@dataclass(frozen=True, slots=True)
class ConvertedFile:
    """A converted file, and what is not as before, in words."""

    data: bytes
    losses: tuple[str, ...]


def convert_file(
    data: bytes, target: Target, *, name: str | None = None, into: Transaction | None = None, idc: int | None = None
) -> ConvertedFile:
    """Convert a file; what it is shows by its first bytes.

    Args:
        data: a transaction (traditional or XML), or a template (ISO/IEC 19794-2:2005, INCITS 378-2004).
        target: the format wanted. A Type-9 block gives the transaction with its minutiae in that block.
        name: what messages call the file.
        into: for a template and a Type-9 block, the transaction that takes the record.
        idc: which Type-9 records to convert, all where None; for a template, the IDC of the new record.

    Raises:
        InputError: it cannot be read, or does not fit the target.
        UsageError: the target does not go with the file.
    """
    if data.startswith(MAGIC[:4]):
        return _from_template(data, target, name, into, idc)
    losses: list[str] = []
    if data.lstrip()[:4].startswith(_XML_HEADS):
        imported = read_xml(data, name=name)
        transaction = imported.transaction
        losses += imported.losses
    else:
        transaction = read(data, name=name)
    if target == "traditional":
        return ConvertedFile(transaction.to_bytes(), tuple(losses))
    if target == "xml":
        exported = write_xml(transaction)
        return ConvertedFile(exported.data, (*losses, *exported.notes))
    if target in TEMPLATE_FORMATS:
        return _to_template(transaction, target, idc, losses)
    return _in_block(transaction, target, idc, losses)


def _minutiae(transaction: Transaction, idc: int | None) -> list[tuple[TaggedRecord, MinutiaeRecord]]:
    records = [r for r in transaction.records_of(9) if isinstance(r, TaggedRecord) and idc in (None, r.idc)]
    if not records:
        raise MissingFieldError(
            "has no Type-9 record" + (f" of IDC {idc}" if idc is not None else ""), where=transaction.source
        )
    return [(record, read_record(record)) for record in records]


def _to_template(transaction: Transaction, target: Target, idc: int | None, losses: list[str]) -> ConvertedFile:
    found = [minutiae for _, minutiae in _minutiae(transaction, idc)]
    for minutiae in found:
        losses += _said(convert(minutiae, cast(Any, target)).losses, minutiae, len(found))
    data = write_template(found, "iso2005" if target == "iso2005" else "ansi2004")
    others = len(transaction) - len(found)
    return ConvertedFile(data, (*losses, f"the other {others} records of the transaction are left out"))


def _in_block(transaction: Transaction, target: Target, idc: int | None, losses: list[str]) -> ConvertedFile:
    assert target in TYPE9_FORMATS
    changed = transaction.copy()
    for record, minutiae in _minutiae(changed, idc):
        converted = convert(minutiae, cast(Any, target))
        losses += _said(converted.losses, minutiae, 2)
        _replace(changed, record, converted.written)
    return ConvertedFile(changed.to_bytes(), tuple(losses))


def _replace(transaction: Transaction, old: TaggedRecord, new: TaggedRecord | bytes) -> None:
    assert isinstance(new, TaggedRecord)
    new.set(2, old.text(2))
    place = transaction.index(old)
    transaction.remove(old)
    transaction.add(new, place)


def _from_template(
    data: bytes, target: Target, name: str | None, into: Transaction | None, idc: int | None
) -> ConvertedFile:
    views = read_template(data, source=name)
    losses: list[str] = []
    if target in TEMPLATE_FORMATS:
        for view in views:
            losses += _said(convert(view, target).losses, view, len(views))
        return ConvertedFile(write_template(views, "iso2005" if target == "iso2005" else "ansi2004"), tuple(losses))
    if target not in TYPE9_FORMATS or into is None:
        raise UsageError(
            f"a template alone does not make a {target} file",
            where=name,
            remedy="Convert to iso2005 or ansi2004, or name the transaction that takes the record (into).",
        )
    changed = into.copy()
    number = idc if idc is not None else max((r.idc or 0 for r in changed), default=0) + 1
    for place, view in enumerate(views):
        converted = convert(replace(view, idc=number + place), target)
        assert isinstance(converted.written, TaggedRecord)
        losses += _said(converted.losses, view, len(views))
        changed.add(converted.written)
    return ConvertedFile(changed.to_bytes(), tuple(losses))


def _said(losses: Sequence[str], minutiae: MinutiaeRecord, of: int) -> list[str]:
    place = f"position {minutiae.position}, IDC {minutiae.idc}: " if of > 1 else ""
    return [f"{place}{words}" for words in losses]
