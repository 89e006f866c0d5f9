import json
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from tenprint.errors import UsageError
from tenprint.imaging import encode_jp2, encode_png, encode_wsq
from tenprint.transaction import TaggedRecord, build, read
from tenprint.transaction.build import ErrorMessage, Photo
from tenprint.transaction.minutiae import Minutia, MinutiaeRecord, write_record
from tenprint.transaction.rules import NAMES, load
from tenprint.transaction.validate import as_json, as_sarif, as_text, validate

NOW = datetime(2026, 1, 31, 23, 5, 0, tzinfo=UTC)
HEADER = {"ori": "MO0953100", "dai": "MOSIB0000", "tcn": "TCN-0000000001", "now": NOW}
PERSON = {
    "RET": True, "NAM": "DOE,JOHN Q", "POB": "MO", "DOB": [date(1980, 2, 29)], "SEX": "M", "RAC": "W", "HGT": 71,
    "WGT": 180, "EYE": "BRO", "HAI": "BLK", "DOA": date(2026, 1, 30), "ASL": [(date(2026, 1, 30), "BURGLARY")],
}  # fmt: skip
ROLLED, CARD = range(1, 11), range(1, 15)
GREY = np.tile(np.arange(128, dtype=np.uint8), (96, 1))
WSQ = encode_wsq(GREY)


def prints(positions=CARD, **changes):
    return [
        build.Print(**{"data": WSQ, "position": n, "impression": int(n < 11), "width": 128, "height": 96, **changes})
        for n in positions
    ]


def card(images=None, record_type=4, **changes):
    return build.car({**PERSON, **changes}, prints() if images is None else images, record_type=record_type, **HEADER)


def rules_of(transaction, rules=None):
    return [finding.rule for finding in validate(read(transaction.to_bytes()), rules)]


def every_builder():
    car = card(ATN="DETECTIVE", OCA="26-0001", RAP=True, RES="1 MAIN ST", TAA=True)
    applicant = {k: v for k, v in PERSON.items() if k not in ("DOA", "ASL")}
    rapid = build.rpis({"ATN": "UNIT 12", "NDR": ["1", "2"], "RAP": "Y"}, prints((2, 7)), **HEADER)
    search = build.tpis({"ATN": "LAB", "SEX": "M", "PAT": [("01", "AU", "", "")]}, prints(ROLLED), **HEADER)
    sheets = read(car.to_bytes())
    sheets["1.004"] = "TPRS"
    return {
        "car": car,
        "car, Type-14": card(record_type=14),
        "car, photographs": build.car(PERSON, prints(), photos=[Photo(b"\xff\xd8\xff", 480, 640)], **HEADER),
        "car, missing finger": card(prints(n for n in ROLLED if n != 4), AMP=[("04", "XX")]),
        "cna": build.cna(PERSON, prints(), **HEADER),
        "fauf": build.fauf({**applicant, "RFP": "EMPLOYMENT", "DPR": date(2026, 1, 30)}, prints(), **HEADER),
        "rpis": rapid,
        "rpis, Type-14": build.rpis({"ATN": "UNIT", "NDR": "1"}, prints((2, 7)), record_type=14, **HEADER),
        "tpis": search,
        "sre": build.sre(car, ident=True, fbi_number="123456AB7", sid="MO01234567", rap_sheet="NONE\r\nMORE", now=NOW),
        "sre, nobody": build.sre(car, ident=False, now=NOW),
        "errt": build.errt(car, [ErrorMessage("E0001", field="2.018"), "L0008 - too dry"], now=NOW),
        "errt, unread": build.errt(None, ["E0004"], ori="MOSIB0000", dai="MO0953100", tcr="TCN-0000000001", now=NOW),
        "rpisr": build.rpisr(rapid, result="R", note="STOP", fbi_numbers=["1", "2"], name="DOE,JOHN", now=NOW),
        "tprr": build.tprr(sheets, rap_sheets=["SHEET ONE", "SHEET TWO"], now=NOW),
        "srt": build.srt(search, candidates=[("123456AB7", "DOE,JOHN")], prints=prints(ROLLED), now=NOW),
        "srt, nobody": build.srt(search, now=NOW),
        "car, beyond ASCII": card(NAM="MUÑOZ,JOSÉ"),
    }


@pytest.mark.parametrize("name", sorted(every_builder()))
def test_what_the_builders_make_has_no_finding(name):
    built = every_builder()[name]
    assert [str(finding) for finding in validate(read(built.to_bytes()))] == []
    assert [str(finding) for finding in validate(built)] == []


