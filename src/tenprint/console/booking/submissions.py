"""The list of submissions; the states of those shown follow by themselves."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from tenprint.console.booking.reading import STATES, listing
from tenprint.console.framework import events
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page, text

router = APIRouter()
READ = {"action": "answer:read", "purpose": "criminal"}


@router.get("/submissions")
def submissions(
    desk: Annotated[Desk, at("booking", **READ)],
    state: str = "",
    before: int | None = None,
    after: int | None = None,
) -> Response:
    """Show a page of submissions."""
    state = state if state in STATES else ""
    found = listing(desk, state, before, after)
    live = before is None and after is None
    return page(
        desk, "booking/submissions.html", title="Submissions", slice=found, state=state, states=STATES, live=live
    )


@router.get("/submissions.events")
def submission_events(
    desk: Annotated[Desk, at("booking", **READ, live=True, audited=False)], state: str = ""
) -> Response:
    """Send the first page's rows whenever one changes."""
    state = state if state in STATES else ""
    return events.stream(
        desk, lambda: {"rows": text(desk, "booking/submission_rows.html", slice=listing(desk, state, None, None))}
    )
