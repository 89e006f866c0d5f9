"""The clocks of holds: nobody stays beyond one in silence."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from tenprint.agency.booking.tables import booking_request
from tenprint.cases.clock_tables import alarm, clock
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page
from tenprint.exchange.machines import CUSTODY
from tenprint.exchange.tables import machine_state

router = APIRouter()
SHOWN = 100


@router.get("/custody")
def clocks(desk: Annotated[Desk, at("booking", action="custody:record", purpose="custody")]) -> Response:
    """Show running clocks, those that ended, and the alarms that they raised."""
    with desk.read() as connection:
        rows = connection.execute(
            select(clock, machine_state.c.state)
            .join(
                machine_state,
                (machine_state.c.machine == CUSTODY.name) & (machine_state.c.key == clock.c.key),
                isouter=True,
            )
            .where(clock.c.kind == "hold")
            .order_by(clock.c.stopped_at.is_not(None), clock.c.due_at)
            .limit(SHOWN)
        ).all()
        keys = [row.key for row in rows]
        requests = {
            row.correlation: row.request
            for row in connection.execute(
                select(booking_request.c.correlation, booking_request.c.request).where(
                    booking_request.c.correlation.in_(keys)
                )
            )
        }
        alarms = connection.execute(
            select(alarm).where(alarm.c.kind == "hold").order_by(alarm.c.sequence.desc()).limit(SHOWN)
        ).all()
    running = [row for row in rows if row.stopped_at is None]
    ended = [row for row in rows if row.stopped_at is not None]
    return page(
        desk,
        "booking/custody.html",
        title="Custody clocks",
        running=running,
        ended=ended,
        alarms=alarms,
        requests=requests,
        now=desk.now,
    )
