"""Each receiver gets what its purpose needs: the table against the message types, one test a receiver."""

from __future__ import annotations

import pytest

from tenprint.errors import RefusedError
from tenprint.exchange import messages
from tenprint.exchange.messages import Correction, Encounter, IdentifyRequest, ImmigrationAlienQuery
from tenprint.exchange.minimisation import RECEIVES, minimise

IAQ = ImmigrationAlienQuery(
    ori="MO0953100",
    county="29189",
    purpose="C",
    name="DOE,JOHN",
    date_of_birth="19700101",
    sex="M",
    place_of_birth="YY",
    in_custody=True,
    charges=["BURGLARY"],
    offence_code="UNKNOWN",
    fbi_number="100001T",
    sid=None,
    reference="FIN0000000001",
    convictions=[],
    dispositions_missing=0,
)
BIOGRAPHICS = {"name", "date_of_birth", "sex", "place_of_birth"}
CRIMINAL_HISTORY = {"charges", "convictions", "fbi_number", "offence_code", "sid"}
ENCOUNTER = Encounter("E1", "2001-01-01", "removal", "record", "NAME", "YY", True)
CORRECTION = Correction("amended", "MO0953100:TCN1", "text", convictions=[], encounters=[ENCOUNTER])


def sent_to(role):
    return set().union(*RECEIVES[role].values())


def test_every_way_of_every_type_is_in_the_table_and_no_other():
    for kind, entry in messages.TYPES.items():
        receivers = {receiver for _, receiver in entry.ways}
        assert receivers == {role for role, kinds in RECEIVES.items() if kind in kinds}, kind
        for role in receivers:
            fields = set(entry.body.__struct_fields__)
            # A new field of a message must be put into the table for whoever may have it; corrections are cut.
            assert RECEIVES[role][kind] <= fields if kind == "correction" else RECEIVES[role][kind] == fields, (
                role,
                kind,
            )


def test_immigration_never_sees_names_charges_or_convictions():
    assert not sent_to("immigration") & (BIOGRAPHICS | CRIMINAL_HISTORY)
    assert not set(IdentifyRequest.__struct_fields__) & (BIOGRAPHICS | CRIMINAL_HISTORY)
    small = minimise("correction", "immigration", "criminal", CORRECTION)
    assert (small.convictions, small.encounters, small.fbi_number) == (None, None, None)
    with pytest.raises(RefusedError, match="told nothing"):
        minimise("identify_request", "immigration", "applicant", IdentifyRequest("MO0953100", [], "v"))


def test_criminal_never_sees_immigration_biographics():
    assert not sent_to("criminal") & (BIOGRAPHICS | {"encounters"})
    assert minimise("correction", "criminal", "criminal", CORRECTION).encounters is None


def test_enforcement_sees_convictions_and_encounters_and_only_for_the_criminal_purpose():
    assert minimise("correction", "enforcement", "criminal", CORRECTION) == CORRECTION
    query = IAQ
    assert minimise("iaq", "enforcement", "criminal", query) == query
    with pytest.raises(RefusedError, match="told nothing"):
        minimise("iaq", "enforcement", "applicant", query)


@pytest.mark.parametrize("role", ["booking", "state"])
def test_booking_and_state_see_answers_but_no_encounters_or_histories_of_others(role):
    assert not sent_to(role) & (BIOGRAPHICS | {"encounters", "charges", "convictions", "score", "reference"})
    small = minimise("correction", role, "criminal", CORRECTION)
    assert (small.convictions, small.encounters, small.text) == (None, None, "text")


def test_what_a_role_is_not_sent_raises():
    with pytest.raises(RefusedError, match="not sent"):
        minimise("iaq", "booking", "criminal", CORRECTION)
    with pytest.raises(RefusedError, match="may not get the field"):
        minimise("custody_prompt", "booking", "criminal", IdentifyRequest("MO0953100", [], "v"))
