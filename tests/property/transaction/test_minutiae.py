"""Whatever the minutiae, formats keep what they can state, and bytes from outside raise only our errors."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import InputError
from tenprint.transaction import TaggedRecord
from tenprint.transaction.minutiae import (
    Core,
    Delta,
    Kind,
    Minutia,
    MinutiaeRecord,
    convert,
    read_record,
    read_template,
    write_record,
    write_template,
)

WIDTH, HEIGHT = 800, 750
X, Y = (st.integers(0, n - 1).map(lambda i: i + 0.5) for n in (WIDTH, HEIGHT))
TWO_DEGREES = st.integers(0, 179).map(lambda n: n * 2.0)
KINDS = st.sampled_from((Kind.OTHER, Kind.ENDING, Kind.BIFURCATION))
MINUTIAE = st.builds(Minutia, X, Y, TWO_DEGREES, KINDS, st.integers(1, 100) | st.none())
DELTAS = st.builds(Delta, X, Y, st.tuples(TWO_DEGREES, TWO_DEGREES, TWO_DEGREES))
RECORDS = st.builds(
    MinutiaeRecord,
    format=st.sampled_from(("legacy", "m1", "efs", "iso2005", "ansi2004")),
    minutiae=st.lists(MINUTIAE, max_size=12).map(tuple),
    width=st.just(WIDTH),
    height=st.just(HEIGHT),
    ppi=st.sampled_from((500.0, 1000.0)),
    position=st.integers(0, 10),
    impression=st.sampled_from((0, 1, 2, 3, 8)),
    quality=st.integers(0, 100),
    cores=st.lists(st.builds(Core, X, Y, TWO_DEGREES), max_size=3).map(tuple),
    deltas=st.lists(DELTAS, max_size=3).map(tuple),
)


@settings(deadline=None)
@given(RECORDS)
def test_pixels_and_two_degrees_survive_the_pixel_formats(record):
    for form in ("m1", "ansi2004"):
        result = convert(record, form)
        assert [w for w in result.losses if "left out" not in w] == []
        assert result.record.minutiae == record.minutiae
        assert (result.record.cores, result.record.deltas) == (record.cores, record.deltas)


@settings(deadline=None)
@given(RECORDS)
def test_pixels_survive_the_millimetre_formats_and_back(record):
    for form in ("legacy", "efs"):
        there = convert(record, form).record
        back = convert(there, "m1").record
        for a, b in zip(record.minutiae, back.minutiae, strict=True):
            assert (a.x, a.y, a.angle, a.kind) == (b.x, b.y, b.angle, b.kind)


@settings(deadline=None)
@given(RECORDS, st.sampled_from(("legacy", "m1", "efs")))
def test_what_is_written_in_type_9_is_written_again_the_same(record, form):
    first = write_record(record, form)
    again = write_record(read_record(first, form, size=(WIDTH, HEIGHT), ppi=record.ppi))
    assert first.to_bytes() == again.to_bytes()


@settings(deadline=None)
@given(st.lists(RECORDS, min_size=1, max_size=3), st.sampled_from(("iso2005", "ansi2004")))
def test_what_is_written_as_a_template_is_written_again_the_same(records, form):
    from dataclasses import replace

    first = write_template([replace(r, ppi=500.0) for r in records], form)
    assert write_template(read_template(first, form), form) == first


@settings(deadline=None)
@given(RECORDS, st.sampled_from(("iso2005", "ansi2004")), st.data())
def test_damaged_templates_raise_only_our_errors(record, form, data):
    whole = bytearray(write_template([record], form))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(8, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        views = read_template(bytes(whole))
    except InputError as error:
        str(error)
        return
    for view in views:
        for target in ("legacy", "m1", "efs", "iso2005", "ansi2004"):
            try:
                convert(view, target)
            except InputError as error:
                str(error)


@settings(deadline=None)
@given(
    st.sampled_from(("legacy", "m1", "efs")),
    st.dictionaries(
        st.sampled_from(
            (3, 6, 7, 8, 9, 12, 128, 130, 131, 134, 135, 137, 138, 139, 140, 300, 302, 307, 320, 321, 331, 333)
        ),
        st.binary(max_size=20).map(lambda b: b.translate(None, b"\x1c\x1d")),
        max_size=4,
    ),
)
def test_damaged_records_raise_only_our_errors(form, damage):
    record = write_record(BASE, form)
    fields = {f.number: f.data for f in record if f.number > 1} | damage
    try:
        minutiae = read_record(TaggedRecord.new(9, fields), form, size=(WIDTH, HEIGHT))
        for target in ("legacy", "m1", "efs", "iso2005"):
            convert(minutiae, target)
    except InputError as error:
        str(error)


BASE = MinutiaeRecord("m1", (Minutia(1.5, 2.5, 4.0),), WIDTH, HEIGHT, 500.0, cores=(Core(1.5, 1.5, 2.0),))


def test_no_template_is_read_of_something_else():
    for data in (b"", b"FMR\0 30\0" + bytes(40), bytes(100)):
        with pytest.raises(InputError, match="no minutiae template"):
            read_template(data)
