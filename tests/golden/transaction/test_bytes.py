"""Files written out by hand, with the quirks that files in use have. Each must come back byte for byte."""

import pytest

from tenprint.transaction import TaggedRecord, read

PLAIN = (
    b"1.001:134\x1d1.002:0400\x1d1.003:1\x1f1\x1e2\x1f00\x1d1.004:CAR\x1d1.005:20260102\x1d1.007:WVIAFIS0Z\x1d"
    b"1.008:MO0953100\x1d1.009:TCN-000001\x1d1.011:19.69\x1d1.012:19.69\x1c"
    b"2.001:35\x1d2.002:00\x1d2.018:DOE,JOHN Q\x1c"
)
WITH_TYPE4 = (
    b"1.001:84\x1d1.002:0400\x1d1.003:1\x1f2\x1e2\x1f00\x1e4\x1f01\x1d1.004:CAR\x1d1.009:T1\x1d1.011:19.69\x1d"
    b"1.013:NORAM\x1f\x1c"
    b"2.001:35\x1d2.002:00\x1d2.018:DOE,JOHN Q\x1c"
    b"\x00\x00\x00\x16\x01\x01\x02\xff\xff\xff\xff\xff\x01\x00\x02\x00\x02\x00\x1c\x1d\x1e\x1f"
)
TWO_DIGIT_TAGS = (
    b"1.01:59\x1d1.02:0400\x1d1.03:1\x1f01\x1e2\x1f00\x1d1.04:CAR\x1d1.09:T-1\x1d1.13:X\x1f\x1c"
    b"2.001:26\x1d2.002:00\x1d2.003:A\x1c"
)
PADDED_LENGTH = b"1.001:00048\x1d1.002:0500\x1d1.003:1\x1f1\x1e2\x1f00\x1d1.004:CAR\x1c2.001:00020\x1d2.002:0\x1c"
DUPLICATE_AND_DISORDER = (
    b"1.001:45\x1d1.002:0300\x1d1.003:1\x1f1\x1e2\x1f00\x1d1.004:CAR\x1c"
    b"2.034:00\x1d2.001:45\x1d2.034:UC\x1d2.006:X\x1d2.002:07\x1d\x1c"
)
DATA_OF_ANY_BYTES = (
    b"1.001:47\x1d1.002:0400\x1d1.003:1\x1f1\x1e14\x1f001\x1d1.004:CAR\x1c"
    b"14.001:42\x1d14.002:01\x1d14.999:\x1c\x1d\x1e\x1f\x1c14.001:9\x1d\x1c"
)
COUNT_TOO_LOW = (
    b"1.001:45\x1d1.002:0400\x1d1.003:1\x1f3\x1e2\x1f00\x1d1.004:CAR\x1c"
    b"2.001:18\x1d2.002:00\x1c"
    b"9.001:29\x1d9.002:00\x1d13.005:X\x1fA\x1c"
    b"\x0d\x0a"
)

GOLDEN = {
    "plain": PLAIN,
    "with a Type-4 record whose image is separators": WITH_TYPE4,
    "two-digit tags, padded count, trailing empty item": TWO_DIGIT_TAGS,
    "padded length": PADDED_LENGTH,
    "duplicate tag, length not first, IDC unlike the count, trailing separator": DUPLICATE_AND_DISORDER,
    "data of any bytes, IDC of three digits": DATA_OF_ANY_BYTES,
    "count too low, tag of another type, line end after the last record": COUNT_TOO_LOW,
}


@pytest.mark.parametrize("data", GOLDEN.values(), ids=GOLDEN.keys())
def test_file_comes_back_byte_for_byte(data):
    assert read(data).to_bytes() == data


@pytest.mark.parametrize("data", GOLDEN.values(), ids=GOLDEN.keys())
def test_file_comes_back_also_when_every_field_was_cut_and_joined(data):
    transaction = read(data)
    for record in transaction:
        record.rejoin()
    assert transaction.to_bytes() == data


def test_editing_a_field_changes_the_field_and_the_length():
    transaction = read(PLAIN)
    transaction["2.018"] = "ROE,JANE"
    assert transaction.to_bytes() == PLAIN.replace(b"DOE,JOHN Q", b"ROE,JANE").replace(b"2.001:35", b"2.001:33")


def test_editing_keeps_every_quirk_around_it():
    transaction = read(DUPLICATE_AND_DISORDER)
    transaction["2.006"] = "XY"
    expected = DUPLICATE_AND_DISORDER.replace(b"2.006:X", b"2.006:XY").replace(b"2.001:45", b"2.001:46")
    assert transaction.to_bytes() == expected


def test_a_padded_length_stays_padded_and_a_new_field_takes_its_place():
    transaction = read(PADDED_LENGTH)
    transaction["2.018"] = "A,B"
    assert transaction.to_bytes().endswith(b"2.001:00030\x1d2.002:0\x1d2.018:A,B\x1c")


def test_length_grows_a_digit_with_itself():
    transaction = read(PLAIN)
    transaction["2.018"] = "D" * 75
    assert transaction.type2.to_bytes().startswith(b"2.001:101\x1d")
    transaction["2.018"] = "D" * 74
    assert transaction.type2.to_bytes().startswith(b"2.001:99\x1d")


def test_new_idc_reaches_the_file_content():
    transaction = read(WITH_TYPE4)
    transaction.records[2].set(2, 7)
    expected = WITH_TYPE4.replace(b"4\x1f01", b"4\x1f07").replace(b"\x00\x16\x01", b"\x00\x16\x07")
    assert transaction.to_bytes() == expected


def test_removing_a_record_takes_its_entry_and_lowers_the_count():
    transaction = read(WITH_TYPE4)
    transaction.remove(transaction.records[2])
    assert transaction["1.003"].data == b"1\x1f1\x1e2\x1f00"
    assert read(transaction.to_bytes()).to_bytes() == transaction.to_bytes()


def test_adding_a_record_keeps_the_padding_of_the_count():
    transaction = read(TWO_DIGIT_TAGS)
    transaction.add(TaggedRecord.new(14, {2: "01", 999: b"\x1c\x1d"}))
    assert transaction["1.003"].data == b"1\x1f02\x1e2\x1f00\x1e14\x1f01"
    assert transaction.records[2].to_bytes() == b"14.001:30\x1d14.002:01\x1d14.999:\x1c\x1d\x1c"
