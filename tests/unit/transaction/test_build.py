from datetime import UTC, date, datetime

import pytest

from tenprint.errors import UsageError, ValueFormatError
from tenprint.transaction import build, read, read_header
from tenprint.transaction.build import ErrorMessage, Photo, Print

NOW = datetime(2026, 1, 31, 23, 5, 0, tzinfo=UTC)
HEADER = {"ori": "MO0953100", "dai": "MOSIB0000", "tcn": "TCN-0000000001", "now": NOW}
PERSON = {
    "retention": True,
    "name": "DOE,JOHN Q",
    "place_of_birth": "MO",
    "birth_dates": [date(1980, 2, 29)],
    "SEX": "M",
    "RAC": "W",
    "height": 71,
    "weight": 180,
    "eyes": "BRO",
    "hair": "BLK",
    "2.045": date(2026, 1, 30),
    47: [{"date_of_offense": date(2026, 1, 30), "arrest_offense_literal": "BURGLARY"}, ("", "THEFT")],
}


def prints(count: int = 2, ppi: float = 500) -> list[Print]:
    return [Print(b"\xff\xa0 image %d \x1c" % n, n, 1, 800, 750, ppi) for n in range(1, count + 1)]


def booking(**changes):
    return build.car({**PERSON, **changes}, prints(), **HEADER)


def test_criminal_submission_to_the_byte():
    expected_type2 = (
        b"2.001:186\x1d2.002:00\x1d2.005:Y\x1d2.018:DOE,JOHN Q\x1d2.020:MO\x1d2.022:19800229\x1d2.024:M\x1d2.025:W\x1d"
        b"2.027:511\x1d2.029:180\x1d2.031:BRO\x1d2.032:BLK\x1d2.045:20260130\x1d"
        b"2.047:20260130\x1fBURGLARY\x1e\x1fTHEFT\x1d2.073:MO0953100\x1c"
    )
    car = booking()
    assert car.type2.to_bytes() == expected_type2
    assert car.type2.length == len(expected_type2)
    assert car["1.003"].data == b"1\x1f3\x1e2\x1f00\x1e4\x1f01\x1e4\x1f02"
    assert [f.text for f in car.type1.fields[3:9]] == [
        "CAR", "20260131", "4", "MOSIB0000", "MO0953100", "TCN-0000000001",
    ]  # fmt: skip
    assert car.type1.native_resolution == car.type1.transmitting_resolution == 19.69
    assert car["1.014"] == "20260131230500Z"
    assert car.records[2].to_bytes()[:18] == b"\x00\x00\x00\x1e\x01\x01\x01\xff\xff\xff\xff\xff\x00\x03\x20\x02\xee\x01"
    again = read(car.to_bytes())
    assert again.to_bytes() == car.to_bytes()
    assert [image.data for image in again.images] == [item.data for item in prints()]
    assert [image.ppi for image in again.images] == [500, 500]


def test_all_missing_fields_are_named_at_once():
    person = {key: value for key, value in PERSON.items() if key not in ("name", "eyes", 47)}
    with pytest.raises(UsageError) as caught:
        build.car(person, prints(), **HEADER)
    for words in ("2.018 NAM (name)", "2.031 EYE", "2.047 ASL"):
        assert words in str(caught.value)
    assert "2.024" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"messages": "X"}, UsageError, "2.060 MSG"),
        ({"nmae": "X"}, UsageError, "names no field"),
        ({"2.018": "ROE,JANE"}, UsageError, "given twice"),
        ({"name": "D0E,JOHN"}, ValueFormatError, "letters"),
        ({"name": "X" * 31}, ValueFormatError, "31 characters"),
        ({"eyes": "AMBER"}, ValueFormatError, "5 characters"),
        ({"eyes": "AMB"}, ValueFormatError, "no code"),
        ({"birth_dates": ["19800230"]}, ValueFormatError, "calendar"),
        ({"birth_dates": ["19800101"] * 6}, ValueFormatError, "6 entries"),
        ({"height": 510}, ValueFormatError, "inches"),
        ({"weight": 5000}, ValueFormatError, "pounds"),
        ({"name": "DOE,\x1dJOHN"}, ValueFormatError, "separator"),
        ({47: [{"charge": "X"}]}, ValueFormatError, "no item 'charge'"),
    ],
)
def test_wrong_demographics_are_refused(change, error, words):
    with pytest.raises(error, match=words):
        booking(**change) if all(isinstance(k, str) for k in change) else build.car(
            {**PERSON, **change}, prints(), **HEADER
        )


def test_heights_and_weights_stay_in_the_range_of_the_standard():
    tall = booking(height=90, weight=600).type2
    assert (tall.text(27), tall.text(29)) == ("706", "499")
    unknown = build.car({**{k: v for k, v in PERSON.items() if k != "height"}, 27: "000"}, prints(), **HEADER).type2
    assert unknown.height is None


