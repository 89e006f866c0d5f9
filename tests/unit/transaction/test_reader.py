import io
import tracemalloc

import pytest

from tenprint.errors import FramingError, InputError, LimitError, MissingFieldError, UsageError, ValueFormatError
from tenprint.transaction import BinaryRecord, Limits, TaggedRecord, Transaction, read, read_header
from tenprint.transaction.images import decode_all

TYPE4 = {2: 1, 3: 1, 4: 2, 5: 1, 6: 2, 7: 2, 8: 0}


def example() -> Transaction:
    first = TaggedRecord.new(1, {2: "0400", 3: (1, 0), 4: "CAR", 8: "MO0953100", 9: "TCN-000001", 11: "19.69"})
    transaction = Transaction([first])
    transaction.add(
        TaggedRecord.new(2, {2: "00", 18: "DOE,JOHN", 22: ["19800101", "19810101"], 47: [("20260101", "X")]})
    )
    transaction.add(BinaryRecord.new(4, TYPE4, b"\x1c\x1d\x1e\x1f"))
    return transaction


def test_what_is_no_transaction_is_named():
    with pytest.raises(FramingError, match="empty"):
        read(b"")
    with pytest.raises(FramingError, match="JPEG image"):
        read(b"\xff\xd8\xff\xe0rest")
    with pytest.raises(FramingError, match="begins with"):
        read(b"hello")
    with pytest.raises(InputError, match="cannot be read"):
        read("/nonexistent/file.an2")


def test_every_truncation_is_refused_with_its_place():
    data = example().to_bytes()
    for end in range(len(data)):
        with pytest.raises(FramingError) as caught:
            read(data[:end], name="cut.ebts")
        assert caught.value.where.source == "cut.ebts"
        assert caught.value.where.offset is not None


def test_a_wrong_length_is_named_with_what_was_expected():
    right = b"2.001:%d" % example().type2.length
    data = example().to_bytes().replace(right, b"2.001:44")
    assert right not in data
    with pytest.raises(FramingError) as caught:
        read(data)
    assert caught.value.where.record == "2 (Type-2)"
    assert caught.value.where.field == "2.001"
    assert caught.value.where.offset == data.index(b"2.001")
    assert "FS" in caught.value.what
    assert "next separator" in caught.value.what


def test_a_second_transaction_in_the_file_is_refused():
    data = example().to_bytes()
    with pytest.raises(FramingError, match="Type-1 record begins here"):
        read(data + data)


def test_limits_hold():
    data = example().to_bytes()
    with pytest.raises(LimitError, match="larger"):
        read(data, limits=Limits(file_bytes=20))
    with pytest.raises(LimitError, match="records"):
        read(data, limits=Limits(records=1))
    with pytest.raises(LimitError, match="fields"):
        read(data, limits=Limits(fields=2))
    field = read(data, limits=Limits(items=1))["2.022"]
    with pytest.raises(LimitError, match="items"):
        len(field)


def test_reading_from_a_stream_and_a_path(tmp_path):
    transaction = example()
    path = tmp_path / "a.ebts"
    transaction.write(path)
    assert path.read_bytes() == transaction.to_bytes()
    assert read(path) == transaction == read(io.BytesIO(path.read_bytes()))
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.ebts"]


def test_fields_by_number_name_and_attribute():
    transaction = example()
    assert transaction["2.018"] == "DOE,JOHN"
    assert transaction.type2[18].text == transaction.type2["018"].text == "DOE,JOHN"
    assert transaction["2.022"].subfields == [["19800101"], ["19810101"]]
    assert transaction["2.047"].items == ["20260101", "X"]
    assert "2.019" not in transaction
    assert transaction.get("2.019") is None
    assert transaction.tot == "CAR"
    assert transaction.tcn == "TCN-000001"
    assert transaction.tcr is None
    assert [record.type for record in transaction] == [1, 2, 4]
    with pytest.raises(MissingFieldError):
        transaction["2.019"]
    with pytest.raises(KeyError):
        transaction["7.001"]
    with pytest.raises(UsageError):
        transaction.type2["14.018"]


def test_offsets_point_into_the_file():
    data = example().to_bytes()
    transaction = read(data)
    for field in transaction.type2:
        assert data[field.offset :].startswith(field.tag + field.data)
    assert data[transaction.records[2].offset :] == transaction.records[2].to_bytes()
    image = transaction["4.009"]
    assert data[image.offset :] == image.data


