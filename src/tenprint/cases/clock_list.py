"""The running clocks of an agency for people: what is due when, and how often it was prompted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import func, select

from tenprint.cases.clock_tables import alarm, clock
from tenprint.cases.listing import offices_of
from tenprint.cases.tables import case
from tenprint.exchange.unit import Unit


class RunningClock(msgspec.Struct, frozen=True):
    """A clock; its key is a case, or at a jail a booking."""

    kind: str
    key: str
    due: datetime
    overdue: bool
    alarms: int


def running_clocks(unit: Unit, *, keys: Sequence[str] | None = None, limit: int | None = None) -> list[RunningClock]:
    """Return the running clocks, the next due first; the look is audited.

    Args:
        unit: of a person at work; at the enforcement agency clocks of the cases that they may list are shown.
        keys: only of these cases or bookings.
        limit: how many at most.

    Raises:
        NotAuthorisedError: the person of this unit may list neither cases nor, at a jail, requests.
    """
    action = "request:read" if unit.agency.partners[unit.agency.name].role == "booking" else "case:list"
    session = unit.permit(action, "clocks", relation="agency" if action == "request:read" else "own_office")
    unit.audit(action, "clocks", purpose=session.purpose)
    counted = select(func.count()).where(alarm.c.kind == clock.c.kind, alarm.c.key == clock.c.key)
    query = select(clock, counted.scalar_subquery().label("alarms")).where(clock.c.stopped_at.is_(None))
    if action == "case:list":
        query = query.outerjoin(case, case.c.case == clock.c.key)
        query = query.where(case.c.case.is_(None) | offices_of(session))
    if keys is not None:
        query = query.where(clock.c.key.in_(keys))
    rows = unit.connection.execute(query.order_by(clock.c.due_at, clock.c.key).limit(limit))
    return [RunningClock(row.kind, row.key, row.due_at, row.due_at <= unit.now, row.alarms) for row in rows]
