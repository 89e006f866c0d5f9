import numpy as np
import pytest

from tenprint.imaging import encode_wsq
from tenprint.transaction import BinaryRecord, TaggedRecord, Transaction, build, read
from tenprint.transaction.anonymise import anonymise

SECRETS = (
    "SECRETNAME",
    "OTHERALIAS",
    "MO55512345",
    "987654321",
    "CASE-4711",
    "HIDDENSTREET",
    "HIDDENCHARGE",
    "RESTRICTED",
)


@pytest.fixture(scope="module")
def booking() -> Transaction:
    grey = np.tile(np.arange(128, dtype=np.uint8), (64, 2))
    prints = [build.Print(encode_wsq(grey), 1, 1, 256, 64), build.Print(grey.tobytes(), 2, 1, 128, 128, 500, "NONE")]
    person = {
        "RET": "Y", "NAM": "SECRETNAME,X", "AKA": ["OTHERALIAS,Y", "OTHERALIAS,Z"], "SID": "MO55512345",
        "SOC": "987654321", "OCA": "CASE-4711", "POB": "MO", "DOB": "19771231", "SEX": "F", "RAC": "I", "HGT": "601",
        "WGT": "333", "EYE": "MAR", "HAI": "BAL", "DOA": "20250314", "ASL": [("20250313", "HIDDENCHARGE")],
        "RES": "1 HIDDENSTREET", "AMP": [("04", "XX")], "TAA": "Y",
    }  # fmt: skip
    made = build.car(person, prints, record_type=14, ori="MO0953100", dai="MOSIB0000", tcn="BOOKING-RESTRICTED-1")
    made.records[2].set(20, "RESTRICTED COMMENT")
    made.records[3].set(18, [("2", "XX")])
    made.add(TaggedRecord.new(9, {2: "01", 3: "1", 4: "S"}))
    made.add(BinaryRecord.new(7, {2: 5}, b"RESTRICTED"))
    made.add(BinaryRecord.new(8, {2: 6, 3: 0, 4: 1, 5: 1, 6: 20, 7: 10}, b"RESTRICTED"))
    made.type2.set(999, "RESTRICTED")
    made.trailer = b"RESTRICTED"
    return made


def test_nothing_of_the_person_is_left(booking):
    copy, _ = anonymise(booking, seed=1)
    data = copy.to_bytes()
    for secret in SECRETS:
        assert secret.encode() not in data, secret
    originals = {field.number: field.data for field in booking.type2}
    replaced = (9, 15, 16, 18, 19, 22, 41, 45, 47)
    for number in replaced:
        assert copy.type2[number].data != originals[number], number
    assert "2.087" not in copy
    assert copy["2.084"].items == ["04", "UP"]
    assert "14.020" not in copy
    assert copy["14.018"].items == ["2", "UP"]


def test_every_image_is_replaced_by_one_of_the_same_form(booking):
    copy, _ = anonymise(booking, seed=1)
    for before, after in zip(booking.images, copy.images, strict=True):
        assert (before.position, before.width, before.height, before.compression) == (
            after.position, after.width, after.height, after.compression,
        )  # fmt: skip
        assert not np.array_equal(before.decode().pixels, after.decode().pixels)
        assert after.decode().pixels.shape == (after.height, after.width)


def test_records_that_cannot_be_anonymous_go_and_are_named(booking):
    copy, notes = anonymise(booking, seed=1)
    assert [record.type for record in copy] == [1, 2, 14, 14, 8]
    assert copy["1.003"].data == b"1\x1f4\x1e2\x1f00\x1e14\x1f01\x1e14\x1f02\x1e8\x1f06"
    assert copy["8.008"].data == bytes(3 * 10)
    assert sum("Type-9" in note or "Type-7" in note for note in notes) == 2
    assert any("2.087" in note and "2.999" in note for note in notes)
    assert copy.trailer == b""


def test_the_original_is_not_changed(booking):
    before = booking.to_bytes()
    anonymise(booking, seed=3)
    assert booking.to_bytes() == before


def test_same_seed_same_copy_and_answers_still_match(booking):
    answer = build.sre(booking, ident=False)
    first, _ = anonymise(booking, seed=5)
    again, _ = anonymise(booking, seed=5)
    other, _ = anonymise(booking, seed=6)
    reply, _ = anonymise(answer, seed=5)
    assert first == again
    assert first != other
    assert build.answers(reply, first)


def test_order_of_days_stays(booking):
    copy, _ = anonymise(booking, seed=9)
    before = booking.type2.arrest_date - booking.type2.arrest_charges[0].date_of_offense
    assert copy.type2.arrest_date - copy.type2.arrest_charges[0].date_of_offense == before
    assert copy.type2.arrest_date < booking.type2.arrest_date


def test_a_copy_is_read_again_and_shows_values_of_the_tables(booking):
    copy, _ = anonymise(booking, seed=2)
    assert read(copy.to_bytes()) == copy
    for key in ("2.024", "2.025", "2.031", "2.032"):
        assert copy[key].meaning
    assert copy.type2.height is not None
