"""Retention reads what is new and what is due, by index; what a clock that was set back hides is found once a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from case_agencies import ORI, Agencies
from sqlalchemy import event, insert, select, text

from tenprint.accountability.ledger import retention
from tenprint.agency.keeping.retain import SWEEP_EVERY, retain
from tenprint.agency.keeping.settled import settled
from tenprint.agency.state.tables import state_relay

MANY = 3000


@pytest.fixture
def agencies(tmp_path):
    world = Agencies(tmp_path)
    yield world
    world.close()


def answered(world, numbers, at):
    rows = [
        {
            "correlation": f"{ORI}:B{number}",
            "ori": ORI,
            "tot": "CAR",
            "digest": "0" * 64,
            "received_at": at,
            "answered_at": at,
            "answer": "SRE",
            "identified": False,
        }
        for number in numbers
    ]
    with world.state_bureau.database.write() as connection:
        connection.execute(insert(state_relay), rows)


def planned(world):
    with world.state_bureau.database.read() as connection:
        return set(connection.scalars(select(retention.c.correlation)))


def rows_read(agency, function):
    """Return how many rows of what was settled a round fetches."""
    seen = []
    from tenprint.agency.keeping import retain as module

    original = module.settled

    def counting(connection, role, since):
        found = list(original(connection, role, since))
        seen.extend(found)
        return iter(found)

    module.settled = counting
    try:
        function()
    finally:
        module.settled = original
    return len(seen)


def test_a_round_reads_only_what_is_new(agencies):
    now = agencies.clock.now()
    answered(agencies, range(MANY), now)
    state = agencies.state_bureau
    assert rows_read(state, lambda: retain(state)) == MANY
    agencies.clock.advance(60)
    assert rows_read(state, lambda: retain(state)) == 0
    answered(agencies, range(MANY, MANY + 5), agencies.clock.now())
    agencies.clock.advance(60)
    assert rows_read(state, lambda: retain(state)) == 5
    assert len(planned(agencies)) == MANY + 5


def test_what_was_settled_under_a_clock_that_was_wrong_is_found_the_next_day(agencies):
    state = agencies.state_bureau
    retain(state)
    answered(agencies, [1], agencies.clock.now() - timedelta(days=3))
    agencies.clock.advance(60)
    retain(state)
    assert planned(agencies) == set(), "the round of the minute does not see it"
    agencies.clock.advance(SWEEP_EVERY.total_seconds())
    retain(state)
    assert planned(agencies) == {f"{ORI}:B1"}


def test_what_is_due_goes_and_nothing_else(agencies):
    state = agencies.state_bureau
    answered(agencies, [1], agencies.clock.now())
    retain(state)
    with state.database.read() as connection:
        dues = sorted(set(connection.scalars(select(retention.c.due_at).where(retention.c.due_at.is_not(None)))))
    assert dues
    agencies.clock.advance((dues[0] - agencies.clock.now()).total_seconds() - 1)
    assert retain(state) == 0
    agencies.clock.advance(2)
    assert retain(state) > 0


@pytest.mark.parametrize("role", ["booking", "state", "criminal", "immigration", "enforcement"])
def test_every_query_of_a_round_uses_an_index(agencies, role):
    agency = agencies.agencies[role]
    statements = []

    @event.listens_for(agency.database.engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, parameters, _context, _many):
        if "retention" in statement and statement.lstrip().startswith("SELECT"):
            statements.append((statement, parameters))

    with agency.database.read() as connection:
        list(settled(connection, role, agencies.clock.now()))
        found = list(statements)
        assert found
        for statement, parameters in found:
            plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters).all()
            steps = [row[-1] for row in plan]
            assert not any(step.startswith("SCAN") for step in steps), steps
        due = connection.execute(
            text("EXPLAIN QUERY PLAN SELECT correlation FROM retention WHERE done_at IS NULL AND due_at <= '2011'")
        ).all()
        assert "ix_retention_due" in due[0][-1]
