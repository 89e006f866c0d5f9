"""A level comes from convictions and nothing else: by type, and by trying everything else that a query carries."""

from __future__ import annotations

import datetime as dt
import typing

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invariant_settings import examples

from tenprint.agency.criminal.records import Arrest, Charge, Disposition, convictions
from tenprint.cases.opening import set_level
from tenprint.exchange.messages import IdentifyRequest, ImmigrationAlienQuery
from tenprint.policy import Conviction, PolicyStore, Severity, priority_level

pytestmark = pytest.mark.invariant

POLICIES = [PolicyStore().levels(version) for version in ("2010-06", "2014-11")]
PROTECTED = {"name", "date_of_birth", "sex", "race", "place_of_birth", "citizenship", "nationality", "religion"}
DATES = st.dates(dt.date(1990, 1, 1), dt.date(2010, 1, 1))
CODES = st.sampled_from(["0911", "2202", "2303", "3530", "5404", "0301", None])
CONVICTIONS = st.builds(
    Conviction, offence=CODES, severity=st.sampled_from(Severity), date=DATES, sentence_days=st.integers(0, 900)
)
OPEN = st.one_of(st.none(), st.builds(Disposition, outcome=st.sampled_from(["acquitted", "dismissed"]), date=DATES))
UNPROVEN = st.builds(Charge, offence=CODES, literal=st.sampled_from(["MURDER", "RAPE", "THEFT"]), disposition=OPEN)


def test_the_rankings_input_has_no_protected_field():
    fields = set(Conviction.__struct_fields__)
    assert fields == {"offence", "severity", "date", "sentence_days"}
    assert not fields & PROTECTED
    assert not any(field in IdentifyRequest.__struct_fields__ for field in (*PROTECTED, "charges"))
    hints = typing.get_type_hints(priority_level)
    assert hints["history"] == typing.Sequence[Conviction] or "Conviction" in str(hints["history"])


def test_whatever_is_no_conviction_is_refused():
    class Arrested(Conviction, frozen=True):
        pass

    charge = Arrested(offence="0911", severity=Severity.FELONY, date=dt.date(2000, 1, 1))
    for entry in (charge, {"offence": "0911"}, Charge("0911", "MURDER")):
        with pytest.raises(Exception, match="level was asked for"):
            priority_level([entry], POLICIES[0])


@examples(3)
@given(
    history=st.lists(CONVICTIONS, max_size=5),
    charges=st.lists(UNPROVEN, max_size=5),
    policy=st.sampled_from(POLICIES),
)
def test_a_charge_never_raises_a_level(history, charges, policy):
    proven = [Charge(c.offence, "x", Disposition("convicted", c.date, c.severity, c.sentence_days)) for c in history]

    def level(all_charges):
        arrest = Arrest("N", "19700101", "M", "YY", "20100101", "MO5109000", all_charges)
        return priority_level(convictions([arrest]), policy)

    assert level(proven) == level(proven + charges) == level(charges + proven)


@pytest.fixture(scope="module")
def station(tmp_path_factory):
    """One case, ranked again and again."""
    from case_agencies import ORI, Agencies

    agencies = Agencies(tmp_path_factory.mktemp("ranking"))
    agencies.number = agencies.match(f"{ORI}:RANKED1")
    yield agencies
    agencies.close()


class Said(msgspec.Struct):
    """All that a query says besides convictions."""

    name: str
    date_of_birth: str
    sex: str
    place_of_birth: str
    charges: list[str]


SAID = st.builds(
    Said,
    name=st.sampled_from(["DOE,JOHN", "GARCIA,MARIA", "NGUYEN,VAN", "KHAN,ALI"]),
    date_of_birth=st.sampled_from(["19400101", "19991231"]),
    sex=st.sampled_from(["M", "F", "U"]),
    place_of_birth=st.sampled_from(["MO", "MX", "VM", "YY"]),
    charges=st.lists(st.sampled_from(["MURDER", "TRAFFIC"]), max_size=2),
)


@examples(5)
@given(history=st.lists(CONVICTIONS, max_size=4), one=SAID, other=SAID)
def test_who_somebody_is_changes_no_level(station, history, one, other):
    def level(said):
        query = ImmigrationAlienQuery(
            ori="MO5109000",
            county="29510",
            purpose="C",
            in_custody=True,
            offence_code="UNKNOWN",
            fbi_number="1T",
            sid=None,
            reference="FIN0000000001",
            convictions=history,
            dispositions_missing=0,
            **msgspec.structs.asdict(said),
        )
        return station.act("enforcement", "system", set_level, station.number, query, POLICIES[0])

    assert level(one) == level(other) == priority_level(history, POLICIES[0]).level
