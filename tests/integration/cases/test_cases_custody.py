"""The jail's side of a request: served on the person, a hold of at most 48 hours, never exceeded in silence."""

from __future__ import annotations

import pytest
from case_agencies import ORI

from tenprint.agency.booking import custody
from tenprint.agency.booking.requests import serve
from tenprint.agency.chores import raise_prompts
from tenprint.cases import decision
from tenprint.cases.clock_tables import alarm, clock
from tenprint.cases.vocabulary import Action
from tenprint.errors import RefusedError
from tenprint.exchange.machines import CUSTODY, REQUEST
from tenprint.exchange.tables import inbox

CORRELATION = f"{ORI}:BOOKING1"


@pytest.fixture
def requested(agencies, number, propose, confirm):
    propose(number)
    confirm(number)
    agencies.run()
    return number


def record(agencies, event, user="clerk.cole"):
    return agencies.act("booking", user, custody.record, CORRELATION, event)


def test_nobody_is_held_before_the_request_was_served_on_them(agencies, requested):
    with pytest.raises(RefusedError, match="served"):
        record(agencies, "begin_hold")
    agencies.act("booking", "clerk.cole", serve, f"{requested}/1")
    assert record(agencies, "begin_hold") == "holding"


def test_a_request_for_notification_holds_nobody(agencies, number, propose, confirm):
    propose(number, Action.REQUEST_FOR_NOTIFICATION)
    confirm(number)
    agencies.run()
    agencies.act("booking", "clerk.cole", serve, f"{number}/1")
    with pytest.raises(RefusedError):
        record(agencies, "begin_hold")
    assert record(agencies, "plan_release") == "release_planned"
    agencies.run()
    assert agencies.row(number).custody == "release_planned"


def test_software_records_no_custody_event(agencies, requested):
    with pytest.raises(RefusedError):
        record(agencies, "release", "system")


def test_a_hold_that_runs_out_alarms_on_both_sides_until_the_jail_releases(agencies, requested):
    agencies.act("booking", "clerk.cole", serve, f"{requested}/1")
    record(agencies, "begin_hold")
    agencies.run()
    began = agencies.clock.now()
    for _ in range(50):
        agencies.clock.advance(3600)
        for role in ("booking", "enforcement"):
            raise_prompts(agencies.agencies[role])
        agencies.run()
    for role in ("booking", "enforcement"):
        levels = [row.level for row in agencies.rows(role, alarm, alarm.c.kind == "hold")]
        assert levels == ["warning"] * 3 + ["overdue"] * 3, role  # 24, 6, 1 h before; at 48, 49, 50 h
        [row] = agencies.rows(role, clock, clock.c.kind == "hold")
        assert (row.due_at - began).total_seconds() == 48 * 3600
    assert agencies.jail(CUSTODY, CORRELATION) == "overdue"
    prompts = agencies.rows("booking", inbox, inbox.c.type == "custody_prompt")
    assert len(prompts) == 6
    record(agencies, "release")
    agencies.run()
    assert agencies.jail(CUSTODY, CORRELATION) == "released"
    assert agencies.row(requested).custody == "released"
    assert agencies.jail(REQUEST, f"{requested}/1") == "ended"
    agencies.clock.advance(7200)
    assert raise_prompts(agencies.booking) == raise_prompts(agencies.enforcement) == 0


def test_saying_again_that_somebody_is_held_does_not_lengthen_the_hold(agencies, requested):
    agencies.act("booking", "clerk.cole", serve, f"{requested}/1")
    record(agencies, "begin_hold")
    agencies.run()
    due = {role: agencies.rows(role, clock, clock.c.kind == "hold")[0].due_at for role in ("booking", "enforcement")}
    agencies.clock.advance(40 * 3600)
    record(agencies, "begin_hold")
    agencies.run()
    for role, moment in due.items():
        assert agencies.rows(role, clock, clock.c.kind == "hold")[0].due_at == moment


def test_a_cancellation_after_the_release_is_taken_and_changes_nothing(agencies, requested):
    record(agencies, "release")
    agencies.run()
    agencies.act("enforcement", "o.g", decision.cancel, requested, "No longer needed.")
    agencies.run()
    assert agencies.jail(REQUEST, f"{requested}/1") == "ended"
    assert agencies.state(requested) == "cancelled"


def test_no_request_goes_out_for_somebody_who_is_gone(agencies, requested, propose, confirm):
    record(agencies, "release")
    agencies.run()
    other = agencies.row(requested)
    assert other.custody == "released"
    from tenprint.cases.claim import claim, resolve

    said = {"ori": ORI, "county": "29510", "channel": "family"}
    agencies.act("enforcement", "h", claim, CORRELATION, **said)
    agencies.act("enforcement", "s.w", resolve, requested, citizen=False, grounds="x")
    with pytest.raises(RefusedError, match="released"):
        propose(requested)
