"""A supervisor's desk."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from tenprint.cases.clock_list import running_clocks
from tenprint.cases.listing import page_of_cases, proposals_by_officer
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page

router = APIRouter()
MOST = 100


@router.get("/supervisor")
def desk_of(
    desk: Annotated[Desk, at("enforcement", action="case:confirm", purpose="criminal", relation="own_office")],
) -> Response:
    """Show confirmations, claims and deadlines that wait, and what each officer has before a supervisor."""
    with desk.act("criminal") as unit:
        levels = desk.agency.policies.levels(at=desk.now)
        waiting = page_of_cases(unit, levels, state="awaiting_supervisor", limit=MOST)
        held = page_of_cases(unit, levels, state="held", limit=MOST)
        clocks = running_clocks(unit, limit=MOST)
        by = proposals_by_officer(unit)
    return page(
        desk,
        "supervisor/desk.html",
        title="To confirm",
        waiting=waiting,
        held=held,
        clocks=clocks,
        by=by,
        now=desk.now,
    )
