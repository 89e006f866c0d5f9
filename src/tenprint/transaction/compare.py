"""What differs between two transactions, field by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from tenprint.transaction.field import Field
from tenprint.transaction.record import Record
from tenprint.transaction.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        record: the record, as `Type-4 IDC 2`.
        field: the field, as `2.018`, empty where a whole record was added or removed.
        name: the field in words.
        before, after: its text, None where it is not there.
        number: the field's number.
    """

    record: str
    field: str
    name: str
    before: str | None
    after: str | None
    number: int = 0

    def __str__(self) -> str:
        before, after = (text if text is not None else "nothing" for text in (self.before, self.after))
        return f"{self.record}  {self.field} {self.name}: {before} -> {after}"


def compare(before: Transaction, after: Transaction) -> Iterator[Change]:
    """Yield what differs. Records are paired by type and IDC, in file order; data by its bytes."""
    first, second = _paired(before), _paired(after)
    for key in dict.fromkeys([*first, *second]):
        for old, new in zip_longest(first.get(key, []), second.get(key, [])):
            if old is None or new is None:
                yield Change(key, "", "record", repr(old) if old else None, repr(new) if new else None)
            else:
                yield from _compare_records(key, old, new)
    if before.trailer != after.trailer:
        yield Change("", "", "bytes after the last record", str(before.trailer[:40]), str(after.trailer[:40]))


def _paired(transaction: Transaction) -> dict[str, list[Record]]:
    records: dict[str, list[Record]] = defaultdict(list)
    for record in transaction:
        records[f"Type-{record.type}" if record.type == 1 else f"Type-{record.type} IDC {record.text(2)}"].append(
            record
        )
    return records


def _compare_records(name: str, old: Record, new: Record) -> Iterator[Change]:
    if old.to_bytes() == new.to_bytes():
        return
    first, second = _numbered(old), _numbered(new)
    for number in sorted({*first, *second}):
        for a, b in zip_longest(first.get(number, []), second.get(number, [])):
            if a is None or b is None or a.data != b.data:
                known = a or b
                assert known is not None
                yield Change(name, known.key, known.name, _shown(a), _shown(b), number)


def _numbered(record: Record) -> dict[int, list[Field]]:
    fields: dict[int, list[Field]] = defaultdict(list)
    for field in record.fields:
        fields[field.number].append(field)
    return fields


def _shown(field: Field | None) -> str | None:
    if field is None:
        return None
    if field.is_binary:
        from hashlib import sha256

        return f"{field.size:,} bytes, sha256 {sha256(field.view).hexdigest()[:12]}"
    return str(field)
