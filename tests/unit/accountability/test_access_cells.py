"""The access table, cell by cell: every role, action, purpose and relation, against a list written from the other side.

The table says of each role what it may do; this list says of each action who may do it.
"""

from __future__ import annotations

from itertools import product

import pytest

from tenprint.accountability.access import (
    RELATIONS,
    Grant,
    Person,
    access_table,
    decide,
    relation_to_case,
    require,
)
from tenprint.errors import NotAuthorisedError

PEOPLE = ("booking_officer", "jail_clerk", "technician", "officer", "supervisor", "records_clerk", "redress_officer")
EVERYBODY = (*PEOPLE, "operator", "examiner", "quality_manager", "auditor", "oversight", "administrator")
CASES = ("own_office", "other_office")
BOOKING = ("criminal", "criminal_record", "applicant", "unknown_person", "identification")

# action -> who, for which purposes, in which relations
EXPECTED = {
    "submission:send": [("booking_officer", p, ("agency",)) for p in BOOKING],
    "answer:read": [("booking_officer", p, ("agency",)) for p in BOOKING],
    "request:read": [("jail_clerk", "custody", ("agency",))],
    "request:serve": [("jail_clerk", "custody", ("agency",))],
    "custody:record": [("jail_clerk", "custody", ("agency",))],
    "claim:make": [
        (role, purpose, ("agency", *CASES, "own_decision", "sealed"))
        for role in PEOPLE
        for purpose in ("criminal", "custody", "redress")
    ],
    "claim:resolve": [("supervisor", "criminal", ("own_office",))],
    "case:list": [
        ("technician", "criminal", CASES),
        ("officer", "criminal", ("own_office", "own_decision")),
        ("supervisor", "criminal", ("own_office", "own_decision")),
    ],
    "case:read": [
        ("technician", "criminal", CASES),
        ("officer", "criminal", ("own_office", "own_decision")),
        ("supervisor", "criminal", ("own_office", "own_decision")),
    ],
    "case:research": [("technician", "criminal", CASES)],
    "case:add_evidence": [
        ("technician", "criminal", CASES),
        ("officer", "criminal", ("own_office",)),
        ("supervisor", "criminal", ("own_office",)),
    ],
    "case:address_evidence": [
        ("officer", "criminal", ("own_office",)),
        ("supervisor", "criminal", ("own_office",)),
    ],
    "case:determine": [("officer", "criminal", ("own_office", "own_decision"))],
    "case:confirm": [("supervisor", "criminal", ("own_office",))],
    "case:cancel": [
        ("officer", "criminal", (*CASES, "own_decision")),
        ("supervisor", "criminal", (*CASES, "own_decision")),
    ],
    "case:outcome": [("officer", "criminal", ("own_office", "own_decision"))],
    "examination:list": [("examiner", "examination", ("agency",))],
    "examination:look": [("examiner", "examination", ("agency",))],
    "examination:conclude": [("examiner", "examination", ("agency",))],
    "examination:proficiency": [("quality_manager", "examination", ("agency",))],
    "webhook:keep": [
        (role, "operation", ("agency",))
        for role in ("booking_officer", "jail_clerk", "technician", "officer", "supervisor")
    ],
    "examination:figures": [
        ("quality_manager", "examination", ("agency",)),
        ("quality_manager", "oversight", ("agency",)),
        ("auditor", "oversight", ("agency",)),
        ("oversight", "oversight", ("agency",)),
    ],
    "record:read": [
        ("records_clerk", "criminal", ("agency",)),
        ("records_clerk", "redress", ("agency",)),
        ("records_clerk", "court", ("agency", "sealed")),
    ],
    "queue:read": [("operator", "operation", ("agency",))],
    "message:redeliver": [("operator", "operation", ("agency",))],
    "record:correct": [("records_clerk", p, ("agency",)) for p in ("criminal", "redress")],
    "identity:merge": [("records_clerk", p, ("agency",)) for p in ("criminal", "redress")],
    "identity:unlink": [("records_clerk", p, ("agency",)) for p in ("criminal", "redress")],
    "record:expunge": [("records_clerk", "court", ("agency", "sealed"))],
    "record:seal": [("records_clerk", "court", ("agency", "sealed"))],
    "record:unseal": [("records_clerk", "court", ("agency", "sealed"))],
    "record:certificates": [
        ("records_clerk", "court", ("agency", "sealed")),
        ("auditor", "oversight", ("agency",)),
    ],
    "record:retain": [("records_clerk", "retention", ("agency",))],
    "redress:notice": [("redress_officer", "redress", ("agency", *CASES))],
    "redress:access": [("redress_officer", "redress", ("agency", *CASES))],
    "redress:amend": [("redress_officer", "redress", ("agency", *CASES))],
    "redress:disagree": [("redress_officer", "redress", ("agency", *CASES))],
    "redress:decide": [(role, "redress", ("agency", "own_office")) for role in ("redress_officer", "supervisor")],
    "disclosure:read": [
        ("redress_officer", "redress", ("agency", *CASES)),
        ("auditor", "oversight", ("agency",)),
    ],
    "audit:read": [("auditor", "oversight", ("agency",))],
    "audit:export": [("auditor", "oversight", ("agency",))],
    **{
        action: [(r, "oversight", ("agency",)) for r in ("oversight", "auditor", "supervisor", "quality_manager")]
        for action in ("statistics:read", "policy:read", "activation:read")
    },
    **{
        f"account:{verb}": [("administrator", "administration", ("other_account",))]
        for verb in ("create", "change", "unlock", "disable", "review", "list")
    },
    "account:password": [(role, "administration", ("own_account",)) for role in EVERYBODY],
    "account:read": [(role, "administration", ("own_account",)) for role in EVERYBODY],
}
ALLOWED = {
    (role, action, purpose, relation)
    for action, rows in EXPECTED.items()
    for role, purpose, relations in rows
    for relation in relations
}
TABLE = access_table()