@pytest.mark.parametrize(
    ("change", "rule", "path"),
    [
        (lambda t: t.type2.delete(18), "ebts-field-missing", "2/2.018"),
        (lambda t: t.type2.set(60, "X"), "ebts-field-foreign", "2/2.060"),
        (lambda t: t.type2.set(18, "D0E,JOHN"), "field-characters", "2/2.018/1"),
        (lambda t: t.type2.set(18, "X" * 31), "field-size", "2/2.018/1"),
        (lambda t: t.type2.set(31, "AMB"), "field-code", "2/2.031/1"),
        (lambda t: t.type2.set(22, ["19800230"]), "field-form", "2/2.022"),
        (lambda t: t.type2.set(22, ["19800101"] * 6), "field-occurs", "2/2.022"),
        (lambda t: t.type2.set(24, b""), "field-empty", "2/2.024"),
        (lambda t: t.type2.set(45, "20260205"), "date-order", "2/2.045/1"),
        (lambda t: t.type2.set(22, "20260131"), "date-order", "2/2.022/1"),
        (lambda t: t.type2.set(49, "X"), "field-unknown", "2/2.049"),
        (lambda t: t.type2.set(84, [("03", "XX")]), "ebts-amputated-finger", "2/2.084"),
        (lambda t: t.type1.set(7, "MO0953100"), "ebts-address", "1/1.007"),
        (lambda t: t.type1.set(11, "00.00"), "resolution-stated", "1/1.011"),
        (lambda t: t.type1.set(14, "20260210000000Z"), "time-zone", "1/1.014"),
        (lambda t: t.type1.delete(5), "field-missing", "1/1.005"),
        (lambda t: t.records[3].set(6, 129), "image-size", "4/4.006"),
        (lambda t: t.records[3].set(8, 6), "image-compression", "4"),
        (lambda t: t.records[3].set(8, 0), "image-damaged", "4"),
        (lambda t: t.records[3].set(9, b"nothing of the kind"), "image-damaged", "4"),
        (lambda t: t.records[3].set(9, b""), "image-empty", "4"),
        (lambda t: t.records[3].set(4, [25]), "print-position", "4/4.004/1"),
        (lambda t: t.records[3].set(4, [1]), "print-twice", "4"),
        (lambda t: t.records[14].set(3, 1), "print-impression", "15/4.003"),
        (lambda t: t.records[3].set(3, 99), "field-code", "4/4.003/1"),
        (lambda t: t.records[3].set(2, 1), "record-idc-shared", "4/4.002"),
    ],
)  # fmt: skip
def test_each_breach_is_found_in_its_place(change, rule, path):
    transaction = card()
    change(transaction)
    found = {finding.rule: finding for finding in validate(read(transaction.to_bytes()))}
    assert rule in found, sorted(found)
    assert found[rule].path == path
    assert found[rule].remedy


def test_an_unknown_type_of_transaction_is_found_when_ebts_is_asked_for():
    transaction = card()
    transaction["1.004"] = "XYZ"
    assert "ebts-transaction" in rules_of(transaction)
    assert "ebts-transaction" not in rules_of(transaction, ["itl-2007"])
    del transaction["1.013"]
    assert rules_of(transaction) == []


def test_fingers_without_an_image_are_explained():
    transaction = card(prints(n for n in ROLLED if n not in (3, 9)))
    (finding,) = validate(transaction)
    assert (finding.rule, finding.severity) == ("ebts-missing-finger", "warning")
    assert "right middle, left ring" in finding.message
    transaction["2.084"] = [("03", "XX"), ("09", "UP")]
    assert validate(transaction) == []


def test_types_of_later_versions_and_of_earlier_ones():
    transaction = card()
    transaction["1.002"] = "0500"
    assert set(rules_of(transaction)) == set()
    transaction.add(TaggedRecord.new(11, {2: "15"}))
    assert rules_of(transaction) == ["record-type"]
    transaction["1.002"] = "0501"
    assert rules_of(transaction) == []
    from tenprint.transaction import BinaryRecord

    transaction.add(BinaryRecord.new(6, {2: 16, 3: 0, 4: [1], 5: 0, 6: 8, 7: 2, 8: 0}, bytes(2)))
    assert "record-deprecated" in rules_of(transaction)
    assert "file-version" in rules_of(transaction, ["itl-2007"])


def test_lengths_content_and_order_that_a_file_states_wrongly():
    data = card(prints(ROLLED)).to_bytes()
    wrong = data.replace(b"\x1e4\x1f03\x1e", b"\x1e4\x1f13\x1e").replace(b"1\x1f11\x1e2", b"1\x1f12\x1e2")
    found = {f.rule: f for f in validate(read(wrong))}
    assert found["file-content-count"].path == "1/1.003/1"
    assert found["file-content-idc"].path == "1/1.003/5"
    swapped = data.replace(b"2.024:M\x1d2.025:W", b"2.025:W\x1d2.024:M").replace(b"2.031:BRO", b"2.31:BROW")
    found = {f.rule: f for f in validate(read(swapped))}
    assert found["record-field-order"].path == "2/2.024"
    assert found["record-field-tag"].path == "2/2.031"
    assert found["record-field-tag"].offset == swapped.index(b"2.31:")
    assert "file-trailer" in rules_of(read(data + b"more"))


