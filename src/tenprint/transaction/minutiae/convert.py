"""From any minutiae format to any other, saying what is lost: what was written is read again and compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tenprint.errors import TemplateError, UsageError
from tenprint.transaction.field import Value
from tenprint.transaction.minutiae.efs import read_efs, write_efs
from tenprint.transaction.minutiae.legacy import read_legacy, write_legacy
from tenprint.transaction.minutiae.losses import losses_between
from tenprint.transaction.minutiae.m1 import read_m1, write_m1
from tenprint.transaction.minutiae.model import TEMPLATE_FORMATS, TYPE9_FORMATS, Format, MinutiaeRecord
from tenprint.transaction.minutiae.template import TemplateFormat, read_template
from tenprint.transaction.minutiae.template_write import write_template
from tenprint.transaction.record import Record
from tenprint.transaction.tagged import TaggedRecord

_MARKS = {"legacy": 12, "m1": 137, "efs": 300}
_IDC_LIMIT = 99


@dataclass(frozen=True, slots=True)
class Converted:
    """A converted record.

    Attributes:
        record: the minutiae as they read from the new format.
        written: the Type-9 record, or the template file.
        losses: what is not as before, in words; empty where nothing was lost.
    """

    record: MinutiaeRecord
    written: TaggedRecord | bytes
    losses: tuple[str, ...]


def formats_of(record: Record) -> list[Format]:
    """Return the blocks of minutiae that a Type-9 record has."""
    return [name for name in TYPE9_FORMATS if _MARKS[name] in record]


def read_record(
    record: Record, form: Format | None = None, *, size: tuple[int, int] | None = None, ppi: float | None = None
) -> MinutiaeRecord:
    """Read the minutiae of a Type-9 record.

    Args:
        record: a Type-9 record.
        form: which block to read; the first that is there of M1, EFS and legacy where None.
        size, ppi: of its image, where the transaction does not have it.

    Raises:
        TemplateError: it has no such block, or the block is not of its form.
    """
    found = formats_of(record) if record.type == 9 else []
    chosen = form or next((name for name in ("m1", "efs", "legacy") if name in found), None)
    if chosen is None or chosen not in found:
        raise TemplateError(
            f"record {record.label} has no minutiae {'of this format' if form else 'that can be read'}",
            remedy=f"It has {', '.join(found) or 'none of legacy, m1, efs'}.",
        )
    if chosen == "m1":
        return read_m1(record)
    return read_efs(record, size, ppi) if chosen == "efs" else read_legacy(record, size, ppi)


def write_record(record: MinutiaeRecord, form: Format | None = None) -> TaggedRecord:
    """Return a new Type-9 record in a format, the record's own where None.

    Raises:
        TemplateError: a value does not fit.
        UsageError: the format is no Type-9 block.
    """
    chosen = form or record.format
    writers = {"legacy": write_legacy, "m1": write_m1, "efs": write_efs}
    if chosen not in writers:
        raise UsageError(f"{chosen!r} is no Type-9 block", remedy=f"Choose of {', '.join(writers)}.")
    fields: dict[int, Value] = {2: f"{min(record.idc, _IDC_LIMIT):02d}", **writers[chosen](record)}
    if chosen == record.format:
        fields |= {number: [tuple(items) for items in rows] for number, rows in record.fields.items()}
    return TaggedRecord.new(9, fields)


def convert(record: MinutiaeRecord, form: Format) -> Converted:
    """Write a record in another format.

    Raises:
        TemplateError: it does not fit the format at all (a place beyond its range).
    """
    written: TaggedRecord | bytes
    if form in TEMPLATE_FORMATS:
        written = write_template([record], _template_format(form))
        (again,) = read_template(written, _template_format(form))
    else:
        written = write_record(record, form)
        again = read_record(written, form, size=(record.width, record.height), ppi=record.ppi)
    return Converted(replace(again, idc=record.idc), written, tuple(losses_between(record, again)))


def convert_all(records: Sequence[MinutiaeRecord], form: Format) -> list[Converted]:
    """Convert records one by one."""
    return [convert(record, form) for record in records]


def _template_format(form: Format) -> TemplateFormat:
    return "iso2005" if form == "iso2005" else "ansi2004"
