"""All sample files: lossless, and their images read."""

import pytest

from tenprint.transaction import read

FOLDERS = ("nist-reference", "libbiomeval", "ebts")


@pytest.fixture(scope="module")
def samples(shared):
    files = [
        p for f in FOLDERS for p in sorted((shared / "samples" / f).iterdir()) if p.suffix in (".an2", ".an2k", ".ebts")
    ]
    assert len(files) == 38
    return files


def test_every_sample_comes_back_byte_for_byte(samples):
    for path in samples:
        data = path.read_bytes()
        transaction = read(path)
        assert transaction.to_bytes() == data, path
        for record in transaction:
            record.rejoin()
        assert transaction.to_bytes() == data, path
        assert transaction.trailer == b""


def test_ten_print_card_has_its_fourteen_images(samples):
    path = next(p for p in samples if p.name == "sample.an2")
    images = read(path).images
    assert [image.position for image in images] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 12, 11, 13]
    assert {image.compression for image in images} == {"WSQ20"}
    assert {image.ppi for image in images} == {500.0}


def test_editing_a_sample_changes_one_field_and_its_length(samples):
    path = next(p for p in samples if p.name == "NISTFile2.ebts")
    data = path.read_bytes()
    transaction = read(data)
    transaction["2.018"] = "ROE,JANE"
    assert transaction.to_bytes() == data.replace(b"LISA, MONA J", b"ROE,JANE", 1).replace(
        b"2.001:186", b"2.001:182", 1
    )