def test_type_14_with_segments_and_other_resolution():
    slap = Print(b"png", 13, 0, 1600, 1000, 1000, "PNG", ((2, 0, 400, 0, 900),), date(2026, 1, 29))
    car = build.car(PERSON, [slap], record_type=14, **HEADER)
    record = car.records[2]
    assert record.text(5) == "20260129"
    assert record[21].subfields == [["2", "0", "400", "0", "900"]]
    assert car["1.011"] == "00.00"  # only binary records leave their resolution to Type-1
    assert read(car.to_bytes()).images[0].ppi == 1000
    with pytest.raises(UsageError, match="record_type=14"):
        build.car(PERSON, [slap], **HEADER)


def test_photographs_follow_the_prints():
    car = build.car(PERSON, prints(), photos=[Photo(b"\xff\xd8\xff", 480, 640)], **HEADER)
    assert [record.type for record in car] == [1, 2, 4, 4, 10]
    assert car["10.002"] == "03"
    assert car["10.020"].meaning == "Full face frontal"


def test_number_of_images_is_bounded():
    with pytest.raises(UsageError, match="1 to 14"):
        build.car(PERSON, [], **HEADER)
    with pytest.raises(UsageError, match="1 to 14"):
        build.car(PERSON, prints(15), **HEADER)


def test_text_beyond_ascii_declares_its_character_set():
    car = booking(name="MUÑOZ,JOSÉ")
    assert car["1.015"].items == ["003", "UTF-8"]
    assert read(car.to_bytes()).type2.name == "MUÑOZ,JOSÉ"


def test_fresh_control_numbers_differ_and_fit():
    numbers = {build.new_tcn("MO0953100", NOW) for _ in range(50)}
    assert len(numbers) == 50
    assert all(10 <= len(number) <= 40 for number in numbers)
    with pytest.raises(UsageError, match="too short"):
        build.car(PERSON, prints(), ori="MO0953100", dai="MOSIB0000", tcn="T1")


def test_result_goes_back_under_the_requests_number_with_the_contributors_text():
    car = booking(attention="DET PUBLIC", agency_case="26-0001", rap_sheet_requested=True, residence="1 MAIN ST")
    answer = build.sre(car, ident=True, fbi_number="123456AB7", sid="MO01234567", rap_sheet="CHARGES\r\nNONE", now=NOW)
    assert (answer.tot, answer.ori, answer.dai, answer.tcr) == ("SRE", "MOSIB0000", "MO0953100", car.tcn)
    assert answer.tcn != car.tcn
    assert build.answers(answer, car)
    assert not build.answers(car, answer)
    two = answer.type2
    assert (two.NAM, two.SRF, two.FBI, two.SID) == ("DOE,JOHN Q", "I", ["123456AB7"], "MO01234567")
    assert (two.ATN, two.OCA, two.RES, two.ERS) == ("DET PUBLIC", "26-0001", "1 MAIN ST", "CHARGES\r\nNONE")
    assert two.CRI == ["MO0953100"]
    assert len(answer.images) == 0


def test_rap_sheet_goes_out_only_when_it_was_asked_for():
    answer = build.sre(booking(), ident=True, fbi_number="123456AB7", rap_sheet="SECRET")
    assert "2.075" not in answer
    assert b"SECRET" not in answer.to_bytes()


def test_identification_needs_a_number():
    with pytest.raises(UsageError, match="fbi_number"):
        build.sre(booking(), ident=True)
    assert build.sre(booking(), ident=False)["2.059"].meaning == "No identification"


def test_refusal_carries_codes_and_says_what_it_leaves_out():
    car = booking()
    answer = build.errt(car, [ErrorMessage("E0001", field="2.018"), "L0008 - too dry"], now=NOW)
    assert answer["2.060"].subfields == [["E0001 - 2.018: A mandatory field is missing"], ["L0008 - too dry"]]
    assert build.answers(answer, car)
    many = build.errt(car, [ErrorMessage("E0002", f"number {n}") for n in range(20)])
    assert len(many["2.060"].subfields) == 11
    assert many["2.060"].subfields[-1] == ["10 more errors are not listed"]
    with pytest.raises(UsageError, match="needs a message"):
        build.errt(car, [])


def test_refusal_of_what_could_not_be_read():
    with pytest.raises(UsageError, match="sender"):
        build.errt(None, ["H0001"])
    answer = build.errt(None, ["E0004"], ori="MOSIB0000", dai="MO0953100", tcr="TCN-0000000001")
    assert (answer.dai, answer.tcr) == ("MO0953100", "TCN-0000000001")


def test_rapid_search_and_its_answer():
    request = build.rpis({"ATN": "UNIT 12", "NDR": ["1", "2"], "RAP": "Y"}, prints(2), **HEADER)
    assert request["1.006"] == "1"
    assert request["2.098"].subfields == [["1"], ["2"]]
    answer = build.rpisr(
        request, result="Y", note="SEVERAL CANDIDATES", fbi_numbers=["1", "2"], supplementary_identity="FIN1"
    )
    assert answer["2.059"].meaning == "Yellow"
    assert answer.type2.supplementary_identity == "FIN1"
    assert answer.type2.attention == "UNIT 12"


