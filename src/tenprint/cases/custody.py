"""Custody events at the enforcement agency: what the jail says, the clock of a hold, and prompts of the jail.

The release is the jail's act. When a hold runs out, the jail is prompted, again and again, until it says that the
person is released or transferred.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update

from tenprint.cases import clocks
from tenprint.cases.opening import case_number, find
from tenprint.cases.tables import case, case_custody
from tenprint.errors import UsageError
from tenprint.exchange import states
from tenprint.exchange.machines import CUSTODY
from tenprint.exchange.messages import CustodyNotice, CustodyPrompt
from tenprint.exchange.unit import Unit

ENDS = frozenset({"released", "transferred"})


def record(unit: Unit, correlation: str, notice: CustodyNotice) -> None:
    """Write a custody event down; a hold starts its clock, a release or transfer stops it. It moves no case."""
    number = case_number(correlation)
    at = datetime.fromisoformat(notice.at)
    before = states.current(unit.connection, CUSTODY, number)
    state = unit.fire(CUSTODY, number, notice.event)
    known = unit.connection.scalar(select(case.c.case).where(case.c.case == number))
    if known is None:
        unit.audit(f"custody:{notice.event}", number, purpose="criminal", outcome="no case")
        return
    unit.connection.execute(insert(case_custody).values(case=number, event=notice.event, at=at, received_at=unit.now))
    unit.connection.execute(update(case).where(case.c.case == number).values(custody=state, custody_at=at))
    if state == "holding" and before != "holding":  # said again, it does not begin again
        clocks.start(unit, "hold", number, at=at, hours=notice.hold_hours)
    elif state in ENDS:
        clocks.stop(unit, "hold", number)
    unit.audit(f"custody:{notice.event}", number, purpose="criminal")


def prompt(unit: Unit, due: clocks.Prompt) -> None:
    """Pass a prompt of a hold's clock on to the jail."""
    row = find(unit, due.key)
    if due.level == "overdue" and states.current(unit.connection, CUSTODY, due.key) == "holding":
        unit.fire(CUSTODY, due.key, "expire")
    body = CustodyPrompt(
        case=due.key,
        level=due.level,
        due_at=due.due_at.isoformat(),
        text="The hold ends at this moment. Nobody may be held on this request beyond it.",
    )
    unit.send("custody_prompt", "booking", body, correlation=row.correlation, purpose="criminal", priority=1)


def events(unit: Unit, number: str) -> list[tuple[str, datetime]]:
    """Return the custody events of a case in the order in which they came.

    Raises:
        UsageError: there is no such case.
    """
    if unit.connection.scalar(select(case.c.case).where(case.c.case == number)) is None:
        raise UsageError(f"there is no case {number}")
    rows = unit.connection.execute(
        select(case_custody.c.event, case_custody.c.at)
        .where(case_custody.c.case == number)
        .order_by(case_custody.c.sequence)
    )
    return [(row.event, row.at) for row in rows]