def test_the_list_covers_the_whole_table():
    assert set(EXPECTED) == set(TABLE.actions)
    assert {role.name for role in TABLE.roles} == set(EVERYBODY)
    assert set(TABLE.purposes) == {p for _, _, p, _ in ALLOWED}


@pytest.mark.parametrize("role", EVERYBODY)
def test_every_cell(role):
    user = Person("u", frozenset({role}))
    for action, purpose, relation in product(
        (*TABLE.actions, "case:delete"), (*TABLE.purposes, "curiosity"), (*RELATIONS, "stranger")
    ):
        decision = decide(user, action, relation, purpose)
        assert decision.allowed == ((role, action, purpose, relation) in ALLOWED), (action, purpose, relation)
        assert decision.reason


def test_nobody_without_a_role_may_do_anything():
    user = Person("u", frozenset())
    assert not any(decide(user, a, r, p).allowed for a, p, r in product(TABLE.actions, TABLE.purposes, RELATIONS))


def test_an_administrator_sees_no_case_record_or_print():
    administrator = Person("a", frozenset({"administrator"}))
    for action in TABLE.actions:
        if not action.startswith("account:"):
            assert not any(
                decide(administrator, action, r, p).allowed for p, r in product(TABLE.purposes, RELATIONS)
            ), action


@pytest.mark.parametrize("action", ["case:confirm", "claim:resolve", "redress:decide", "account:review"])
def test_nobody_confirms_their_own_decision_whatever_roles_they_hold(action):
    user = Person("u", frozenset(EVERYBODY))
    for purpose, relation in product(TABLE.purposes, ("own_decision", "own_account")):
        assert not decide(user, action, relation, purpose).allowed


def test_relations_to_a_case():
    assert relation_to_case("a", "Chicago", case_office="Chicago", decided_by=["b", None]) == "own_office"
    assert relation_to_case("a", "Denver", case_office="Chicago", decided_by=["b"]) == "other_office"
    assert relation_to_case("a", "Chicago", case_office="Chicago", decided_by=["b", "a"]) == "own_decision"


def test_a_refusal_says_why():
    with pytest.raises(NotAuthorisedError, match="no row lets auditor do case:read"):
        require(Person("u", frozenset({"auditor"})), "case:read", "own_office", "criminal")
    assert require(Person("u", frozenset({"officer"})), "case:read", "own_office", "criminal").allowed


def test_a_row_grants_only_what_it_names():
    row = Grant(roles=("a",), actions=("x:y",), purposes=("p",), relations=("agency",), words="w")
    assert row.allows("a", "x:y", "agency", "p")
    for cell in (
        ("b", "x:y", "agency", "p"),
        ("a", "x", "agency", "p"),
        ("a", "x:y", "sealed", "p"),
        ("a", "x:y", "agency", ""),
    ):
        assert not row.allows(*cell)
