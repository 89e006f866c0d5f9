"""Every function that shows or changes a person's data asks the access table: each function, role and purpose.

A cell of the table is held against what the function does, not against what somebody meant it to ask.
"""

from __future__ import annotations

from itertools import product

import pytest
from case_agencies import ORI, Agencies, at_work

from tenprint.accountability.access import access_table, decide
from tenprint.accountability.session import Session, check
from tenprint.agency import auditing, claims, examination
from tenprint.agency.booking import custody, reading
from tenprint.agency.booking import requests as jail
from tenprint.agency.criminal.records import Arrest, Charge, add_encounter
from tenprint.agency.keeping import certificates, expunge, identity, notice, redress, sealing
from tenprint.agency.keeping.amendable import Wanted
from tenprint.agency.keeping.reading import read_records
from tenprint.cases import adjudication, clock_list, decision, evidence, listing, research, view
from tenprint.cases import claim as claim_module
from tenprint.cases.adjudication import Verdict
from tenprint.cases.vocabulary import Action, Affirms, Determination, Outcome, Reliability
from tenprint.errors import NotAuthorisedError, TenprintError

BOOKING = f"{ORI}:B1"
TABLE = access_table()
ROLES = [role.name for role in TABLE.roles]
GRANTED = [(r, p) for r, p in product(ROLES, TABLE.purposes)]
ITEM = {
    "source": "s",
    "kind": "k",
    "date": "2001-01-01",
    "affirms": Affirms.NOTHING,
    "reliability": Reliability.STATEMENT,
    "detail": {},
}

# action -> agency, relation, and what is called with the unit and the case
OPERATIONS = {
    "answer:read": ("booking", "agency", lambda u, n: reading.answers(u, BOOKING)),
    "answer:read all": ("booking", "agency", lambda u, n: reading.submissions(u)),
    "request:read": ("booking", "agency", lambda u, n: reading.requests(u)),
    "request:read clocks": ("booking", "agency", lambda u, n: clock_list.running_clocks(u)),
    "request:serve": ("booking", "agency", lambda u, n: jail.serve(u, f"{n}/1")),
    "custody:record": ("booking", "agency", lambda u, n: custody.record(u, BOOKING, "book")),
    "claim:make": ("booking", "agency", lambda u, n: jail.pass_claim_on(u, BOOKING, "person", "x")),
    "claim:make anywhere": ("immigration", "agency", lambda u, n: claims.make_claim(u, BOOKING, "person", "x")),
    "claim:make here": (
        "enforcement",
        "agency",
        lambda u, n: claim_module.claim(u, BOOKING, ori=ORI, county="29510", channel="person"),
    ),
    "claim:resolve": ("enforcement", "own_office", lambda u, n: claim_module.resolve(u, n, citizen=True, grounds="x")),
    "case:list": ("enforcement", "own_office", lambda u, n: listing.list_cases(u, LEVELS[0])),
    "case:list clocks": ("enforcement", "own_office", lambda u, n: clock_list.running_clocks(u)),
    "case:read": ("enforcement", "own_office", lambda u, n: view.look(u, n)),
    "case:research": ("enforcement", "own_office", lambda u, n: research.attach(u, n, [], "x")),
    "case:add_evidence": ("enforcement", "own_office", lambda u, n: evidence.add(u, n, **ITEM)),
    "case:address_evidence": ("enforcement", "own_office", lambda u, n: evidence.address(u, n, 1, "x")),
    "case:determine": (
        "enforcement",
        "own_office",
        lambda u, n: decision.decide(u, n, Determination.UNDETERMINED, Action.NO_ACTION, "x"),
    ),
    "case:confirm": ("enforcement", "own_office", lambda u, n: decision.confirm(u, n, agree=True, grounds="x")),
    "case:cancel": ("enforcement", "own_office", lambda u, n: decision.cancel(u, n, "x")),
    "case:outcome": ("enforcement", "own_office", lambda u, n: decision.record_outcome(u, n, Outcome.REMOVED, "x")),
    "examination:list": ("immigration", "agency", lambda u, n: adjudication.tasks(u)),
    "examination:look": ("immigration", "agency", lambda u, n: adjudication.look(u, "x")),
    "examination:look material": ("immigration", "agency", lambda u, n: examination.material(u, "x")),
    "examination:conclude": (
        "immigration",
        "agency",
        lambda u, n: adjudication.conclude(u, BOOKING, Verdict.EXCLUSION, None),
    ),
    "examination:conclude letter": (
        "immigration",
        "agency",
        lambda u, n: adjudication.conclude_by_letter(u, "x", Verdict.EXCLUSION, None),
    ),
    "examination:proficiency": (
        "immigration",
        "agency",
        lambda u, n: adjudication.add_proficiency_item(u, prints={}, filed={}, truth=None),
    ),
    "examination:figures": ("immigration", "agency", lambda u, n: adjudication.examination_figures(u)),
    "record:read": ("criminal", "agency", lambda u, n: read_records(u, "100001T")),
    "record:correct": ("criminal", "agency", lambda u, n: redress.correct(u, BOOKING, "name", Wanted("X,Y", "x"))),
    "identity:merge": ("criminal", "agency", lambda u, n: identity.merge(u, "1", "2")),
    "identity:merge fins": ("immigration", "agency", lambda u, n: identity.merge_encounters(u, "1", "2")),
    "identity:unlink": ("criminal", "agency", lambda u, n: identity.unlink(u, "x")),
    "identity:unlink fin": ("immigration", "agency", lambda u, n: identity.unlink_encounter(u, "x")),
    "record:expunge": ("criminal", "agency", lambda u, n: expunge.expunge_bookings(u, [f"{ORI}:NONE"], "court")),
    "record:expunge subject": ("criminal", "agency", lambda u, n: expunge.expunge_subject(u, "x", "court")),
    "record:seal": ("criminal", "agency", lambda u, n: sealing.seal_record(u, "x", "court")),
    "record:unseal": ("criminal", "agency", lambda u, n: sealing.unseal_record(u, "x", "court")),
    "record:certificates": ("criminal", "agency", lambda u, n: certificates.orders(u)),
    "redress:notice": ("criminal", "agency", lambda u, n: notice.notice_for(u, BOOKING)),
    "redress:access": ("criminal", "agency", lambda u, n: redress.access(u, BOOKING)),
    "redress:amend": (
        "criminal",
        "agency",
        lambda u, n: redress.request_amendment(u, BOOKING, "name", Wanted("X,Y", "x")),
    ),
    "redress:decide": (
        "criminal",
        "agency",
        lambda u, n: redress.decide_amendment(u, "R000001", approve=True, grounds="x"),
    ),
    "redress:disagree": ("criminal", "agency", lambda u, n: redress.disagree(u, "R000001", "x")),
    "disclosure:read": ("criminal", "agency", lambda u, n: auditing.disclosures(u, BOOKING)),
    "audit:read": ("criminal", "agency", lambda u, n: auditing.read_log(u)),
    "audit:export": ("criminal", "agency", lambda u, n: auditing.export_log(u, "x")),
}
LEVELS = []
# Asked by commands, console and API before what names no person, or by the directory of accounts itself.
ELSEWHERE = (
    "account:",
    "statistics:",
    "policy:",
    "activation:",
    "submission:send",
    "record:retain",
    "message:",
    "queue:",
    "webhook:",
)


