"""Traffic: what came and what went, by its envelope; never what is in it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from sqlalchemy import func, select
from starlette.responses import Response

from tenprint.console.framework import events
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page, text
from tenprint.console.framework.paging import Slice, newest_first
from tenprint.exchange.redelivery import QUEUES
from tenprint.exchange.watch import alarms

router = APIRouter()
READ = {"action": "queue:read", "purpose": "operation"}
STATES = ("waiting", "dead", "expunged", "withdrawn")  # the rare ones; what is done is the rest


@router.get("/traffic")
def traffic(
    desk: Annotated[Desk, at(**READ)],
    queue: str = "inbox",
    state: str = "",
    about: str = "",
    before: int | None = None,
    after: int | None = None,
) -> Response:
    """Show a page of messages."""
    queue = queue if queue in QUEUES else "inbox"
    state = state if state in STATES else ""
    found = _messages(desk, queue, state, about.strip(), before, after)
    with desk.read() as connection:
        standing = alarms(connection)
    return page(
        desk,
        "operators/traffic.html",
        title="Traffic",
        queues=desk.agency.queues(),
        alarms=standing,
        slice=found,
        queue=queue,
        state=state,
        about=about,
        states=STATES,
    )


@router.get("/traffic/events")
def traffic_events(desk: Annotated[Desk, at(**READ, live=True, audited=False)]) -> Response:
    """Send the counts whenever one changes."""

    def look() -> dict[str, str]:
        with desk.read() as connection:
            standing = alarms(connection)
        return {"counts": text(desk, "operators/counts.html", queues=desk.agency.queues(), alarms=standing)}

    return events.stream(desk, look, seconds=1.0)


def _messages(desk: Desk, queue: str, state: str, about: str, before: int | None, after: int | None) -> Slice:
    table = QUEUES[queue]
    partner = table.c.sender if queue == "inbox" else table.c.receiver
    query = select(
        table.c.sequence,
        partner.label("partner"),
        table.c.type,
        table.c.correlation,
        table.c.purpose,
        table.c.priority,
        table.c.state,
        table.c.attempts,
        table.c.created_at,
        table.c.finished_at,
        table.c.error,
    )
    if state:
        query = query.where(table.c.state == state)
    if about:
        query = query.where(table.c.correlation == about)
    with desk.read() as connection:
        return newest_first(connection, query, table.c.sequence, before=before, after=after)


def dead_count(desk: Desk) -> int:
    """Return how many dead letters there are."""
    with desk.read() as connection:
        return sum(
            int(connection.scalar(select(func.count()).where(table.c.state == "dead")) or 0)
            for table in QUEUES.values()
        )
