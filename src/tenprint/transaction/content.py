"""File content, field 1.003 (CNT): which records follow, in which order, with which IDC."""

from __future__ import annotations

from dataclasses import dataclass

from tenprint.errors import FramingError, LimitError, Where
from tenprint.transaction.limits import Limits
from tenprint.transaction.printable import printable


@dataclass(frozen=True, slots=True)
class Entry:
    """One subfield of the file content: a record's type and its IDC as it was written."""

    type: int
    idc: str


def parse_content(value: bytes, where: Where, limits: Limits) -> list[Entry]:
    """Return what follows the Type-1 record.

    The first subfield, `1 US number of records`, is not trusted: the subfields are counted.

    Raises:
        FramingError: the field does not list record types.
        LimitError: more records than allowed.
    """
    count = value.count(b"\x1e")  # counted before it is cut: a list of millions would be made else
    if count > limits.records:
        raise LimitError(f"lists {count} records, more than the {limits.records} allowed", where=where)
    entries = []
    for subfield in value.split(b"\x1e")[1:]:
        kind, _, idc = subfield.partition(b"\x1f")
        if not (kind.isdigit() and len(kind) <= 3 and 2 <= int(kind) <= 99):
            raise FramingError(
                f"{kind[:20]!r} is no record type",
                where=where,
                remedy="Expected one subfield for each record: type, unit separator, IDC.",
            )
        entries.append(Entry(int(kind), printable(idc.decode("ascii", "backslashreplace"))))
    return entries


def with_entry_inserted(value: bytes, index: int, record_type: int, idc: bytes) -> bytes:
    """Return the file content with one record more, as entry `index` (0 is the first record after Type-1)."""
    subfields = value.split(b"\x1e")
    subfields.insert(min(index + 1, len(subfields)), b"%d\x1f%b" % (record_type, idc))
    return _counted(subfields)


def with_entry_removed(value: bytes, index: int) -> bytes:
    """Return the file content without entry `index`."""
    subfields = value.split(b"\x1e")
    if index + 1 < len(subfields):
        del subfields[index + 1]
    return _counted(subfields)


def with_idc(value: bytes, index: int, idc: bytes) -> bytes:
    """Return the file content with another IDC in entry `index`; all else as it was written."""
    subfields = value.split(b"\x1e")
    if index + 1 < len(subfields):
        parts = subfields[index + 1].split(b"\x1f")
        parts[1:2] = [idc]
        subfields[index + 1] = b"\x1f".join(parts)
    return b"\x1e".join(subfields)


def _counted(subfields: list[bytes]) -> bytes:
    """Let the first subfield state how many entries follow, as wide as it was."""
    parts = subfields[0].split(b"\x1f")
    old = parts[1] if len(parts) > 1 else b""
    width = len(old) if old.startswith(b"0") else 1
    parts[1:2] = [b"%0*d" % (width, len(subfields) - 1)]
    return b"\x1e".join([b"\x1f".join(parts), *subfields[1:]])
