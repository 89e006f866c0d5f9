"""A claim to citizenship stops the case wherever it stands, and whatever is under way; a cancellation always wins."""

from __future__ import annotations

import pytest
from case_agencies import ORI

from tenprint.agency.booking import custody
from tenprint.agency.booking.requests import pass_claim_on, serve
from tenprint.agency.booking.tables import booking_request
from tenprint.cases import decision
from tenprint.cases.claim import claim, resolve
from tenprint.cases.claim_figures import claim_figures
from tenprint.cases.clock_tables import clock
from tenprint.cases.opening import case_number
from tenprint.cases.tables import case_claim
from tenprint.cases.vocabulary import Action
from tenprint.errors import RefusedError, TransitionError, UnavailableError, UsageError
from tenprint.exchange.machines import CUSTODY, REQUEST
from tenprint.exchange.messages import CitizenshipClaim
from tenprint.exchange.tables import inbox, outbox

CORRELATION = f"{ORI}:BOOKING1"
ROLES = ("booking", "state", "criminal", "immigration", "enforcement")


def say(agencies, role="enforcement", correlation=CORRELATION):
    """Somebody says at this role that the person is a citizen."""
    if role == "enforcement":
        said = {"ori": ORI, "county": "29510", "channel": "hotline"}
        agencies.act(role, "hotline.hill", claim, correlation, **said)
    elif role == "booking":
        agencies.act(role, "clerk.cole", pass_claim_on, correlation, "person", "I was born here.")
    else:
        body = CitizenshipClaim("record", "a certificate is on file")
        with agencies.agencies[role].unit(cause=f"claim {role}", actor="clerk") as unit:
            unit.send("citizenship_claim", "enforcement", body, correlation=correlation, purpose="criminal")


def figures(agencies):
    with agencies.enforcement.database.read() as connection:
        return claim_figures(connection, agencies.clock.now())


@pytest.mark.parametrize("role", ROLES)
def test_a_claim_from_any_role_holds_the_case(agencies, number, propose, confirm, role):
    propose(number)
    say(agencies, role)
    agencies.run()
    assert agencies.state(number) == "held"
    with pytest.raises(TransitionError):
        confirm(number)
    assert figures(agencies).by_channel == {
        "hotline" if role == "enforcement" else "record" if role != "booking" else "person": 1
    }
    [row] = agencies.rows("enforcement", case_claim)
    assert row.origin == role
    assert not agencies.rows("enforcement", outbox, outbox.c.type == "detainer")


def test_a_request_that_never_left_is_withdrawn_from_the_outbox(agencies, number, propose, confirm):
    propose(number)
    confirm(number)
    say(agencies)
    agencies.run()
    [row] = agencies.rows("enforcement", outbox, outbox.c.type == "detainer")
    assert row.state == "withdrawn"
    assert not agencies.rows("booking", booking_request)
    assert not agencies.rows("enforcement", outbox, outbox.c.type == "detainer_cancellation"), "nobody was told of it"


def test_a_request_in_flight_is_cancelled(agencies, number, propose, confirm):
    """The delivery had claimed it, and the jail had accepted it, before the delivery could be marked."""
    propose(number)
    confirm(number)
    deliver = agencies.enforcement.transport.deliver

    def arrives_then_breaks(receiver, data):
        deliver(receiver, data)
        say(agencies)
        raise UnavailableError("the line broke after the message had arrived")

    agencies.transport.deliver = arrives_then_breaks
    agencies.enforcement.deliver()
    agencies.transport.deliver = deliver
    assert agencies.rows("booking", inbox, inbox.c.type == "detainer")
    agencies.clock.advance(600)
    agencies.run()
    assert agencies.state(number) == "held"
    assert agencies.jail(REQUEST, f"{number}/1") == "cancelled"


def test_a_request_that_arrived_is_cancelled_and_acknowledged(agencies, number, propose, confirm):
    propose(number)
    confirm(number)
    agencies.run()
    agencies.act("booking", "clerk.cole", serve, f"{number}/1")
    agencies.run()
    assert agencies.row(number).served_at is not None
    say(agencies)
    agencies.run()
    assert agencies.jail(REQUEST, f"{number}/1") == "cancelled"
    kinds = [row.type for row in agencies.rows("enforcement", inbox, inbox.c.type == "detainer_acknowledgement")]
    assert len(kinds) == 3  # received, served, cancelled


def test_the_jail_acts_on_no_request_that_did_not_know_of_a_claim_on_its_way(agencies, number, propose, confirm):
    propose(number)
    say(agencies, "booking")  # in the jail's outbox
    confirm(number)
    agencies.enforcement.deliver()
    agencies.booking.step()
    assert agencies.jail(REQUEST, f"{number}/1") == "suspended"
    with pytest.raises(TransitionError):
        agencies.act("booking", "clerk.cole", serve, f"{number}/1")
    agencies.run()
    assert agencies.state(number) == "held"
    assert agencies.jail(REQUEST, f"{number}/1") == "cancelled"


