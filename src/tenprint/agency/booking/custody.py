"""Custody at the jail: booked, release planned, held on a request, released. Each event is a named person's act.

A hold needs a detainer that was served on the person and still stands. Its clock starts at the moment at which the
person would go free, and it prompts; it releases nobody.
"""

from __future__ import annotations

from sqlalchemy import insert, select

from tenprint.agency.booking.requests import standing
from tenprint.agency.booking.tables import booking_custody, booking_request
from tenprint.cases import clocks
from tenprint.errors import RefusedError
from tenprint.exchange import states
from tenprint.exchange.machines import CUSTODY, REQUEST
from tenprint.exchange.messages import CustodyNotice
from tenprint.exchange.unit import Unit

EVENTS = ("book", "plan_release", "begin_hold", "release", "transfer")
ENDS = frozenset({"released", "transferred"})


def record(unit: Unit, correlation: str, event: str) -> str:
    """Write a custody event and tell the enforcement agency where a request of it was received; return the state.

    Raises:
        RefusedError: software, or a hold without a served detainer that stands.
        TransitionError: the event is not possible now.
    """
    if unit.actor in ("", "system") or event not in EVENTS:
        raise RefusedError(f"custody events are {', '.join(EVENTS)}, each by a named person", where=correlation)
    unit.permit("custody:record", correlation)
    hours = _hold_hours(unit, correlation) if event == "begin_hold" else None
    before = states.current(unit.connection, CUSTODY, correlation)
    state = unit.fire(CUSTODY, correlation, event)
    unit.connection.execute(
        insert(booking_custody).values(correlation=correlation, event=event, at=unit.now, user=unit.actor)
    )
    if state == "holding" and before != "holding":
        clocks.start(unit, "hold", correlation, hours=hours)
    if state in ENDS:
        clocks.stop(unit, "hold", correlation)
        for request in standing(unit, correlation, among=("received", "served", "suspended")):
            unit.fire(REQUEST, request, "release")
    if _is_asked(unit, correlation):
        notice = CustodyNotice(event, unit.now.isoformat(), hours)
        unit.send("custody", "enforcement", notice, correlation=correlation, purpose="criminal", priority=2)
    unit.audit(f"custody:{event}", correlation, purpose="custody")
    return state


def expire(unit: Unit, correlation: str) -> None:
    """A hold's time is over and the person is still here: the state says so until somebody releases them."""
    if states.current(unit.connection, CUSTODY, correlation) == "holding":
        unit.fire(CUSTODY, correlation, "expire")


def _hold_hours(unit: Unit, correlation: str) -> int:
    served = standing(unit, correlation, among=("served",))
    hours = unit.connection.scalars(
        select(booking_request.c.hold_hours).where(
            booking_request.c.request.in_(served), booking_request.c.kind == "detainer"
        )
    ).all()
    if not hours:
        raise RefusedError(
            "nobody is held without a detainer that was served on them and stands",
            where=correlation,
            remedy="Release the person.",
        )
    return max(int(entry) for entry in hours)


def _is_asked(unit: Unit, correlation: str) -> bool:
    query = select(booking_request.c.request).where(booking_request.c.correlation == correlation)
    return unit.connection.scalar(query.limit(1)) is not None
