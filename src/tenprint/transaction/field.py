"""One field of a record: its bytes as they were read, and its text, subfields and items on demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from tenprint.errors import LimitError, ValueFormatError, Where
from tenprint.transaction.framing import SEPARATORS
from tenprint.transaction.printable import printable

if TYPE_CHECKING:
    from tenprint.transaction.layouts.model import FieldLayout
    from tenprint.transaction.record import Record

# What a field can be set to: text or a number (one item), a tuple (the items of one subfield), a list (subfields,
# each one item or a tuple of items), or bytes (written as they are).
# By the field tables also dates, flags, heights, weights, and a mapping of items; see `layouts.encoding`.
Value = str | int | float | date | bytes | bytearray | memoryview | Mapping[str, Any] | Sequence[Any] | None

SUBFIELD_SEPARATOR = "\x1e"
ITEM_SEPARATOR = "\x1f"


class Field:
    """A field as it stands in its record. `field.text`, `field.items`, `field.subfields` and `field.value` read it.

    Attributes:
        record: the record that holds it.
        tag: the tag with its colon as it was written, `b"2.018:"`; empty in binary records and in a segment that has
            no tag.
        number: the field's number in its record, 18; 0 where the segment has no tag.
        offset: byte offset of the field (of its tag) in the file that was read; None for a new field.
    """

    __slots__ = ("_raw", "number", "offset", "record", "tag")

    def __init__(self, record: Record, tag: bytes, number: int, raw: bytes | memoryview, offset: int | None) -> None:
        self.record = record
        self.tag = tag
        self.number = number
        self.offset = offset
        self._raw = raw

    @property
    def data(self) -> bytes:
        """The value's bytes."""
        return bytes(self._raw)

    @property
    def view(self) -> memoryview:
        """The value's bytes without a copy."""
        return memoryview(self._raw)

    @property
    def size(self) -> int:
        """Length of the value in bytes, without its tag."""
        return len(self._raw)

    @property
    def key(self) -> str:
        """Its number as documents write it: `2.018`."""
        return f"{self.record.type}.{self.number:03d}"

    @property
    def where(self) -> Where:
        """Its place in the file, for messages."""
        return Where(self.record.source, self.record.label, self.key, self.offset)

    @property
    def is_binary(self) -> bool:
        """True for image and other data of any bytes, which has no text."""
        return self.record.is_data(self.number)

    @property
    def layout(self) -> FieldLayout | None:
        """What the standard says about this field, None where it says nothing."""
        return self.record.layout.get(self.number)

    @property
    def name(self) -> str:
        """Its name in words, from the field tables; its number where they do not have it."""
        layout = self.layout
        return layout.title if layout else self.key

    @property
    def mnemonic(self) -> str:
        """Its mnemonic (`NAM`), empty where the field tables do not have it."""
        layout = self.layout
        return layout.mnemonic if layout else ""

    @property
    def text(self) -> str:
        """The whole value as text, in the record's character set, with separators as they are.

        Raises:
            LimitError: longer than text may be.
        """
        limit = self.record.limits.text_bytes
        if len(self._raw) > limit:
            raise LimitError(
                f"{len(self._raw)} bytes are more than the {limit} that text may have",
                where=self.where,
                remedy="Read its bytes with field.data.",
            )
        if self.is_binary:
            raise ValueFormatError("is data of any bytes, not text", where=self.where, remedy="Read field.data.")
        return self.record.charset.decode(bytes(self._raw))

    @property
    def subfields(self) -> list[list[str]]:
        """The value cut into subfields and these into items; `[[""]]` where it is empty.

        Raises:
            LimitError: more items than the limit.
        """
        raw = bytes(self._raw)
        count = raw.count(SEPARATORS[2:3]) + raw.count(SEPARATORS[3:4]) + 1
        if count > self.record.limits.items:
            raise LimitError(
                f"{count} items are more than the {self.record.limits.items} allowed",
                where=self.where,
                remedy="Pass larger Limits to read() if the file is trusted.",
            )
        decode = self.record.charset.decode
        return [[decode(item) for item in subfield.split(b"\x1f")] for subfield in raw.split(b"\x1e")]

    @property
    def items(self) -> list[str]:
        """The items of the first subfield."""
        return self.subfields[0]

    @property
    def value(self) -> Any:
        """The value as Python has it: numbers, dates and text by the field tables; see `layouts.values`."""
        from tenprint.transaction.layouts.values import decode_value

        return decode_value(self)

    @property
    def meaning(self) -> str:
        """The value in words: codes resolved by the code tables, units added."""
        from tenprint.transaction.layouts.values import describe_value

        return describe_value(self)

    def encoded(self) -> bytes:
        """Tag and value, as they stand in the record."""
        return self.tag + bytes(self._raw)

    def __iter__(self) -> Iterator[list[str]]:
        return iter(self.subfields)

    def __len__(self) -> int:
        return len(self.subfields)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Field):
            return (self.key, self.data) == (other.key, other.data)
        if isinstance(other, str):
            return not self.is_binary and self.text == other
        if isinstance(other, bytes):
            return self.data == other
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.key, self.data))

    def __str__(self) -> str:
        if self.is_binary:
            return f"<{self.size:,} bytes>"
        return printable(self.text.replace(SUBFIELD_SEPARATOR, " ; ").replace(ITEM_SEPARATOR, " | "))

    def __repr__(self) -> str:
        words = str(self)
        return f"<{self.key} {self.name}: {words if len(words) <= 60 else words[:57] + '...'}>"


def encode_field_value(value: Value, record: Record, number: int, where: Where) -> bytes | memoryview:
    """Return the bytes of what field `number` of a record is set to.

    Raises:
        ValueFormatError: the text holds a separator, a character that the character set does not have, or is not of
            the field's form.
    """
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    if isinstance(value, memoryview):
        return value
    if isinstance(value, str):
        return _encode_item(value, record, where)
    from tenprint.transaction.layouts.encoding import field_text

    return _encode(field_text(value, record.layout.get(number), where), record, where)


def _encode(value: Any, record: Record, where: Where) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return _encode_item(value, record, where)
    if isinstance(value, tuple):
        return b"\x1f".join(_encode_item(item, record, where) for item in value)
    return b"\x1e".join(_encode(subfield, record, where) for subfield in value)


def _encode_item(text: str, record: Record, where: Where) -> bytes:
    if any(character in "\x1c\x1d\x1e\x1f" for character in text):
        raise ValueFormatError(
            f"{text!r} holds a separator character",
            where=where,
            remedy="Give a list for subfields and a tuple for the items of one.",
        )
    return record.charset.encode(text, where)
