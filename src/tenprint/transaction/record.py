"""What all records have in common: fields by number or name, their place, and their owner."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tenprint.errors import MissingFieldError, UsageError, ValueFormatError, Where
from tenprint.transaction.charset import ASCII, CharacterSet
from tenprint.transaction.field import Field, Value
from tenprint.transaction.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from tenprint.transaction.layouts.model import FieldLayout
    from tenprint.transaction.transaction import Transaction

Key = int | str


class Record(ABC):
    """One logical record. `record[18]`, `record["2.018"]`, `record["NAM"]` and `record.name` reach the same field.

    Attributes:
        type: record type, 1 to 99.
        offset: byte offset of the record in the file it was read from; None for a new record.
        owner: the transaction it belongs to, None while it stands alone.
    """

    __slots__ = ("limits", "offset", "owner", "type")

    def __init__(self, record_type: int, offset: int | None, limits: Limits = DEFAULT_LIMITS) -> None:
        self.type = record_type
        self.offset = offset
        self.limits = limits
        self.owner: Transaction | None = None

    # Reading

    @property
    @abstractmethod
    def fields(self) -> tuple[Field, ...]:
        """All fields in file order, also duplicates."""

    @property
    @abstractmethod
    def length(self) -> int:
        """Length of the record in bytes as it would be written."""

    @abstractmethod
    def chunks(self) -> list[bytes | memoryview]:
        """The record's bytes in pieces, so that image data is not copied before it is written."""

    @abstractmethod
    def is_data(self, number: int) -> bool:
        """Tell whether this field holds data of any bytes."""

    def rejoin(self) -> None:  # noqa: B027 (records without fields to cut have nothing to do)
        """Write the record from its fields from now on, not from the bytes as read. The result must be the same."""

    def to_bytes(self) -> bytes:
        """Return the record as it is written; bytes as read where nothing was changed."""
        return b"".join(self.chunks())

    @property
    def source(self) -> str | None:
        """Name of the file it came from."""
        return self.owner.source if self.owner is not None else None

    @property
    def label(self) -> str:
        """What messages call it: `Type-4 (third record)` in short."""
        if self.owner is None:
            return f"Type-{self.type}"
        return f"{self.owner.index(self) + 1} (Type-{self.type})"

    @property
    def charset(self) -> CharacterSet:
        """The character set of its text fields. Type-1 is always 7-bit ASCII."""
        return ASCII if self.type == 1 or self.owner is None else self.owner.charset

    @property
    def layout(self) -> Mapping[int, FieldLayout]:
        """The field tables for this record's type."""
        from tenprint.transaction.layouts import record_layout

        return record_layout(self.type)

    @property
    def idc(self) -> int | None:
        """Image designation character (field 2), which ties records to the file content; None in Type-1."""
        field = self.get(2) if self.type != 1 else None
        return int(field.text) if field is not None and field.text.isdigit() and len(field.text) < 10 else None

    def get(self, key: Key, default: Any = None) -> Any:
        """Return the first field of this number or name, or `default`."""
        number = self.number_of(key)
        return next((field for field in self.fields if field.number == number), default)

    def text(self, key: Key, default: str = "") -> str:
        """Return the text of a field, or `default` where the record does not have it."""
        field = self.get(key)
        return field.text if field is not None else default

    def number_of(self, key: Key) -> int:
        """Return the field number that `18`, `"2.018"`, `"018"`, `"NAM"` or `"name"` stands for.

        Raises:
            UsageError: the key names another record type, or no field of this one.
        """
        if isinstance(key, int):
            return key
        head, _, tail = key.rpartition(".")
        if tail.isdigit() and len(tail) < 10 and (not head or (head.isdigit() and len(head) < 10)):
            if head and int(head) != self.type:
                raise UsageError(f"{key!r} is no field of a Type-{self.type} record", where=self._where(key))
            return int(tail)
        number = next((n for n, f in self.layout.items() if key in (f.name, f.mnemonic)), None)
        if number is None:
            raise UsageError(f"{key!r} names no field of a Type-{self.type} record", where=self._where(key))
        return number

    def _where(self, field: str | None = None) -> Where:
        return Where(self.source, self.label, field, self.offset)

    def __getitem__(self, key: Key) -> Field:
        field: Field | None = self.get(key)
        if field is None:
            raise MissingFieldError("the record has no such field", where=self._where(self._full_key(key)))
        return field

    def __contains__(self, key: Key) -> bool:
        try:
            return self.get(key) is not None
        except UsageError:
            return False

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def __getattr__(self, name: str) -> Any:
        # Only names of the field tables: what is not there is a mistake of spelling, not an absent field.
        if not name.startswith("_") and name not in _OWN_NAMES:
            for number, layout in self.layout.items():
                if name in (layout.name, layout.mnemonic):
                    field = self.get(number)
                    return field.value if field is not None else None
        raise AttributeError(f"a Type-{self.type} record has no attribute {name!r}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(layout.name for layout in self.layout.values())]

    # Changing

    @abstractmethod
    def set(self, key: Key, value: Value) -> None:
        """Give a field a value; the length, and where it is the IDC the file content, follow.

        Raises:
            ValueFormatError: the value cannot be written.
            UsageError: the field is kept by the library (lengths and the file content).
        """

    @abstractmethod
    def delete(self, key: Key) -> None:
        """Remove a field, all occurrences of it.

        Raises:
            MissingFieldError: the record does not have it.
        """

    def __setitem__(self, key: Key, value: Value) -> None:
        self.set(key, value)

    def __delitem__(self, key: Key) -> None:
        self.delete(key)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _OWN_NAMES or name.startswith("_"):
            object.__setattr__(self, name, value)
        else:
            self.set(name, value)

    def _full_key(self, key: Key) -> str:
        return f"{self.type}.{self.number_of(key):03d}"

    def _refuse_kept(self, number: int) -> None:
        if number == 1 or (self.type == 1 and number == 3):
            raise UsageError(
                "lengths and the file content follow from the records",
                where=self._where(self._full_key(number)),
                remedy="Change the fields; the library keeps these two.",
            )

    def _check_idc(self, value: bytes) -> None:
        if not value.isdigit() or len(value) > 4:
            raise ValueFormatError(
                f"{value!r} is no image designation character",
                where=self._where(self._full_key(2)),
                remedy="Expected one to four digits.",
            )

    def __str__(self) -> str:
        from tenprint.transaction.display import record_text

        return record_text(self)

    def __repr__(self) -> str:
        idc = f" IDC {self.idc}" if self.type != 1 and self.idc is not None else ""
        return f"<Type-{self.type} record{idc}, {len(self.fields)} fields, {self.length:,} bytes>"

    def __rich__(self) -> Any:
        from tenprint.transaction.display import record_table

        return record_table(self)


_OWN_NAMES = frozenset({"image", "limits", "offset", "owner", "type"})
