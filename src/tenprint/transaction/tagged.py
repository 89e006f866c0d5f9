"""Records of tagged fields: types 1, 2 and 9 to 99. The bytes are cut into fields only when one is asked for."""

from __future__ import annotations

from collections.abc import Mapping

from tenprint.errors import LimitError, MissingFieldError, ValueFormatError, Where
from tenprint.transaction.field import Field, Value, encode_field_value
from tenprint.transaction.framing import DATA_FIELD, DATA_TYPES, TAG
from tenprint.transaction.limits import DEFAULT_LIMITS, Limits
from tenprint.transaction.record import Key, Record

_GS = b"\x1d"


class TaggedRecord(Record):
    """Fields `type.number:value` between GS, closed by FS; the first states the record's length."""

    __slots__ = ("_buffer", "_fields", "_start", "_stop")

    def __init__(
        self,
        record_type: int,
        buffer: bytes,
        start: int,
        stop: int,
        *,
        offset: int | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        """Stand for `buffer[start:stop]`, whose last byte is FS."""
        super().__init__(record_type, offset, limits)
        self._buffer: bytes | None = buffer
        self._start = start
        self._stop = stop
        self._fields: tuple[Field, ...] | None = None

    @classmethod
    def new(cls, record_type: int, fields: Mapping[int, Value]) -> TaggedRecord:
        """Make a record of these fields (number -> value), in ascending order; its length is added."""
        record = cls(record_type, b"%d.001:0\x1c" % record_type, 0, 0)
        record._fields = (Field(record, b"%d.001:" % record_type, 1, b"0", None),)
        record._buffer = None
        for number in sorted(fields):
            where = Where(record=record.label, field=f"{record_type}.{number:03d}")
            record._insert(number, encode_field_value(fields[number], record, number, where))
        record._renew_length()
        return record

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in file order, also duplicates and segments without a tag."""
        if self._fields is None:
            self._fields = self._parse()
        return self._fields

    @property
    def length(self) -> int:
        """Length in bytes as the record would be written."""
        if self._buffer is not None:
            return self._stop - self._start
        return sum(len(field.tag) + field.size + 1 for field in self.fields)

    @property
    def stated_length(self) -> int | None:
        """What field 001 says, None where it says no number."""
        field = self.get(1)
        return int(field.data) if field is not None and field.data.isdigit() and field.size < 11 else None

    def is_data(self, number: int) -> bool:
        """Tell whether this field holds data of any bytes: 999 from Type-10 on."""
        return number == DATA_FIELD and self.type in DATA_TYPES

    def chunks(self) -> list[bytes | memoryview]:
        """The record's bytes in pieces; untouched records are one piece of the file."""
        if self._buffer is not None:
            return [memoryview(self._buffer)[self._start : self._stop]]
        pieces: list[bytes | memoryview] = []
        for field in self.fields:
            pieces += [field.tag, field.view, _GS]
        pieces[-1] = b"\x1c"
        return pieces

    def _parse(self) -> tuple[Field, ...]:
        buffer = self._buffer
        assert buffer is not None
        fields: list[Field] = []
        position, last = self._start, self._stop - 1
        shift = (self.offset or 0) - self._start
        allowed = self.limits.fields - (self.owner.fields_cut if self.owner is not None else 0)
        while True:
            match = TAG.match(buffer, position, last)
            number = int(match[2]) if match else 0
            value = match.end() if match else position
            raw: bytes | memoryview
            if self.is_data(number):
                end = last
                raw = memoryview(buffer)[value:end]
            else:
                end = buffer.find(_GS, value, last)
                end = last if end < 0 else end
                raw = buffer[value:end]
            fields.append(Field(self, match[0] if match else b"", number, raw, shift + position))
            if len(fields) > allowed:
                raise LimitError(
                    f"the file has more than {self.limits.fields} fields",
                    where=self._where(),
                    remedy="Pass larger Limits to read() if the file is trusted.",
                )
            if end >= last:
                if self.owner is not None:
                    self.owner.fields_cut += len(fields)
                return tuple(fields)
            position = end + 1

    # Changing

    def set(self, key: Key, value: Value) -> None:
        """Give a field a value, in its place where the record has it, else where its number belongs."""
        number = self.number_of(key)
        self._refuse_kept(number)
        self._put(number, value)

    def _put(self, number: int, value: Value) -> None:
        where = Where(self.source, self.label, self._full_key(number))
        raw = encode_field_value(value, self, number, where)
        if not self.is_data(number) and any(separator in bytes(raw) for separator in (b"\x1c", b"\x1d")):
            raise ValueFormatError("the value holds a separator of records or fields", where=where)
        if number == 2 and self.type != 1:
            self._check_idc(bytes(raw))
        current: Field | None = self.get(number)
        if current is not None and current.data == raw:
            return
        self.rejoin()
        if current is not None:
            current._raw = raw
        else:
            self._insert(number, raw)
        self._renew_length()
        if self.owner is not None:
            self.owner.field_changed(self, number)

    def delete(self, key: Key) -> None:
        """Remove all occurrences of a field."""
        number = self.number_of(key)
        self._refuse_kept(number)
        if number not in self:
            raise MissingFieldError("the record has no such field", where=self._where(self._full_key(number)))
        self.rejoin()
        self._fields = tuple(field for field in self.fields if field.number != number)
        self._renew_length()
        if self.owner is not None:
            self.owner.field_changed(self, number)

    def rejoin(self) -> None:
        """From here on the fields, not the file's bytes, are what will be written."""
        self._fields = self.fields
        self._buffer = None

    def _insert(self, number: int, raw: bytes | memoryview) -> None:
        """Add a field before the first one of a higher number, with a tag in the manner of its neighbours."""
        fields = list(self.fields)
        digits = len(fields[0].tag.partition(b".")[2]) - 1 if fields and fields[0].tag else 3
        tag = b"%d.%0*d:" % (self.type, digits, number)
        place = next((i for i, field in enumerate(fields) if field.number > number), len(fields))
        fields.insert(place, Field(self, tag, number, raw, None))
        self._fields = tuple(fields)

    def _renew_length(self) -> None:
        """Let field 001 state the length, which counts its own digits too; a padded one keeps its width."""
        field: Field | None = self.get(1)
        if field is None:
            return
        rest = self.length - field.size
        width = field.size if field.data.startswith(b"0") and field.size > 1 else 1
        total = rest + width
        while len(str(total).zfill(width)) != total - rest:
            total = rest + len(str(total).zfill(width))
        field._raw = str(total).zfill(width).encode()