def test_separators_cannot_be_smuggled_in():
    transaction = example()
    before = transaction.to_bytes()
    for evil in ("A\x1d2.059:I", "A\x1c", "A\x1eB", "A\x1fB"):
        with pytest.raises(ValueFormatError):
            transaction["2.018"] = evil
    with pytest.raises(ValueFormatError):
        transaction["2.018"] = b"A\x1d2.059:I"
    assert transaction.to_bytes() == before


def test_lengths_and_content_are_kept_by_the_library():
    transaction = example()
    for key in ("1.001", "1.003", "2.001", "4.001"):
        with pytest.raises(UsageError):
            transaction[key] = "5"


def test_binary_fields_are_numbers():
    record = example().records[2]
    assert record.text(6) == "2"
    record.set(4, [1, 2])
    assert record[4].subfields == [["1"], ["2"]]
    record.set(9, b"12345")
    assert record.length == 23
    assert record[1].text == "23"
    with pytest.raises(ValueFormatError):
        record.set(6, 70000)
    with pytest.raises(ValueFormatError):
        record.set(4, [1] * 7)
    with pytest.raises(UsageError):
        record.delete(6)


def test_character_sets():
    transaction = example()
    with pytest.raises(ValueFormatError, match="UTF-8"):
        transaction["2.018"] = "MUÑOZ,JOSÉ"
    transaction.declare_character_set("UTF-8")
    transaction["2.018"] = "MUÑOZ,JOSÉ"
    again = read(transaction.to_bytes())
    assert again["2.018"] == "MUÑOZ,JOSÉ"
    assert again["2.018"].data == "MUÑOZ,JOSÉ".encode()
    again.declare_character_set("UTF-16")
    assert again["2.018"] == "MUÑOZ,JOSÉ"
    assert again["2.018"].data == "MUÑOZ,JOSÉ".encode("utf-16-be")
    assert again["2.022"].data == b"19800101\x1e19810101"
    with pytest.raises(ValueFormatError):
        again.declare_character_set("ASCII")


def test_bytes_outside_the_character_set_survive_reading_and_writing_text():
    data = example().to_bytes().replace(b"DOE,JOHN", b"DOE,J\xf6HN")
    transaction = read(data)
    text = transaction["2.018"].text
    transaction["2.018"] = text + "A"
    transaction["2.018"] = text
    assert transaction.to_bytes() == data


def test_all_images_of_a_transaction_are_decoded_in_order():
    transaction = example()
    transaction.add(BinaryRecord.new(4, {**TYPE4, 4: 3}, b"\x00\x01\x02\x03"))
    assert [image.pixels[0, 1] for image in decode_all(transaction.images)] == [0x1D, 1]


def test_a_list_of_a_million_records_is_refused_before_it_is_made():
    first = TaggedRecord.new(1, {3: b"1\x1f1" + b"\x1e2\x1f0" * 1_000_000})
    tracemalloc.start()
    with pytest.raises(LimitError, match="1000000 records"):
        read(first.to_bytes())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * first.length


def test_images_are_objects():
    transaction = example()
    (image,) = transaction.images
    assert (image.position, image.impression, image.width, image.height) == (2, 1, 2, 2)
    assert (image.ppi, image.compression, image.data) == (500.0, "NONE", b"\x1c\x1d\x1e\x1f")
    assert image.position_name == "right index"
    assert image.decode().pixels.tolist() == [[0x1C, 0x1D], [0x1E, 0x1F]]
    assert "right index, live-scan rolled, 2x2, 500 ppi" in repr(image)


def test_header_of_a_broken_file_tells_whom_to_answer():
    data = example().to_bytes()
    for broken in (data[:-3], data[: data.index(b"2.001")], data.replace(b"1.001:", b"1.001:9", 1)):
        with pytest.raises(FramingError):
            read(broken)
        header = read_header(broken)
        assert (header.ori, header.tcn, len(header)) == ("MO0953100", "TCN-000001", 1)
        assert header.to_bytes() == broken
    with pytest.raises(FramingError):
        read_header(b"no transaction")
    with pytest.raises(FramingError):
        read_header(b"1.001:50\x1d1.002:0400")


def test_a_copy_is_independent():
    transaction = example()
    copy = transaction.copy()
    copy["2.018"] = "ROE,JANE"
    assert transaction["2.018"] == "DOE,JOHN"


def test_fields_are_counted_over_the_whole_file():
    transaction = read(example().to_bytes(), limits=Limits(fields=11))
    assert len(transaction.type1.fields) == 7
    with pytest.raises(LimitError, match="fields"):
        _ = transaction.type2.fields