class UndoneError(Exception):
    """Takes back what an operation did."""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    agencies = Agencies(tmp_path_factory.mktemp("access"))
    number = agencies.match(BOOKING)
    session = at_work("criminal", "redress.a", redress.access)
    LEVELS[:] = [agencies.policies.levels(at=agencies.clock.now())]
    with agencies.criminal.act(session) as unit:
        add_encounter(
            unit, BOOKING, "100001T", Arrest("A,B", "19700101", "M", "YY", "20050101", ORI, [Charge("2202", "B")])
        )
        redress.request_amendment(unit, BOOKING, "name", Wanted("C,D", "why"))
    yield agencies, number
    agencies.close()


def permitted(agencies, number, agency, function, session, actor="a.b"):
    """Whether a function lets this session in; what it does is taken back."""
    try:
        with agencies.agencies[agency].unit(cause="x", actor=actor, session=session) as unit:
            try:
                function(unit, number)
            except NotAuthorisedError:
                raise
            except TenprintError:
                pass
            raise UndoneError
    except UndoneError:
        return True
    except NotAuthorisedError:
        return False


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_role_and_purpose_gets_what_the_table_says(world, name):
    agencies, number = world
    agency, relation, function = OPERATIONS[name]
    action = name.split(" ")[0]
    open_to = []
    for role, purpose in GRANTED:
        session = at_work(agency, "a.b", roles={role}, purpose=purpose)
        granted = decide(session, action, relation, purpose).allowed
        assert permitted(agencies, number, agency, function, session) == granted, (role, purpose)
        open_to += [(role, purpose)] if granted else []
    assert open_to, "no cell is open: the test would pass for a function that lets nobody in"


@pytest.mark.parametrize("name", OPERATIONS)
def test_nobody_is_let_in_without_a_session_or_with_one_of_another_agency(world, name):
    agencies, number = world
    agency, _relation, function = OPERATIONS[name]
    assert not permitted(agencies, number, agency, function, None)
    everything = Session(user="a.b", roles=frozenset(ROLES), agency="elsewhere", purpose="criminal")
    assert not permitted(agencies, number, agency, function, everything)


def test_every_action_of_the_table_is_asked_by_some_function():
    asked = {name.split(" ")[0] for name in OPERATIONS}
    left = {action for action in TABLE.actions if action not in asked and not action.startswith(ELSEWHERE)}
    assert left == set()


def test_an_officer_of_another_office_sees_no_case(world):
    agencies, number = world
    stranger = at_work("enforcement", "o.x", roles={"officer"}, purpose="criminal", office="Denver")
    assert not permitted(agencies, number, "enforcement", lambda u, n: view.look(u, n), stranger)
    with agencies.enforcement.act(stranger) as unit:
        assert listing.list_cases(unit, LEVELS[0]) == []


def test_a_refusal_changes_nothing_and_stands_in_the_log(world):
    agencies, number = world
    with pytest.raises(NotAuthorisedError, match="no row lets examiner"):
        agencies.act("enforcement", "e.x", view.look, number, session=at_work("enforcement", "e.x", roles={"examiner"}))
    last = agencies.act("enforcement", "au.x", auditing.read_log, number)[-1]
    assert (last.user, last.action, last.object, last.outcome) == ("e.x", "case:read", number, "denied")


def test_nobody_signed_in_is_refused_by_the_table_itself():
    with pytest.raises(NotAuthorisedError, match="nobody is signed in"):
        check(None, "enforcement", "case:read", "own_office")
