"""Submissions that were rejected, and messages that were refused and kept as evidence."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from tenprint.agency.correlation import ori_of, tcn_of
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page
from tenprint.console.framework.paging import newest_first
from tenprint.exchange.machines import SUBMISSION
from tenprint.exchange.tables import evidence, transition

router = APIRouter()
SHOWN = 50


@router.get("/rejects")
def rejects(
    desk: Annotated[Desk, at(action="queue:read", purpose="operation")],
    before: int | None = None,
    after: int | None = None,
) -> Response:
    """List both."""
    query = select(transition.c.sequence, transition.c.key, transition.c.at, transition.c.origin).where(
        transition.c.machine == SUBMISSION.name, transition.c.event == "reject"
    )
    kept = (
        select(evidence.c.sequence, evidence.c.received_at, evidence.c.reason, evidence.c.digest)
        .order_by(evidence.c.sequence.desc())
        .limit(SHOWN)
    )
    with desk.read() as connection:
        found = newest_first(connection, query, transition.c.sequence, before=before, after=after)
        refused = connection.execute(kept).all()
    return page(
        desk,
        "operators/rejects.html",
        title="Rejects and refusals",
        slice=found,
        refused=refused,
        ori_of=ori_of,
        tcn_of=tcn_of,
    )
