import importlib.util
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tenprint.errors import UsageError, ValueFormatError
from tenprint.transaction import TaggedRecord, Transaction
from tenprint.transaction.layouts import all_codes, all_layouts, all_profiles, code_table, profile
from tenprint.transaction.record import Record

REPOSITORY = Path(__file__).parents[3]
TYPE2 = {
    2: "00",
    5: "Y",
    18: "DOE,JOHN",
    22: ["19800229", "00000000"],
    24: "M",
    27: "511",
    29: "000",
    47: [("20260101", "ARMED ROBBERY"), ("", "THEFT")],
    84: [("03", "XX"), ("07", "UP")],
}


def transaction(tot: str = "CAR", **more: object) -> Transaction:
    first = TaggedRecord.new(1, {2: "0400", 3: (1, 0), 4: tot, 11: "19.69", 14: "20260102030405Z"})
    made = Transaction([first])
    made.add(TaggedRecord.new(2, TYPE2))
    return made


def test_values_by_name_are_what_python_has_for_them():
    two = transaction().type2
    assert two.name == "DOE,JOHN"
    assert two.retention is True
    assert two.birth_dates == [date(1980, 2, 29), None]
    assert two.height == 71
    assert two.weight is None
    assert two.arrest_charges[0].date_of_offense == date(2026, 1, 1)
    assert two.arrest_charges[1] == (None, "THEFT")
    assert two.missing_fingers[1].finger_position == "07"
    assert two.NAM == "DOE,JOHN"
    assert two.aliases is None
    assert transaction().type1.native_resolution == 19.69
    assert transaction().type1.greenwich_time == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    with pytest.raises(AttributeError, match="nmae"):
        two.nmae  # noqa: B018


def test_meaning_resolves_codes_and_units():
    made = transaction()
    assert made["2.024"].meaning == "Male"
    assert made["2.027"].meaning == "5 ft 11 in"
    assert made["2.029"].meaning == "unknown"
    assert made["2.022"].meaning == "1980-02-29; unknown"
    assert made["2.084"].meaning == "Right middle, Amputation; Left index, Unable to print"
    assert made["1.004"].meaning == "Criminal tenprint submission (answer required)"
    assert made["2.018"].meaning == ""


def test_a_transaction_may_have_its_own_codes_for_a_field():
    criminal, rapid = transaction("SRE"), transaction("RPISR")
    criminal["2.059"] = "I"
    rapid["2.059"] = "R"
    assert criminal["2.059"].meaning == "Identification"
    assert rapid["2.059"].meaning == "Red"


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("2.022", "20230229", "calendar"),
        ("2.022", "2023", "eight digits"),
        ("2.027", "512", "feet"),
        ("2.027", "6FT", "feet"),
        ("2.029", "12", "pounds"),
        ("2.005", "J", "Y or N"),
    ],
)
def test_a_value_of_another_form_is_refused_with_its_place(key, text, words):
    made = transaction()
    made[key] = text
    with pytest.raises(ValueFormatError, match=words) as caught:
        _ = made[key].value
    assert caught.value.where.field == key
    assert made[key].meaning == ""


def test_height_in_inches():
    made = transaction()
    made["2.027"] = "N70"
    assert made.type2.height == 70


def test_setting_by_name():
    made = transaction()
    made.type2.name = "ROE,JANE"
    assert made["2.018"] == "ROE,JANE"
    made.type2["AKA"] = ["ROE,J", "R,JANE"]
    assert made["2.019"].subfields == [["ROE,J"], ["R,JANE"]]
    with pytest.raises(UsageError):
        made.type2.nmae = "X"


def test_tables_are_consistent():
    for kind, fields in all_layouts().items():
        names = [field.name for field in fields.values()]
        assert len(set(names)) == len(names), kind
        for field in fields.values():
            assert not hasattr(Record, field.name), (kind, field.name)
            assert field.name.isidentifier()
            assert len({item.name for item in field.items}) == len(field.items)
            assert all(item.name.isidentifier() for item in field.items)
            for table in (field.codes, *(item.codes for item in field.items)):
                assert not table or table in all_codes(), (kind, field.number, table)
            for low, high in (field.size, field.occurs):
                assert high is None or low <= high
    for tot, entry in all_profiles().items():
        assert tot in code_table("transaction_type")
        assert not set(entry.mandatory) & set(entry.optional)
        for key in (*entry.mandatory, *entry.optional):
            assert int(key[2:]) in all_layouts()[2], (tot, key)
        assert set(entry.codes.values()) <= set(all_codes())


def test_what_a_criminal_submission_must_carry():
    car = profile("CAR")
    assert sorted(car.mandatory) == [
        f"2.{n:03d}" for n in (1, 2, 5, 18, 20, 22, 24, 25, 27, 29, 31, 32, 45, 47, 73)
    ]  # EBTS 9.1, CAR
    assert car.occurs("2.047") == (1, 40)
    assert car.occurs("2.060") is None
    with pytest.raises(UsageError):
        profile("NIX")


def test_every_record_type_has_a_table():
    assert set(all_layouts()) == {*range(1, 11), *range(13, 23), 98, 99}


def test_text_of_a_transaction_shows_names_and_meanings():
    text = str(transaction())
    assert "2.018  NAM  Name" in text
    assert "ARMED ROBBERY" in text
    assert "5 ft 11 in" in text
    assert repr(transaction().type2["NAM"]) == "<2.018 Name: DOE,JOHN>"


def test_static_types_are_those_of_the_tables():
    tool = REPOSITORY / "tools" / "make_typed_records.py"
    specification = importlib.util.spec_from_file_location("make_typed_records", tool)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    assert (REPOSITORY / "src/tenprint/transaction/layouts/typed.py").read_text() == module.module()


def test_names_are_offered_for_completion():
    assert {"name", "birth_dates", "text"} <= set(dir(transaction().type2))
