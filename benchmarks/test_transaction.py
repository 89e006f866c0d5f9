"""How long transactions take: reading headers, validating, opening large files, editing, building, writing.

Run: pytest benchmarks/test_transaction.py -m "" --benchmark-only
"""

import tracemalloc

import numpy as np
import pytest

from tenprint.imaging import encode_wsq
from tenprint.transaction import TaggedRecord, build, read
from tenprint.transaction.validate import validate

PERSON = {
    "RET": "Y", "NAM": "DOE,JOHN", "POB": "MO", "DOB": "19800101", "SEX": "M", "RAC": "W", "HGT": "510", "WGT": "180",
    "EYE": "BRO", "HAI": "BLK", "DOA": "20260101", "ASL": [("20260101", "BURGLARY")],
}  # fmt: skip
HEADER = {"ori": "MO0953100", "dai": "MOSIB0000", "tcn": "TCN-0000000001"}


def card(record_type: int, image_bytes: int = 45_000):
    """A card of fourteen images; the bytes are no images, since none is decoded here."""
    prints = [build.Print(bytes(image_bytes), position, 1, 804, 752) for position in range(1, 15)]
    return build.car(PERSON, prints, record_type=record_type, **HEADER)


@pytest.mark.parametrize("record_type", [4, 14])
def test_read_all_headers_of_fourteen_images(benchmark, record_type):
    data = card(record_type).to_bytes()

    def headers():
        transaction = read(data)
        return transaction["2.018"].text, [(i.position, i.width, i.ppi) for i in transaction.images]

    name, images = benchmark(headers)
    assert name == "DOE,JOHN"
    assert len(images) == 14


def test_cut_every_field_of_fourteen_images(benchmark):
    data = card(14).to_bytes()
    fields = benchmark(lambda: sum(len(record.fields) for record in read(data)))
    assert fields > 14 * 13


@pytest.mark.parametrize("record_type", [4, 14])
def test_validate_fourteen_images(benchmark, record_type):
    """Read and validate against ITL 1-2007 and EBTS 9.1; images are looked at as far as their headers."""
    image = encode_wsq(np.tile(np.arange(128, dtype=np.uint8), (96, 1)))
    prints = [build.Print(image, position, int(position < 11), 128, 96) for position in range(1, 15)]
    data = build.car(PERSON, prints, record_type=record_type, **HEADER).to_bytes()
    assert benchmark(lambda: validate(read(data))) == []


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "large.ebts"
    card(14, 50_000_000 // 14).write(path)
    return path


def test_open_fifty_megabytes(benchmark, large):
    assert len(benchmark(lambda: read(large))) == 16


def test_write_fifty_megabytes(benchmark, large):
    transaction = read(large)
    assert len(benchmark(transaction.to_bytes)) == large.stat().st_size


def test_memory_of_opening_fifty_megabytes(benchmark, large):
    """Peak of Python's memory while a 50 MB file is opened and its headers are read, as a share of the file."""

    def peak():
        tracemalloc.start()
        transaction = read(large)
        _ = [(image.position, image.width) for image in transaction.images]
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    share = benchmark.pedantic(peak, rounds=1) / large.stat().st_size
    benchmark.extra_info["peak memory / file"] = round(share, 3)
    assert share < 3


def test_edit_one_field(benchmark):
    data = card(4).to_bytes()

    def edit():
        transaction = read(data)
        transaction["2.018"] = "ROE,JANE"
        return transaction.to_bytes()

    assert b"ROE,JANE" in benchmark(edit)


def test_build_a_criminal_submission(benchmark):
    assert len(benchmark(lambda: card(4))) == 16


def test_make_a_record(benchmark):
    assert benchmark(lambda: TaggedRecord.new(2, {2: "00", 18: "DOE,JOHN"})).length == 33
