"""The citizenship-claim hold: a claim, from whatever channel, stops the case at once, and what is under way too."""

from __future__ import annotations

from sqlalchemy import select, update

from tenprint.cases.decision import Determination, Outcome, send_cancellation
from tenprint.cases.machine import CASE
from tenprint.cases.opening import ensure
from tenprint.cases.tables import case
from tenprint.errors import RefusedError, UsageError
from tenprint.exchange import states
from tenprint.exchange.unit import Unit


def claim(unit: Unit, correlation: str, *, ori: str, county: str, channel: str) -> str:
    """Hold the case of a booking; a request that was sent is cancelled at once. Returns the case number."""
    number = ensure(unit, correlation, ori=ori, county=county)
    before = states.current(unit.connection, CASE, number)
    unit.fire(CASE, number, "claim")
    unit.connection.execute(update(case).where(case.c.case == number).values(citizenship_claimed=True))
    if before == "requested":
        send_cancellation(unit, number, correlation, "a citizenship claim was made")
    unit.audit("case:citizenship_claim", number, purpose="criminal", outcome=f"held, from {channel}"[:80])
    return number


def resolve(unit: Unit, number: str, *, citizen: bool) -> None:
    """A supervisor decides on a held case: a citizen's case is closed, with no request; else it goes on.

    Raises:
        UsageError: there is no such case.
        RefusedError: the supervisor is the officer who determined before.
    """
    row = unit.connection.execute(select(case).where(case.c.case == number)).first()
    if row is None:
        raise UsageError(f"there is no case {number}", remedy="See `tenprint case list`.")
    if unit.actor in ("system", row.determined_by):
        raise RefusedError("another named person resolves a hold", where=number)
    unit.fire(CASE, number, "citizen" if citizen else "not_citizen")
    if citizen:
        unit.connection.execute(
            update(case)
            .where(case.c.case == number)
            .values(
                determination=str(Determination.UNITED_STATES_CITIZEN),
                determined_by=unit.actor,
                determined_at=unit.now,
                action="no_action",
                outcome=str(Outcome.NO_FURTHER_ACTION),
                outcome_at=unit.now,
                closed_at=unit.now,
            )
        )
    unit.audit("case:resolve_claim", number, purpose="criminal", outcome="citizen" if citizen else "not citizen")
