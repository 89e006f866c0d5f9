"""Binary records, types 3 to 8: a fixed header of big-endian numbers, then the image."""

from __future__ import annotations

from collections.abc import Mapping

from tenprint.errors import UsageError, ValueFormatError
from tenprint.transaction.field import Field, Value
from tenprint.transaction.layouts.binary import HEADERS, UNUSED_POSITION, HeaderField
from tenprint.transaction.limits import DEFAULT_LIMITS, Limits
from tenprint.transaction.record import Key, Record


class BinaryRecord(Record):
    """A record without separators. Its header's numbers read as fields (`record[6]` is the image's width).

    The finger positions (field 4 of types 3 to 6) read as one subfield a position, unused places left out.
    """

    __slots__ = ("_head", "_header", "image")

    def __init__(
        self,
        record_type: int,
        body: bytes | memoryview,
        *,
        offset: int | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        """Stand for the whole record, header and data."""
        super().__init__(record_type, offset, limits)
        self._header = HEADERS[record_type]
        view = memoryview(body)
        self._head = bytes(view[: self._header.size])
        # The bytes after the header, not copied.
        self.image: memoryview = view[self._header.size :]

    @classmethod
    def new(cls, record_type: int, fields: Mapping[int, Value], data: bytes) -> BinaryRecord:
        """Make a record of these header fields (number -> value) and data; its length is added."""
        size = HEADERS[record_type].size
        blank = bytearray(size)
        for field in HEADERS[record_type].fields:
            if field.is_positions:
                blank[field.start : field.start + field.size] = bytes((UNUSED_POSITION,)) * field.size
        record = cls(record_type, bytes(blank))
        record.image = memoryview(data)
        record._write(record._header.fields[0], record.length)
        for number, value in fields.items():
            record._put(number, value)
        return record

    @property
    def fields(self) -> tuple[Field, ...]:
        """The header's numbers, then the data."""
        base = self.offset
        fields = [
            Field(self, b"", f.number, self._text_of(f), None if base is None else base + f.start)
            for f in self._header.fields
        ]
        start = None if base is None else base + self._header.size
        fields.append(Field(self, b"", self._header.data_number, self.image, start))
        return tuple(fields)

    @property
    def length(self) -> int:
        """Length in bytes as the record would be written."""
        return len(self._head) + len(self.image)

    @property
    def positions(self) -> tuple[int, ...]:
        """Finger positions in use, of six places (types 3 to 6)."""
        field = self._header.positions
        if field is None:
            return ()
        return tuple(p for p in self._head[field.start : field.start + field.size] if p != UNUSED_POSITION)

    def number(self, number: int) -> int:
        """Return a header field as a number."""
        return self._read(self._header.field(number))

    def is_data(self, number: int) -> bool:
        """Tell whether this field is the data after the header."""
        return number == self._header.data_number

    def chunks(self) -> list[bytes | memoryview]:
        """The record's bytes: header and data."""
        return [self._head, self.image]

    def set(self, key: Key, value: Value) -> None:
        """Give a header field or the data a value."""
        number = self.number_of(key)
        self._refuse_kept(number)
        self._put(number, value)
        if self.owner is not None:
            self.owner.field_changed(self, number)

    def delete(self, key: Key) -> None:
        """Refuse: a binary record's fields are all there or none."""
        raise UsageError(
            "a binary record's fields cannot be removed", where=self._where(self._full_key(self.number_of(key)))
        )

    def _put(self, number: int, value: Value) -> None:
        where = self._where(self._full_key(number))
        if self.is_data(number):
            if not isinstance(value, (bytes, bytearray, memoryview)):
                raise ValueFormatError("image data must be bytes", where=where)
            self.image = memoryview(bytes(value))
            self._write(self._header.fields[0], self.length)
            return
        field = self._header.field(number)
        if field.is_positions:
            values = value if isinstance(value, (list, tuple)) else [value]
            numbers = [self._as_number(v, 1, number) for v in values]
            if len(numbers) > field.size:
                raise ValueFormatError(f"more than {field.size} finger positions", where=where)
            padded = bytes(numbers) + bytes((UNUSED_POSITION,)) * (field.size - len(numbers))
            self._write(field, int.from_bytes(padded, "big"))
        else:
            self._write(field, self._as_number(value, field.size, number))

    def _as_number(self, value: object, size: int, number: int) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit() and len(text) < 12 and int(text) < 256**size):
            raise ValueFormatError(
                f"{text!r} does not fit the {size} byte{'s' if size > 1 else ''} of the field",
                where=self._where(self._full_key(number)),
                remedy=f"Expected a number from 0 to {256**size - 1}.",
            )
        return int(text)

    def _read(self, field: HeaderField) -> int:
        return int.from_bytes(self._head[field.start : field.start + field.size], "big")

    def _write(self, field: HeaderField, number: int) -> None:
        head = bytearray(self._head)
        head[field.start : field.start + field.size] = number.to_bytes(field.size, "big")
        self._head = bytes(head)

    def _text_of(self, field: HeaderField) -> bytes:
        if field.is_positions:
            return b"\x1e".join(b"%d" % p for p in self.positions)
        return b"%d" % self._read(field)
