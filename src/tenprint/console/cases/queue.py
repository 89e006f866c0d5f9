"""The queue: gravest level first, then the oldest; what waits for whom, and which clocks run."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from tenprint.cases.clock_list import running_clocks
from tenprint.cases.listing import list_cases
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page

router = APIRouter()
MOST = 100  # cases on one page
STATES = ("", "awaiting_officer", "awaiting_supervisor", "held", "requested", "cancelled", "closed")


@router.get("/cases")
def queue(desk: Annotated[Desk, at("enforcement")], state: str = "", skip: int = 0) -> Response:
    """Show the cases that this person may list."""
    with desk.act("criminal") as unit:
        lines = list_cases(unit, desk.agency.policies.levels(at=desk.now))
        clocks = {clock.key: clock for clock in reversed(running_clocks(unit))}
    chosen = [line for line in lines if line.state == state] if state else [x for x in lines if x.state != "closed"]
    skip = max(0, skip)
    return page(
        desk,
        "cases/queue.html",
        title="Cases",
        lines=chosen[skip : skip + MOST],
        number=len(chosen),
        clocks=clocks,
        state=state,
        states=STATES,
        skip=skip,
        most=MOST,
        now=desk.now,
    )