def test_after_a_claim_that_proved_wrong_a_new_request_is_a_new_one(agencies, number, propose, confirm):
    propose(number)
    confirm(number)
    agencies.run()
    say(agencies, "booking")
    agencies.run()
    agencies.act("enforcement", "s.white", resolve, number, citizen=False, grounds="The certificate is of another.")
    assert agencies.state(number) == "awaiting_officer"
    propose(number)
    confirm(number)
    agencies.run()
    assert agencies.jail(REQUEST, f"{number}/1") == "cancelled"
    assert agencies.jail(REQUEST, f"{number}/2") == "received"
    assert figures(agencies).citizens_requested == 0


def test_a_citizen_is_closed_with_no_request_and_the_error_is_counted(agencies, number, propose, confirm):
    propose(number)
    confirm(number)
    agencies.run()
    say(agencies, "booking")
    agencies.run()
    with pytest.raises(RefusedError, match="nobody confirms their own decision"):
        agencies.act("enforcement", "officer.green", resolve, number, citizen=True, grounds="x")
    with pytest.raises(RefusedError, match="named person"):
        agencies.act("enforcement", "system", resolve, number, citizen=True, grounds="x")
    agencies.act("enforcement", "s.white", resolve, number, citizen=True, grounds="Certificate seen.")
    agencies.run()
    row = agencies.row(number)
    assert (agencies.state(number), row.determination) == ("closed", "united_states_citizen")
    found = figures(agencies)
    assert (found.citizens, found.citizens_requested, found.error_rate) == (1, 1, 1.0)
    with pytest.raises(UsageError, match="no claim"):
        agencies.act("enforcement", "s.other", resolve, number, citizen=True, grounds="x")


def test_a_claim_before_the_query_holds_what_comes(agencies):
    say(agencies, "booking", f"{ORI}:EARLY")
    agencies.run()
    number = case_number(f"{ORI}:EARLY")
    assert agencies.state(number) == "held"
    agencies.act("enforcement", "s.w", resolve, number, citizen=False, grounds="Looked at it.")
    assert agencies.state(number) == "awaiting_officer"
    with pytest.raises(RefusedError, match="query"):
        agencies.act(
            "enforcement", "o.g", decision.decide, number, decision.Determination.UNDETERMINED, Action.NO_ACTION, "x"
        )
    assert agencies.match(f"{ORI}:EARLY") == number
    assert agencies.state(number) == "awaiting_officer"
    assert agencies.row(number).level == "LEVEL_2"


def test_a_query_after_a_citizen_was_confirmed_stays_closed(agencies):
    say(agencies, "state", f"{ORI}:EARLY")
    agencies.run()
    number = case_number(f"{ORI}:EARLY")
    agencies.act("enforcement", "s.w", resolve, number, citizen=True, grounds="Passport seen.")
    agencies.match(f"{ORI}:EARLY")
    assert agencies.state(number) == "closed"


def test_a_claim_has_a_deadline_that_does_not_pass_in_silence(agencies, number):
    from tenprint.agency.chores import raise_prompts
    from tenprint.cases.clock_tables import alarm

    say(agencies)
    assert raise_prompts(agencies.enforcement) == 0
    agencies.clock.advance(23 * 3600)
    assert raise_prompts(agencies.enforcement) == 1
    agencies.clock.advance(2 * 3600)
    assert raise_prompts(agencies.enforcement) == 1
    assert [row.level for row in agencies.rows("enforcement", alarm, alarm.c.kind == "claim_review")] == [
        "warning",
        "overdue",
    ]
    assert figures(agencies).overdue == 1
    agencies.act("enforcement", "s.w", resolve, number, citizen=False, grounds="x")
    agencies.clock.advance(48 * 3600)
    assert raise_prompts(agencies.enforcement) == 0


def test_a_hold_on_a_request_that_a_claim_stopped_ends_at_once(agencies, number, propose, confirm):
    propose(number)
    confirm(number)
    agencies.run()
    agencies.act("booking", "clerk.cole", serve, f"{number}/1")
    agencies.act("booking", "clerk.cole", custody.record, CORRELATION, "begin_hold")
    say(agencies, "booking")
    agencies.run()
    [row] = agencies.rows("booking", clock, clock.c.kind == "hold")
    assert row.due_at == agencies.clock.now()
    assert agencies.jail(CUSTODY, CORRELATION) == "holding", "the release is the jail's act"
