import base64
from dataclasses import replace

import pytest

from tenprint.errors import FramingError, TransactionError, UsageError, ValueFormatError
from tenprint.transaction import TaggedRecord, build, read
from tenprint.transaction.compare import compare
from tenprint.transaction.convert import convert_file
from tenprint.transaction.minutiae import (
    Core,
    Minutia,
    MinutiaeRecord,
    RidgeCount,
    read_template,
    write_record,
    write_template,
)
from tenprint.transaction.xml import read_xml, write_xml

HEADER = {"ori": "MO0953100", "dai": "MOSIB0000", "tcn": "TCN-0000000001"}
MINUTIAE = MinutiaeRecord(
    "m1", (Minutia(1.5, 2.5, 4.0), Minutia(9.5, 2.5, 4.0)), 20, 20, 500.0, position=1, idc=1,
    cores=(Core(1.5, 1.5, 2.0),), ridge_counts=(RidgeCount(1, 2, 3),),
)  # fmt: skip


def rapid(record_type=14):
    prints = [build.Print(b"\xff\xa0\x1c\x1d", n, 1, 20, 20) for n in (1, 2)]
    return build.rpis({"ATN": "UNIT 12", "NDR": ["1", "2"]}, prints, record_type=record_type, **HEADER)


def whole():
    transaction = rapid()
    for form in ("m1", "efs", "legacy"):
        transaction.add(write_record(MINUTIAE, form))
    transaction.add(TaggedRecord.new(10, {2: "09", 3: "FACE", 5: "20260131", 20: "F", 999: b"\xff\xd8\x1c"}))
    transaction.add(TaggedRecord.new(17, {2: "10", 3: "1"}))
    return transaction


@pytest.mark.parametrize("made", [whole(), rapid(4)])
def test_there_and_back_gives_the_same_file(made):
    assert read_xml(write_xml(made).data).transaction.to_bytes() == made.to_bytes()


def test_values_stand_in_the_elements_of_the_standard():
    text = write_xml(whole()).data.decode()
    for fragment in (
        "<biom:TransactionCategoryCode>RPIS</biom:TransactionCategoryCode>",
        "<biom:TransactionMajorVersionValue>04</biom:TransactionMajorVersionValue>",
        "<nc:Date>2026-01-31</nc:Date>",
        "<biom:FingerPositionCode>2</biom:FingerPositionCode>",
        "<biom:INCITSMinutiaCategoryCode>0</biom:INCITSMinutiaCategoryCode>",
        "<biom:RidgeCountValue>03</biom:RidgeCountValue>",
        "<biom:EFSMinutiaCategoryCode>X</biom:EFSMinutiaCategoryCode>",
        "<biom:FaceImageSubjectPoseCode>F</biom:FaceImageSubjectPoseCode>",
        base64.b64encode(b"\xff\xa0\x1c\x1d").decode(),
    ):
        assert fragment in text


def test_what_has_no_element_is_carried_and_said():
    exported = write_xml(whole())
    assert any("Type-17" in note and "base64" in note for note in exported.notes)
    assert any("9.012" in note for note in exported.notes)


@pytest.mark.parametrize("text", ["2026-01-31", "20260231x", "", "a\rb", "é"])
def test_values_that_are_not_of_their_form_come_back_as_they_were(text):
    transaction = rapid()
    transaction.declare_character_set("UTF-8")
    transaction["14.005"] = text
    assert list(compare(transaction, read_xml(write_xml(transaction).data).transaction)) == []


def test_elements_that_are_not_read_are_named():
    data = write_xml(rapid()).data.replace(
        b"<biom:ImageBitsPerPixelQuantity>",
        b"<biom:ImageHashValue>00</biom:ImageHashValue><biom:ImageBitsPerPixelQuantity>",
    )
    losses = read_xml(data).losses
    assert any("ImageHashValue" in words for words in losses)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda d: b"<a/>", FramingError),
        (lambda d: d[:-40], FramingError),
        (lambda d: b'<!DOCTYPE a [<!ENTITY b "c">]>' + d.partition(b"?>")[2], FramingError),
        (lambda d: d.replace(b'number="98"', b'number="1"'), ValueFormatError),
        (lambda d: d.replace(b"/6AcHQ==", b"/6Ac"[:-1]), ValueFormatError),
        (lambda d: d.replace(b"PackageInformationRecord", b"PackageMinutiaeRecord"), FramingError),
    ],
)
def test_hostile_documents_are_refused(change, error):
    data = write_xml(rapid()).data
    assert change(data) != data
    with pytest.raises(error):
        read_xml(change(data))


def test_files_are_converted_by_what_they_are():
    made = whole()
    made.remove(made.records[6])
    made.remove(made.records[5])
    xml = convert_file(made.to_bytes(), "xml")
    assert convert_file(xml.data, "traditional").data == made.to_bytes()
    template = convert_file(made.to_bytes(), "iso2005")
    (view,) = read_template(template.data)
    assert [(m.x, m.y) for m in view.minutiae] == [(1.5, 2.5), (9.5, 2.5)]
    assert any("left out" in words for words in template.losses)
    legacy = read(convert_file(made.to_bytes(), "legacy").data)
    assert 12 in legacy.first(9)
    assert [r.type for r in legacy] == [r.type for r in made]


def test_a_template_needs_a_transaction_that_takes_it():
    data = write_template([replace(MINUTIAE, quality=50)], "ansi2004")
    assert read_template(convert_file(data, "iso2005").data)[0].format == "iso2005"
    with pytest.raises(UsageError, match="into"):
        convert_file(data, "m1")
    taken = read(convert_file(data, "m1", into=rapid(), idc=1).data)
    assert taken.first(9).idc == 1
    with pytest.raises(TransactionError, match="no Type-9"):
        convert_file(rapid().to_bytes(), "ansi2004")


@pytest.mark.parametrize("extra", [b"\x11", b"17.001:29\x1d17.002:10\x1d17.003:1\x1c"])
def test_an_opaque_record_holds_one_record_and_nothing_else(extra):
    data = write_xml(whole()).data
    (opaque,) = [piece for piece in data.split(b"<tenprint:OtherRecord") if b'type="17"' in piece[:12]]
    encoded = opaque.partition(b">")[2].partition(b"<")[0]
    more = base64.b64encode(base64.b64decode(encoded) + extra)
    with pytest.raises(FramingError, match="just one record"):
        read_xml(data.replace(encoded, more))


@pytest.mark.parametrize("idc", ["z0", "", "-1", "12345"])
def test_an_opaque_record_has_a_number_like_any_other(idc):
    data = write_xml(whole()).data
    changed = data.replace(b'type="17" idc="10"', f'type="17" idc="{idc}"'.encode())
    assert changed != data
    with pytest.raises(ValueFormatError, match="image designation"):
        read_xml(changed)
