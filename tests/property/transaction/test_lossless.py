"""Whatever is well framed comes back byte for byte, and an edit changes what it must and nothing else.

The files are written here by a few lines of their own, not by the library, so that both can be wrong only apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenprint.errors import TransactionError
from tenprint.transaction import Limits, Transaction, read

# Any bytes but the separators of records and fields; those of subfields and items are part of a value.
VALUES = st.binary(max_size=12).map(lambda b: b.translate(None, b"\x1c\x1d"))
# Bytes that are no tag ("3.1:") and so do not turn a segment without a tag into a field.
UNTAGGED = VALUES.filter(lambda b: not b[:1].isdigit())


@dataclass(frozen=True)
class Segment:
    tag: bytes
    value: bytes


@dataclass(frozen=True)
class Tagged:
    kind: int
    length_tag: bytes
    pad: int
    segments: tuple[Segment, ...]

    def to_bytes(self) -> bytes:
        rest = b"".join(b"\x1d" + s.tag + s.value for s in self.segments) + b"\x1c"
        size = 0
        while True:
            data = self.length_tag + b"%0*d" % (self.pad, size) + rest
            if len(data) == size:
                return data
            size = len(data)


@dataclass(frozen=True)
class Binary:
    kind: int
    idc: int
    header: bytes
    image: bytes

    def to_bytes(self) -> bytes:
        return (5 + len(self.header + self.image)).to_bytes(4, "big") + bytes([self.idc]) + self.header + self.image


def tag(kind: int, number: int, digits: int) -> bytes:
    return b"%d.%0*d:" % (kind, digits, number)


@st.composite
def tagged_records(draw, kind: int) -> Tagged:
    digits = draw(st.sampled_from((2, 3)))
    numbers = st.integers(2, 998).map(lambda n: tag(kind, n, digits))
    segments = draw(
        st.lists(st.builds(Segment, numbers, VALUES) | st.builds(Segment, st.just(b""), UNTAGGED), max_size=5)
    )
    if kind >= 10 and draw(st.booleans()):
        segments.append(Segment(tag(kind, 999, digits), draw(st.binary(max_size=40))))
    return Tagged(kind, tag(kind, 1, digits), draw(st.sampled_from((1, 1, 6))), tuple(segments))


@st.composite
def binary_records(draw, kind: int) -> Binary:
    size = {7: 0, 8: 7}.get(kind, 13)
    return Binary(
        kind, draw(st.integers(0, 255)), draw(st.binary(min_size=size, max_size=size)), draw(st.binary(max_size=40))
    )


ANY_RECORD = st.sampled_from((2, 9, 10, 13, 14, 15, 99, 3, 4, 5, 6, 7, 8)).flatmap(
    lambda kind: binary_records(kind) if kind in (3, 4, 5, 6, 7, 8) else tagged_records(kind)
)


def first_record(records, idcs, digits, pad) -> Tagged:
    entries = [b"1\x1f%0*d" % (pad, len(records))] + [
        b"%d\x1f%b" % (r.kind, i) for r, i in zip(records, idcs, strict=True)
    ]
    more = (Segment(tag(1, 4, digits), b"CAR"), Segment(tag(1, 13, digits), b"NORAM\x1f"))
    return Tagged(1, tag(1, 1, digits), 1, (Segment(tag(1, 3, digits), b"\x1e".join(entries)), *more))


@st.composite
def files(draw):
    records = draw(st.lists(ANY_RECORD, max_size=4))
    idcs = [draw(st.sampled_from((b"00", b"0", b"07", b"123", b""))) for _ in records]
    first = first_record(records, idcs, draw(st.sampled_from((2, 3))), draw(st.sampled_from((1, 2))))
    trailer = draw(st.sampled_from((b"", b"", b"\r\n", b"\x00\x1c")))
    return [first, *records], trailer


def written(records, trailer: bytes) -> bytes:
    return b"".join(r.to_bytes() for r in records) + trailer


def rejoined(transaction: Transaction) -> bytes:
    for record in transaction:
        record.rejoin()
    return transaction.to_bytes()


@given(files())
def test_write_after_read_is_identity(model):
    data = written(*model)
    transaction = read(data)
    assert len(transaction) == len(model[0])
    assert transaction.to_bytes() == data
    assert rejoined(transaction) == data


@given(files())
def test_fields_are_what_was_written(model):
    records, _ = model
    for record, written_record in zip(read(written(*model)), records, strict=True):
        if isinstance(written_record, Tagged):
            assert [f.data for f in record.fields[1:]] == [s.value for s in written_record.segments]
            assert [f.tag for f in record.fields[1:]] == [s.tag for s in written_record.segments]
        else:
            assert record.fields[-1].data == (written_record.header * (written_record.kind == 7) + written_record.image)


def number_of(segment: Segment) -> int:
    return int(segment.tag[:-1].partition(b".")[2]) if segment.tag else 0


def editable(record) -> list[int]:
    """Places of fields that can be set freely: the first of their number, and not the IDC."""
    if not isinstance(record, Tagged):
        return []
    numbers = [number_of(segment) for segment in record.segments]
    return [s for s, number in enumerate(numbers) if number > 2 and numbers.index(number) == s]


@given(files(), st.data())
def test_an_edit_changes_the_field_and_its_length_only(model, data):
    records, trailer = model
    places = [(r, s) for r, record in enumerate(records) if r for s in editable(record)]
    assume(places)
    r, s = data.draw(st.sampled_from(places))
    record = records[r]
    segment = record.segments[s]
    number = number_of(segment)
    value = data.draw(st.binary(max_size=200) if number == 999 else VALUES)
    changed = replace(record, segments=(*record.segments[:s], Segment(segment.tag, value), *record.segments[s + 1 :]))
    transaction = read(written(*model))
    transaction.records[r].set(number, value)
    # A length that was padded keeps its width.
    assert transaction.to_bytes() == written([*records[:r], changed, *records[r + 1 :]], trailer)


@given(files(), st.data())
def test_removing_and_adding_back_changes_the_count_there_and_back(model, data):
    records, _ = model
    assume(len(records) > 1)
    transaction = read(written(*model))
    place = data.draw(st.integers(1, len(records) - 1))
    record = transaction.records[place]
    transaction.remove(record)
    without = read(transaction.to_bytes())
    assert [r.type for r in without] == [r.kind for n, r in enumerate(records) if n != place]
    assert int(without["1.003"].items[1]) == len(records) - 2
    transaction.add(record, place)
    again = read(transaction.to_bytes())
    assert [r.to_bytes() for r in again.records[1:]] == [r.to_bytes() for r in records[1:]]


@given(st.binary(max_size=300), files(), st.data())
def test_damaged_files_are_read_or_refused_with_our_own_errors(noise, model, data):
    good = written(*model)
    at = data.draw(st.integers(0, len(good)))
    length = data.draw(st.integers(0, 20))
    for damaged in (noise, good[:at] + noise + good[at + length :], good[:at]):
        try:
            transaction = read(damaged, limits=Limits(file_bytes=10_000, fields=500, items=50))
            assert transaction.to_bytes() == damaged
            str(transaction)
            _ = [(field.meaning, str(field)) for record in transaction for field in record]
            _ = [repr(image) for image in transaction.images]
        except TransactionError as error:
            str(error)


@pytest.mark.parametrize("data", [b"\x1d" * 300_000, b"\x1e\x1f" * 150_000])
def test_a_field_of_separators_costs_no_more_than_the_limits(data):
    record = Tagged(2, b"2.001:", 1, (Segment(b"2.003:", data),))
    first = first_record([record], [b"00"], 3, 1)
    transaction = read(written([first, record], b""))
    with pytest.raises(TransactionError, match=r"items|fields"):
        _ = transaction["2.003"].subfields
