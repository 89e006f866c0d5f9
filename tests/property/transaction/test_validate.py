"""Whatever a file holds, validation gives findings; it raises nothing and changes nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import TransactionError
from tenprint.transaction import TaggedRecord, build, read
from tenprint.transaction.rules import NAMES
from tenprint.transaction.validate import as_json, as_sarif, as_text, validate

HEADER = {"ori": "MO0953100", "dai": "MOSIB0000", "tcn": "TCN-0000000001"}
PRINTS = [build.Print(b"\xff\xa0\xff\xa2", n, 1, 20, 20) for n in (1, 2)]
WHOLE = [build.rpis({"ATN": "UNIT", "NDR": "1"}, PRINTS, record_type=kind, **HEADER).to_bytes() for kind in (4, 14)]
VALUES = st.binary(max_size=12).map(lambda b: b.translate(None, b"\x1c\x1d"))


@settings(deadline=None)
@given(st.sampled_from(WHOLE), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=4))
def test_damaged_files(whole, damage):
    data = bytearray(whole)
    for place, value in damage:
        data[place % len(data)] = value
    try:
        transaction = read(bytes(data))
    except TransactionError:
        return
    found = {"file": validate(transaction)}
    assert transaction.to_bytes() == data
    assert as_text(found)
    assert as_json(found)
    assert as_sarif(found)


@settings(deadline=None)
@given(
    st.sampled_from((1, 2, 9, 10, 13, 14, 15, 17)),
    st.dictionaries(st.integers(2, 420), VALUES, max_size=6),
    st.sampled_from(NAMES),
)
def test_any_values_in_any_fields(kind, fields, rules):
    transaction = read(WHOLE[0])
    fields[2] = b"07"
    if kind == 1:
        for number, value in fields.items():
            if number not in (2, 3):
                transaction.type1.set(number, value)
    else:
        transaction.add(TaggedRecord.new(kind, fields))
    for finding in validate(transaction, [rules]):
        assert finding.path
        assert finding.rule in str(finding)
