"""The running clocks of an agency for people: what is due when, and how often it was prompted."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import func, select

from tenprint.cases.clock_tables import alarm, clock
from tenprint.exchange.unit import Unit


class RunningClock(msgspec.Struct, frozen=True):
    """A clock; its key is a case, or at a jail a booking."""

    kind: str
    key: str
    due: datetime
    overdue: bool
    alarms: int


def running_clocks(unit: Unit) -> list[RunningClock]:
    """Return the running clocks, the next due first; the look is audited.

    Raises:
        NotAuthorisedError: the person of this unit may list neither cases nor, at a jail, requests.
    """
    action = "request:read" if unit.agency.partners[unit.agency.name].role == "booking" else "case:list"
    session = unit.permit(action, "clocks", relation="agency" if action == "request:read" else "own_office")
    unit.audit(action, "clocks", purpose=session.purpose)
    counted = select(func.count()).where(alarm.c.kind == clock.c.kind, alarm.c.key == clock.c.key)
    rows = unit.connection.execute(
        select(clock, counted.scalar_subquery().label("alarms"))
        .where(clock.c.stopped_at.is_(None))
        .order_by(clock.c.due_at, clock.c.key)
    )
    return [RunningClock(row.kind, row.key, row.due_at, row.due_at <= unit.now, row.alarms) for row in rows]
