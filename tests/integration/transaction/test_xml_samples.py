"""Traditional to XML and back: what a file says is the same, and nothing is lost without a word."""

from __future__ import annotations

import pytest

from tenprint.errors import InputError
from tenprint.transaction import build, read
from tenprint.transaction.tagged import TaggedRecord
from tenprint.transaction.xml import read_xml, write_xml

DEMOGRAPHICS = {
    "2.005": "Y", "2.018": "DOE,JANE <A&B>", "2.020": "MO", "2.022": "19800101", "2.024": "F", "2.025": "W",
    "2.027": "506", "2.029": "140", "2.031": "BLU", "2.032": "BRO", "2.045": "20100922",
    "2.047": [("20100922", "BURGLARY"), ("20100921", "THEFT")],
}  # fmt: skip


def a_car(record_type=4):
    image = build.Print(data=bytes(range(256)), position=1, impression=1, width=10, height=10)
    return build.car(DEMOGRAPHICS, [image], ori="MO5109000", dai="MOSIR0000", tcn="XML0000001", record_type=record_type)


def said(transaction):
    """Every field's text without empty ends, every binary record's bytes; lengths are not said by XML."""
    result = []
    for record in transaction:
        if isinstance(record, TaggedRecord):
            fields = {f.number: [[i.strip("\x1f") for i in s] for s in f.subfields] for f in record if f.number != 1}
            result.append((record.type, fields))
        else:
            result.append((record.type, record.to_bytes()))
    return result


@pytest.mark.parametrize("record_type", [4, 14])
def test_a_built_file_comes_back_byte_for_byte(record_type):
    car = a_car(record_type)
    document = write_xml(car)
    again = read_xml(document.data)
    assert again.transaction.to_bytes() == car.to_bytes()
    assert not again.losses


def test_the_document_is_xml_of_the_standard():
    from defusedxml.ElementTree import fromstring

    root = fromstring(write_xml(a_car()).data)
    assert root.tag.endswith("NISTBiometricInformationExchangePackage")
    assert "JANE" in "".join(root.itertext())


@pytest.mark.parametrize(
    "data",
    [b"<", b"<a/>", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<a>" * 5000, b"\xff\xfe<\x00"],
)
def test_hostile_documents_are_refused(data):
    with pytest.raises(InputError):
        read_xml(data)


def test_samples_come_back(shared):
    files = [*sorted((shared / "samples" / "nist-reference").glob("*.an2"))]
    exact = 0
    for file in files:
        transaction = read(file)
        again = read_xml(write_xml(transaction).data).transaction
        assert [record.type for record in again] == [record.type for record in transaction], file.name
        exact += again.to_bytes() == transaction.to_bytes()
    assert exact >= len(files) - 3, (
        "three samples write minutiae coordinates with leading zeros, which XML numbers do not"
    )