@pytest.mark.parametrize("form", ["PNG", "JP2", "JPEGB"])
def test_sizes_are_read_from_the_headers_of_all_formats(form):
    import io

    from PIL import Image

    jpeg = io.BytesIO()
    Image.fromarray(GREY).save(jpeg, "JPEG")
    data = {"PNG": encode_png(GREY, 500), "JP2": encode_jp2(GREY, 500), "JPEGB": jpeg.getvalue()}[form]
    assert rules_of(card(prints(data=data, compression=form), record_type=14)) == []
    wrong = card(prints(data=data, compression=form, width=96, height=128), record_type=14)
    assert set(rules_of(wrong)) == {"image-size"}
    cut = card(prints(data=data[:16], compression=form), record_type=14)
    assert set(rules_of(cut)) == {"image-damaged"}


def test_segments_lie_in_their_image():
    slap = replace(prints((13,))[0], segments=((2, 0, 40, 0, 96), (3, 40, 129, 0, 96)))
    found = validate(card([slap, *prints((1, 6, 14))], record_type=14))
    assert [(f.rule, f.path) for f in found if f.rule != "ebts-missing-finger"] == [("print-segments", "3/14.021/2")]


def test_slaps_show_their_fingers_and_low_resolution_is_found():
    assert rules_of(card(prints((13, 14, 15)))) == []
    found = rules_of(card(prints(ppi=300.0), record_type=14))
    assert set(found) == {"resolution-minimum"}


def test_minutiae_are_counted_and_lie_in_their_image():
    transaction = card()
    minutiae = (Minutia(10.5, 20.5, 90.0), Minutia(500.5, 20.5, 90.0))
    record = write_record(MinutiaeRecord("m1", minutiae, 128, 96, 500.0, idc=1))
    record[136] = "3"
    record[4] = "U"
    transaction.add(record)
    found = {f.rule: f for f in validate(transaction)}
    assert found["minutiae-count"].path == "17/9.136"
    assert found["minutiae-place"].message.startswith("1 of 2")
    record[137] = [("1", "2")]
    assert "minutiae-form" in rules_of(transaction)
    record[2] = "77"
    assert "record-idc-chain" in rules_of(transaction)


def test_answers_need_their_reference_and_an_identification_its_number():
    answer = build.sre(card(RAP=True), ident=True, fbi_number="1", rap_sheet="SHEET", now=NOW)
    del answer["1.010"]
    del answer["2.014"]
    assert [f.path for f in validate(answer) if f.rule == "ebts-condition"] == ["1/1.010", "2/2.014", "2/2.014"]
    answer["2.059"] = "N"
    assert any("nobody was identified" in f.message for f in validate(answer))


def test_standard_alone_says_nothing_about_the_text_record():
    transaction = card()
    del transaction["2.018"]
    assert rules_of(transaction, ["itl-2007"]) == []
    assert rules_of(transaction, ["ebts-9.1"]) == ["ebts-field-missing"]


def test_rule_sets_are_named_and_complete():
    with pytest.raises(UsageError, match="no rule set"):
        validate(card(), ["itl-1900"])
    with pytest.raises(UsageError, match="one version"):
        validate(card(), ["itl-2007", "itl-2011"])
    for name in NAMES:
        for rule in load(name).rules.values():
            assert all((rule.title, rule.source, rule.remedy))
    assert set(load("common").rules) < set(load("itl-2015").rules) | {""}


def test_outputs_agree():
    transaction = card(prints(ROLLED))
    del transaction["2.018"]
    transaction["2.024"] = "Q"
    found = {"booking.ebts": validate(read(transaction.to_bytes())), "empty.ebts": []}
    text = as_text(found)
    assert "booking.ebts: 2 errors" in text
    assert "empty.ebts: no finding" in text
    parsed = json.loads(as_json(found))
    assert parsed["counts"] == {"error": 2, "warning": 0, "note": 0}
    assert [f["rule"] for f in parsed["files"][0]["findings"]] == ["ebts-field-missing", "field-code"]
    sarif = json.loads(as_sarif(found))
    (run,) = sarif["runs"]
    assert sarif["version"] == "2.1.0"
    assert [result["ruleId"] for result in run["results"]] == ["ebts-field-missing", "field-code"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "booking.ebts"
    assert run["results"][1]["locations"][0]["physicalLocation"]["region"]["byteOffset"] > 0
