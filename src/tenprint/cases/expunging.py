"""What becomes of a case whose person is to be forgotten: its request is taken back, it is closed, its words go."""

from __future__ import annotations

from sqlalchemy import select, update

from tenprint.cases import clocks
from tenprint.cases.machine import CASE, REQUEST_STANDS
from tenprint.cases.opening import case_number, find
from tenprint.cases.tables import case
from tenprint.cases.vocabulary import Outcome
from tenprint.exchange import outbox, states
from tenprint.exchange.unit import Unit


def expunge_case(unit: Unit, correlation: str) -> None:
    """Close a booking's case, where there is one. The order itself tells the jail that its request is over."""
    number = case_number(correlation)
    if unit.connection.scalar(select(case.c.case).where(case.c.case == number)) is None:
        return
    row = find(unit, number)
    before = states.current(unit.connection, CASE, number)
    unit.fire(CASE, number, "expunge")
    if before in REQUEST_STANDS:
        outbox.withdraw(unit.connection, row.request_message, unit.now)
    for kind in ("research", "claim_review"):
        clocks.stop(unit, kind, number)
    if row.closed_at is None:
        unit.connection.execute(
            update(case)
            .where(case.c.case == number)
            .values(outcome=str(Outcome.EXPUNGED), outcome_at=unit.now, closed_at=unit.now)
        )
