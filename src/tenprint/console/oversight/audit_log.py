"""The audit log: who did what to what, when, for which purpose; whether the log is whole. Looking is an entry, too."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from tenprint.accountability.access import access_table
from tenprint.accountability.explore import STRETCH, Filter
from tenprint.agency import auditing
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import fragment, page
from tenprint.errors import UsageError

router = APIRouter()
MAY = at(action="audit:read", purpose="oversight", audited=False)  # the functions below write their look down
LOG = "/audit-log"


@router.get(LOG)
def log(
    desk: Annotated[Desk, MAY],
    about: str = "",
    user: str = "",
    action: str = "",
    ori: str = "",
    purpose: str = "",
    outcome: str = "",
    since: str = "",
    until: str = "",
    before: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
) -> Response:
    """Show a page of the log."""
    given = {"about": about, "user": user, "action": action, "ori": ori, "purpose": purpose, "outcome": outcome}
    texts = {name: value.strip() for name, value in given.items()}
    wanted = Filter(**texts, since=_time(since, "From"), until=_time(until, "To"))
    look, state = auditing.look_into(desk.agency, desk.session("oversight"), wanted, before=before)
    kept = {name: value for name, value in {**texts, "since": since, "until": until}.items() if value}
    table = access_table()
    return page(
        desk,
        "oversight/audit.html",
        title="Audit log",
        wanted={**texts, "since": since, "until": until},
        filtered=bool(kept),
        look=look,
        state=state,
        kept=urlencode(kept),
        newest=before is None,
        stretch=STRETCH,
        actions=table.actions,
        purposes=table.purposes,
    )


@router.get(LOG + "/{place}")
def entry(desk: Annotated[Desk, MAY], place: int) -> Response:
    """Show one entry with everything that it says, and how it stands in the chain."""
    if not 1 <= place < 2**31:
        raise UsageError(f"there is no entry {place}")
    found = auditing.entry_at(desk.agency, desk.session("oversight"), place)
    return page(
        desk, "oversight/audit_entry.html", title=f"Entry {place}", trail=(("Audit log", LOG),), one=found, place=place
    )


@router.post(LOG + "/verify")
def verify(desk: Annotated[Desk, MAY]) -> Response:
    """Check the whole chain from its first entry."""
    start = time.perf_counter()
    number, problem = auditing.verify_log(desk.agency, desk.session("oversight"))
    seconds = time.perf_counter() - start
    if desk.is_htmx:
        return fragment(desk, "oversight/verified.html", number=number, problem=problem, seconds=seconds)
    return page(
        desk,
        "oversight/verified_page.html",
        title="The whole log",
        trail=(("Audit log", LOG),),
        number=number,
        problem=problem,
        seconds=seconds,
    )


def _time(text: str, field: str) -> datetime | None:
    """Read a time as a form writes it (UTC), or a day."""
    if not text.strip():
        return None
    try:
        read = datetime.fromisoformat(text.strip())
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(f"“{field}” is no time", remedy="Write it as 2010-09-21T08:00.") from None
