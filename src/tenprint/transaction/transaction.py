"""A transaction: its records in file order, and what of them depends on each other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tenprint.errors import MissingFieldError, UsageError, Where
from tenprint.transaction.charset import ASCII, CharacterSet, from_directory
from tenprint.transaction.content import with_entry_inserted, with_entry_removed, with_idc
from tenprint.transaction.field import Field, Value
from tenprint.transaction.printable import printable
from tenprint.transaction.record import Record

if TYPE_CHECKING:
    from tenprint.transaction.images import FingerImage
    from tenprint.transaction.layouts.typed import DescriptiveText, TransactionInformation


class Transaction:
    """An ANSI/NIST-ITL file. `transaction["2.018"]` is a field, `transaction.type2` a record, iteration gives records.

    Attributes:
        source: name of the file it was read from, None where it came from memory.
        trailer: bytes after the last record, kept as they are; empty in a well-formed file.
        fields_cut: how many fields its records were cut into so far; the limit on fields counts here.
    """

    def __init__(self, records: list[Record], *, trailer: bytes = b"", source: str | None = None) -> None:
        """Take the records in file order, Type-1 first; `read` and `tenprint.transaction.build` make transactions."""
        self.source = source
        self.trailer = trailer
        self.fields_cut = 0
        self._records = list(records)
        self._charset: CharacterSet | None = None
        for record in self._records:
            record.owner = self

    # Records

    @property
    def records(self) -> tuple[Record, ...]:
        """All records in file order. Use `add` and `remove` to change what they are."""
        return tuple(self._records)

    def records_of(self, *types: int) -> list[Record]:
        """Return the records of these types, in file order."""
        return [record for record in self._records if record.type in types]

    def first(self, record_type: int) -> Record:
        """Return the first record of a type.

        Raises:
            MissingFieldError: there is none.
        """
        for record in self._records:
            if record.type == record_type:
                return record
        raise MissingFieldError(f"has no Type-{record_type} record", where=Where(self.source))

    @property
    def type1(self) -> TransactionInformation:
        """The transaction information record."""
        return cast("TransactionInformation", self._records[0])

    @property
    def type2(self) -> DescriptiveText:
        """The first record of descriptive text."""
        return cast("DescriptiveText", self.first(2))

    def index(self, record: Record) -> int:
        """Return a record's place, 0 for Type-1."""
        return next((i for i, other in enumerate(self._records) if other is record), -1)

    def add(self, record: Record, index: int | None = None) -> None:
        """Put a record at the end, or at `index`; the file content follows.

        Raises:
            UsageError: the record belongs to a transaction already, or the place is Type-1's.
        """
        place = len(self._records) if index is None else index
        if record.owner is not None or record.type == 1 or not 1 <= place <= len(self._records):
            raise UsageError(f"cannot put this {record!r} at place {place}", where=Where(self.source))
        idc = record.get(2)
        written = idc.data if idc is not None else b"00"
        content = self._content.data
        self._records.insert(place, record)
        record.owner = self
        padded = written if len(written) > 1 else written.zfill(2)
        self._set_content(with_entry_inserted(content, place - 1, record.type, padded))

    def remove(self, record: Record) -> None:
        """Take a record out; the file content follows.

        Raises:
            UsageError: it is not in this transaction, or is Type-1.
        """
        place = self.index(record)
        if place < 1:
            raise UsageError("this record cannot be removed from here", where=Where(self.source))
        del self._records[place]
        record.owner = None
        self._set_content(with_entry_removed(self._content.data, place - 1))

    def field_changed(self, record: Record, number: int) -> None:
        """Let what depends on a field follow; records call this."""
        if record.type == 1:
            self._charset = None
        elif number == 2 and (idc := record.get(2)) is not None:
            written = idc.data.zfill(2)
            self._set_content(with_idc(self._content.data, self.index(record) - 1, written))

    @property
    def _content(self) -> Field:
        return self.type1[3]

    def _set_content(self, value: bytes) -> None:
        self.type1._put(3, value)

    # Fields

    def __getitem__(self, key: str) -> Field:
        """Return the first field of this number, `"2.018"`, in the first record of its type that has it."""
        record_type, _, _ = key.partition(".")
        records = self.records_of(int(record_type)) if record_type.isdigit() and len(record_type) < 3 else []
        for record in records:
            if key in record:
                return record[key]
        raise MissingFieldError("is not in the file", where=Where(self.source, field=key))

    def __setitem__(self, key: str, value: Value) -> None:
        """Give a field of the first record of its type a value."""
        record_type, _, _ = key.partition(".")
        if not (record_type.isdigit() and len(record_type) < 3):
            raise UsageError(f"{key!r} is no field", where=Where(self.source), remedy="Expected as in '2.018'.")
        self.first(int(record_type)).set(key, value)

    def __delitem__(self, key: str) -> None:
        """Remove a field, all occurrences of it, from the first record of its type that has it."""
        self[key].record.delete(key)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a field, or `default` where the file does not have it."""
        try:
            return self[key]
        except MissingFieldError:
            return default

    def text(self, key: str, default: str = "") -> str:
        """Return a field's text, or `default` where the file does not have it."""
        field = self.get(key)
        return field.text if field is not None else default

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Transaction):
            return NotImplemented
        return self.to_bytes() == other.to_bytes()

    __hash__ = None  # type: ignore[assignment]

    # What every transaction says about itself (Type-1)

    @property
    def version(self) -> str:
        """Version of the standard, 1.002, as `0400`."""
        return self.type1.text(2)

    @property
    def tot(self) -> str:
        """Type of transaction, 1.004, as `CAR`."""
        return self.type1.text(4)

    @property
    def dai(self) -> str:
        """Destination agency, 1.007."""
        return self.type1.text(7)

    @property
    def ori(self) -> str:
        """Originating agency, 1.008."""
        return self.type1.text(8)

    @property
    def tcn(self) -> str:
        """Transaction control number, 1.009, chosen by the sender."""
        return self.type1.text(9)

    @property
    def tcr(self) -> str | None:
        """Transaction control reference, 1.010: in an answer, the request's control number."""
        return self.type1.text(10) or None

    @property
    def title(self) -> str:
        """Type and control number as a terminal may show them."""
        return printable(f"{self.tot} {self.tcn}")

    @property
    def charset(self) -> CharacterSet:
        """Character set of the text fields after Type-1, from 1.015."""
        if self._charset is None:
            directory = self.type1.get(15)
            self._charset = from_directory(directory.data) if directory is not None else ASCII
        return self._charset

    def declare_character_set(self, name: str) -> None:
        """Declare the character set (ASCII, UTF-8, UTF-16, UTF-32) in 1.015. Text already there is written anew.

        Raises:
            ValueFormatError: a text that is there has characters which the new set lacks.
            UsageError: there is no such set.
        """
        from tenprint.transaction.recode import recode

        recode(self, name)

    # Images

    @property
    def images(self) -> list[FingerImage]:
        """The friction ridge images (types 3 to 6, 13, 14, 15), none decoded yet."""
        from tenprint.transaction.images import finger_images

        return finger_images(self)

    # Writing

    def to_bytes(self) -> bytes:
        """Return the file; byte for byte what was read where nothing was changed."""
        chunks = [chunk for record in self._records for chunk in record.chunks()]
        return b"".join([*chunks, self.trailer])

    def copy(self) -> Transaction:
        """Return an independent copy, as if what would be written had been read."""
        from tenprint.transaction.reader import read

        return read(self.to_bytes(), name=self.source, limits=self.type1.limits)

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the file whole or not at all: a neighbour file is written first, then renamed."""
        from tenprint.transaction.writer import write

        write(self, Path(path))

    def __repr__(self) -> str:
        name = f" {self.source}" if self.source else ""
        return f"<Transaction{name} {self.title}, {len(self)} records, {len(self.images)} images>"

    def __str__(self) -> str:
        from tenprint.transaction.display import transaction_text

        return transaction_text(self)

    def __rich__(self) -> Any:
        from tenprint.transaction.display import transaction_group

        return transaction_group(self)