def test_applicant_submission_has_a_reason_instead_of_charges():
    person = {k: v for k, v in PERSON.items() if k not in ("2.045", 47)}
    fauf = build.fauf(
        {**person, "reason_fingerprinted": "EMPLOYMENT", "date_printed": date(2026, 1, 30)}, prints(), **HEADER
    )
    assert fauf.tot == "FAUF"
    with pytest.raises(UsageError, match=r"2\.037 RFP"):
        build.fauf(person, prints(), **HEADER)
    with pytest.raises(UsageError, match=r"has no 2\.045 DOA"):
        build.fauf({**PERSON, 37: "X", 38: NOW.date()}, prints(), **HEADER)


def test_image_search_and_its_candidates():
    request = build.tpis({"ATN": "LAB", "SEX": "M", "PAT": [("01", "AU", "", "")]}, prints(), **HEADER)
    answer = build.srt(request, candidates=[("123456AB7", "DOE,JOHN"), ("7654321", "ROE,RICHARD")], prints=prints(1))
    assert answer.type2.candidates[1].name == "ROE,RICHARD"
    assert len(answer.images) == 1
    assert build.srt(request).type2.candidates is None


def test_rap_sheet_answer():
    request = read(booking().to_bytes())
    request["1.004"] = "TPRS"
    request["2.006"] = "LAB"
    request["2.009"] = "26-1"
    answer = build.tprr(request, rap_sheets=["SHEET ONE", "SHEET TWO"])
    assert answer.type2.rap_sheet == "SHEET ONE\r\nSHEET TWO"
    with pytest.raises(UsageError, match="rap sheet"):
        build.tprr(request, rap_sheets=[])


def test_print_of_an_image_file_takes_its_size_from_the_file():
    import numpy as np

    from tenprint.imaging import encode_png, encode_wsq

    grey = np.tile(np.arange(128, dtype=np.uint8), (96, 1))
    rolled = build.print_from(encode_wsq(grey), 3)
    assert (rolled.width, rolled.height, rolled.impression, rolled.compression) == (128, 96, 1, "WSQ20")
    plain = build.print_from(encode_png(grey, 1000), 13)
    assert (plain.impression, plain.compression, round(plain.ppi)) == (0, "PNG", 1000)


def test_refusal_of_a_file_of_which_only_the_header_is_whole():
    header = read_header(booking().to_bytes()[:-5])
    answer = build.errt(header, [ErrorMessage("E0004")])
    assert build.answers(answer, header)
    assert "2.014" not in answer


def structure(data: bytes) -> list[int]:
    """Check lengths, counts and order by a few lines of their own; return the record types."""
    end = data.index(b"\x1c") + 1
    first = dict(field.split(b":", 1) for field in data[: end - 1].split(b"\x1d"))
    assert data.startswith(b"1.001:%d\x1d1.002:" % end)
    head, *entries = first[b"1.003"].split(b"\x1e")
    assert head == b"1\x1f%d" % len(entries)
    types, position = [1], end
    for entry in entries:
        kind, idc = entry.split(b"\x1f")
        types.append(int(kind))
        if kind == b"4":
            length = int.from_bytes(data[position : position + 4], "big")
            assert data[position + 4] == int(idc)
        else:
            assert data[position:].startswith(kind + b".001:")
            length = int(data[position : position + 20].split(b"\x1d")[0].split(b":")[1])
            record = data[position : position + length]
            assert record.endswith(b"\x1c")
            assert record.split(b"\x1d")[1] == kind + b".002:" + idc
            tags = [f.split(b":")[0] for f in record.split(b"." + b"999:")[0].split(b"\x1d") if b":" in f]
            assert tags == sorted(tags, key=lambda t: int(t.split(b".")[1]))
        position += length
    assert position == len(data)
    return types


def test_everything_built_keeps_lengths_counts_and_order():
    car = booking(rap_sheet_requested=True)
    rapid = build.rpis({"ATN": "UNIT 12", "NDR": "1"}, prints(2), record_type=14, **HEADER)
    search = build.tpis({"ATN": "LAB"}, prints(3), **HEADER)
    made = {
        "CAR": (car, [1, 2, 4, 4]),
        "CNA": (build.cna(PERSON, prints(1), **HEADER), [1, 2, 4]),
        "RPIS": (rapid, [1, 2, 14, 14]),
        "TPIS": (search, [1, 2, 4, 4, 4]),
        "SRE": (build.sre(car, ident=True, fbi_number="1", rap_sheet="X" * 200_000), [1, 2]),
        "ERRT": (build.errt(car, ["E0001"]), [1, 2]),
        "RPISR": (build.rpisr(rapid, result="G", note="NONE"), [1, 2]),
        "SRT": (build.srt(search, candidates=[("1", "A,B")], prints=prints(1)), [1, 2, 4]),
    }
    for tot, (transaction, types) in made.items():
        assert transaction.tot == tot
        assert structure(transaction.to_bytes()) == types, tot
        assert read(transaction.to_bytes()) == transaction
