"""A supervisor's desk."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from tenprint.cases.clock_list import running_clocks
from tenprint.cases.listing import list_cases
from tenprint.cases.tables import case
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
        lines = list_cases(unit, desk.agency.policies.levels(at=desk.now))
        clocks = running_clocks(unit)
        waiting = [line for line in lines if line.state == "awaiting_supervisor"]
        names = {line.case for line in waiting}
        by = Counter(
            row.determined_by
            for row in unit.connection.execute(
                select(case.c.case, case.c.determined_by).where(case.c.outcome.is_(None))
            )
            if row.case in names
        )
    shown = {line.case for line in lines}
    return page(
        desk,
        "supervisor/desk.html",
        title="To confirm",
        waiting=waiting[:MOST],
        held=[line for line in lines if line.state == "held"][:MOST],
        clocks=[clock for clock in clocks if clock.key in shown][:MOST],
        by=by.most_common(),
        now=desk.now,
    )
