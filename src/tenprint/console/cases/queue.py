"""The queue: gravest level first, then the oldest; what waits for whom, and which clocks run."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from tenprint.cases.clock_list import running_clocks
from tenprint.cases.listing import OPEN, page_of_cases
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page

router = APIRouter()
MOST = 100  # cases on one page
STATES = ("", "awaiting_officer", "awaiting_supervisor", "held", "requested", "cancelled", "closed")


@router.get("/cases")
def queue(desk: Annotated[Desk, at("enforcement")], state: str = "", skip: int = 0) -> Response:
    """Show the cases that this person may list."""
    skip, state = max(0, skip), state if state in STATES else ""
    with desk.act("criminal") as unit:
        shown = page_of_cases(
            unit, desk.agency.policies.levels(at=desk.now), state=state or OPEN, skip=skip, limit=MOST
        )
        running = running_clocks(unit, keys=[line.case for line in shown.lines])
    return page(
        desk,
        "cases/queue.html",
        title="Cases",
        lines=shown.lines,
        number=shown.number,
        clocks={clock.key: clock for clock in reversed(running)},
        state=state,
        states=STATES,
        skip=skip,
        most=MOST,
        now=desk.now,
    )
