import math

import numpy as np
import pytest

from tenprint.errors import TemplateError, UsageError
from tenprint.fingerprint.template.interchange import from_record, to_record
from tenprint.transaction import TaggedRecord, build, read
from tenprint.transaction.minutiae import (
    Core,
    Delta,
    Kind,
    Minutia,
    MinutiaeRecord,
    RidgeCount,
    convert,
    read_record,
    read_template,
    write_record,
    write_template,
)

RECORD = MinutiaeRecord(
    format="m1",
    minutiae=(
        Minutia(10.5, 20.5, 90.0, Kind.ENDING, 80),
        Minutia(300.5, 399.5, 358.0, Kind.BIFURCATION, None),
        Minutia(0.5, 0.5, 0.0, Kind.OTHER, 1),
    ),
    width=320,
    height=400,
    ppi=500.0,
    position=7,
    impression=1,
    quality=66,
    cores=(Core(150.5, 200.5, 44.0),),
    deltas=(Delta(250.5, 350.5, (10.0, 130.0, 250.0)),),
    ridge_counts=(RidgeCount(1, 2, 5), RidgeCount(2, 3, 15)),
    count_method=2,
)


@pytest.mark.parametrize("form", ["m1", "ansi2004"])
def test_formats_of_the_same_units_lose_nothing_of_a_record_without_fields_of_its_own(form):
    result = convert(RECORD, form)
    assert result.losses == ()
    assert result.record.minutiae == RECORD.minutiae
    assert (result.record.cores, result.record.deltas) == (RECORD.cores, RECORD.deltas)
    assert result.record.ridge_counts == RECORD.ridge_counts


def test_what_is_lost_is_said():
    said = " | ".join(convert(RECORD, "efs").losses)
    assert "the quality is not kept for 2 of 3" in said
    assert "the quality of the impression 66 becomes none" in said
    said = " | ".join(convert(RECORD, "legacy").losses)
    assert "directions of cores are left out" in said
    assert "directions of deltas" in said
    iso = " | ".join(convert(RECORD, "iso2005").losses)
    assert "directions turn by up to 0.59 degrees" in iso  # 358 is nearest to 255 / 256 of a turn, 358.59
    assert "places" not in iso


def test_more_than_255_minutiae_leave_the_weakest_out_of_a_template():
    many = tuple(Minutia(n + 0.5, 1.5, 0.0, Kind.ENDING, n % 100 + 1) for n in range(300))
    wide = MinutiaeRecord("m1", many, 320, 400, 500.0)
    result = convert(wide, "iso2005")
    assert result.losses[0] == "45 minutiae of lowest quality are left out"
    assert min(m.quality for m in result.record.minutiae) == sorted(m.quality for m in many)[45]
    assert [m.x for m in result.record.minutiae] == sorted(m.x for m in result.record.minutiae)


def test_ridge_counts_follow_minutiae_that_are_left_out():
    weak = Minutia(5.5, 5.5, 0.0, Kind.ENDING, 1)
    many = (weak, *(Minutia(n + 0.5, 1.5, 0.0, Kind.ENDING, 50) for n in range(255)))
    wide = MinutiaeRecord("m1", many, 320, 400, 500.0, ridge_counts=(RidgeCount(1, 2, 3), RidgeCount(2, 3, 4)))
    (again,) = read_template(write_template([wide], "ansi2004"))
    assert again.ridge_counts == (RidgeCount(1, 2, 4),)


def test_legacy_places_are_counted_from_the_lower_left_in_hundredths():
    written = write_record(RECORD, "legacy")
    assert written[12].subfields[0][:4] == ["001", "00531928270", "14", "A"]  # 20.5 px below the top: 379.5 above
    assert written[8].text == "07651013"
    with pytest.raises(TemplateError, match="height of the image"):
        read_record(written)


def test_height_is_taken_from_the_image_of_the_same_designation():
    prints = [build.Print(b"x", 7, 1, 320, 400)]
    rapid = build.rpis({"ATN": "UNIT", "NDR": "1"}, prints * 2, **HEADER)
    record = write_record(RECORD, "legacy")
    record[2] = "02"
    rapid.add(record)
    assert read_record(read(rapid.to_bytes()).first(9)).height == 400


HEADER = {"ori": "MO0953100", "dai": "MOSIB0000", "tcn": "TCN-0000000001"}


def test_fields_without_a_place_come_back_in_their_own_format_only():
    record = TaggedRecord.new(
        9,
        {
            2: "01", 3: "4", 4: "U", 300: ("1000", "2000", "100", "50", "polygon"), 302: ("8", "DST"),
            331: [("10", "20", "30", "E", "5", "10")], 351: "a comment",
        },
    )  # fmt: skip
    minutiae = read_record(record)
    assert minutiae.minutiae[0].x == pytest.approx(110 * 500 / 2540)
    again = write_record(minutiae)
    assert {f.number: f.data for f in again} == {f.number: f.data for f in record}
    said = convert(minutiae, "m1").losses
    assert any("9.351" in words for words in said)
    assert any("uncertainty" in words for words in said)


def test_a_block_that_is_not_there_is_an_error():
    with pytest.raises(TemplateError, match="no minutiae"):
        read_record(TaggedRecord.new(9, {2: "01", 4: "U"}))
    with pytest.raises(TemplateError, match="of this format"):
        read_record(write_record(RECORD), "efs")
    with pytest.raises(UsageError, match="no Type-9 block"):
        write_record(RECORD, "iso2005")


@pytest.mark.parametrize(
    ("number", "value", "words"),
    [
        (137, [("1", "x", "2", "3")], "place"),
        (130, "3", "resolution"),
        (128, "0", "no image size"),
        (132, "9", "differs"),
    ],
)
def test_malformed_fields_are_named(number, value, words):
    record = write_record(RECORD)
    record[number] = value
    with pytest.raises((TemplateError, UsageError), match=words):
        read_record(record)


@pytest.mark.parametrize("form", ["iso2005", "ansi2004"])
def test_a_template_cut_anywhere_is_refused(form):
    data = write_template([RECORD, RECORD], form)
    for size in range(len(data)):
        with pytest.raises(TemplateError):
            read_template(data[:size])
    with pytest.raises(TemplateError):
        read_template(data + b"\0")


def test_views_must_be_of_one_image():
    from dataclasses import replace

    with pytest.raises(TemplateError, match="one image size"):
        write_template([RECORD, replace(RECORD, width=321)], "iso2005")
    assert len(read_template(write_template([RECORD] * 3, "iso2005"))) == 3


def test_template_of_the_engine_and_back():
    template = from_record(RECORD)
    assert list(template.quality) == [80, 50, 1]
    assert (template.x[0], template.y[0]) == (10.0, 20.0)
    assert template.direction[0] == pytest.approx(math.pi / 2)
    assert (template.width, template.height, template.position, template.finger_quality) == (320, 400, 7, 66)
    again = to_record(template, "ansi2004")
    assert [(m.x, m.y) for m in again.minutiae] == [(m.x, m.y) for m in RECORD.minutiae]
    assert read_template(write_template([again], "ansi2004"))[0].minutiae[0] == RECORD.minutiae[0]


def test_template_is_scaled_to_500_ppi():
    from dataclasses import replace

    double = replace(RECORD, ppi=1000.0)
    assert from_record(double).x[0] == np.float32(10.5 / 2 - 0.5)
    assert from_record(double).width == 160
