"""What anybody may ask without a token: who takes part, and the figures with small counts hidden."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from tenprint.agency.base import Agency
from tenprint.api.roles import model
from tenprint.api.roles.paging import Cursor, Limit, from_cursor, to_cursor
from tenprint.api.roles.schema import answers, reply
from tenprint.errors import UsageError
from tenprint.policy.activation_view import public_view
from tenprint.statistics.report import make
from tenprint.statistics.scope import NATION, STATE_NAMES, Scope

router = APIRouter(prefix="/public", tags=["public"])
State = Annotated[str, Query(max_length=2, description="Two letters, as MO; all where empty.")]
Day = Annotated[dt.date | None, Query(description="At its end; today where not given.")]
Place = Annotated[str, Query(max_length=2, description="US, or a state's two letters.")]


@router.get("/activation", responses=answers(model.Activations, "A page."))
def activation(
    request: Request, state: State = "", day: Day = None, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """List every activation on record, and whether it applies at the end of a day."""
    agency: Agency = request.app.state.agency
    shown = day or agency.clock.now().date()
    moment = dt.datetime.combine(shown, dt.time.max, dt.UTC)
    found = public_view(agency.activation, moment, state=state)
    start = _start(cursor)
    after = start + limit
    items = found[start:after]
    following = to_cursor(after) if after < len(found) else None
    return reply(model.Activations(agency.activation.version, shown, items, following))


@router.get("/statistics", responses=answers(model.Statistics, "A page."))
def statistics(request: Request, place: Place = NATION, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """Return the figures of a place, of everything to date."""
    if place != NATION and place not in STATE_NAMES:
        raise UsageError(f"there is no state {place!r}", remedy="Give US, or two letters as MO.")
    with request.app.state.book_lock:
        book = request.app.state.book()
        book.refresh()
        made = make(book, Scope(place), public=True, now=request.app.state.agency.clock.now())
    start = _start(cursor)
    after = start + limit
    following = to_cursor(after) if after < len(made.rows) else None
    return reply(model.Statistics(made.scope.place, made.made_at, made.versions, made.rows[start:after], following))


def _start(cursor: str | None) -> int:
    return max(0, from_cursor(cursor, int)) if cursor is not None else 0
