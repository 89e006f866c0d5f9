"""NIST's own records: the pair of legacy and M1, and the templates, byte for byte."""

import pytest

from tenprint.transaction import read
from tenprint.transaction.minutiae import convert, formats_of, read_record, read_template, write_record, write_template


def test_the_reference_pair_is_reproduced(shared):
    folder = shared / "samples" / "nist-reference"
    standard = read(folder / "type-9-13-std.an2").first(9)
    target = read(folder / "type-9-13-m1.an2").first(9)
    expected = read_record(target)
    result = convert(read_record(standard), "m1")
    matching = sum(a == b for a, b in zip(result.record.minutiae, expected.minutiae, strict=True))
    assert (matching, len(expected.minutiae)) == (48, 48)
    assert result.written[137].data == target[137].data
    assert (result.record.cores, result.record.deltas) == (expected.cores, expected.deltas)
    assert result.record.ridge_counts == expected.ridge_counts


def test_the_reference_pair_backwards_is_as_near_as_pixels_are(shared):
    folder = shared / "samples" / "nist-reference"
    standard = read_record(read(folder / "type-9-13-std.an2").first(9))
    back = convert(read_record(read(folder / "type-9-13-m1.an2").first(9)), "legacy").record
    for a, b in zip(standard.minutiae, back.minutiae, strict=True):
        assert abs(a.x - b.x) <= 0.6
        assert abs(a.y - b.y) <= 0.6
        assert abs((a.angle - b.angle + 180) % 360 - 180) <= 1
        assert (a.kind, a.quality) == (b.kind, b.quality)


@pytest.mark.parametrize(("form", "views"), [("iso2005", 2), ("ansi2004", 3)])
def test_sample_templates_are_written_byte_for_byte(shared, form, views):
    data = (shared / "samples" / "libbiomeval" / f"fmr.{form}").read_bytes()
    records = read_template(data)
    assert len(records) == views
    assert {record.format for record in records} == {form}
    assert write_template(records, form) == data


def test_the_two_sample_templates_hold_the_same_minutiae(shared):
    folder = shared / "samples" / "libbiomeval"
    ansi = read_template((folder / "fmr.ansi2004").read_bytes())
    iso = read_template((folder / "fmr.iso2005").read_bytes())
    compared = 0
    for a, b in zip(ansi, iso, strict=False):
        assert convert(a, "iso2005").record.minutiae == b.minutiae
        compared += len(b.minutiae)
    assert compared == 49


def test_every_block_of_the_samples_is_written_with_its_values(shared):
    """A direction of 360 comes back as 0, and padding is the format's own; all other values are as they stood."""
    blocks = 0
    for path in sorted((shared / "samples").rglob("*.an2*")):
        for record in read(path).records_of(9):
            for form in formats_of(record):
                minutiae = read_record(record, form, size=None if record.owner.images else (500, 500))
                again = write_record(minutiae)
                blocks += 1
                for field in again:
                    if field.number > 2 and field.number in record:
                        assert _values(field) == _values(record[field.number]), (path.name, field.key)
    assert blocks >= 14


def _values(field):
    def plain(text):
        return ",".join(part.lstrip("0") or "0" for part in text.split(",")).replace("360", "0")

    return [[plain(item) for item in items] for items in field.subfields]
