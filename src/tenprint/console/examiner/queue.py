"""The queue of an examiner: tasks under names that say nothing, oldest first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from tenprint.cases import adjudication
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page

router = APIRouter()
REPOSITORIES = ("criminal", "immigration")


@router.get("/examinations")
def tasks(desk: Annotated[Desk, at(*REPOSITORIES)]) -> Response:
    """List what this examiner can take."""
    with desk.act("examination") as unit:
        found = adjudication.tasks(unit)
    return page(desk, "examiner/queue.html", title="Examinations", tasks=found, now=desk.now)
