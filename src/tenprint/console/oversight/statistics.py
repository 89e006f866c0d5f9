"""The figures of a place and some months; each opens its lineage."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page
from tenprint.console.oversight.books import Shelf, shelf_of
from tenprint.console.oversight.choropleth import choropleth
from tenprint.console.oversight.downloads import Form, download
from tenprint.console.oversight.reading import SECTIONS, TRAFFIC, Numbers
from tenprint.statistics.scope import NATION, STATE_NAMES, Scope

router = APIRouter()
READS = at(action="statistics:read", purpose="oversight")


@router.get("/statistics")
def statistics(
    desk: Annotated[Desk, READS], place: str = NATION, first: str = "", last: str = "", figure: str = "submissions"
) -> Response:
    """Show every figure of a scope."""
    shelf = shelf_of(desk)
    scope = Scope(place.strip() or NATION, first or None, last or None)
    report = shelf.report(scope, public=False)
    numbers = Numbers(report)
    traffic = [name for name in TRAFFIC if numbers.has(name)]
    shown = figure if numbers.has(figure) else traffic[0]
    return page(
        desk,
        "oversight/statistics.html",
        title=f"Figures: {report.place_name}",
        numbers=numbers,
        report=report,
        scope=scope,
        states=sorted(STATE_NAMES.items(), key=lambda entry: entry[1]),
        trail=_trail(shelf, scope),
        sections=SECTIONS,
        traffic=traffic,
        figure=shown,
        map=choropleth(shelf.book, numbers, shown),
        link=partial(lineage_link, scope),
        place_link=partial(place_link, scope),
        query=query(scope),
        months=all_months(shelf),
    )


@router.get("/statistics/download")
def downloaded(
    desk: Annotated[Desk, READS], form: Form = Form.CSV, place: str = NATION, first: str = "", last: str = ""
) -> Response:
    """Give the figures as a file; it is internal, for small counts are in it."""
    scope = Scope(place, first or None, last or None)
    return download(shelf_of(desk).report(scope, public=False, with_digests=True), form)


def query(scope: Scope, **more: str) -> str:
    """Return a scope as the query of an address."""
    parts = {"place": scope.place, "first": scope.first or "", "last": scope.last or "", **more}
    return urlencode({name: value for name, value in parts.items() if value})


def lineage_link(scope: Scope, figure: str, category: str) -> str:
    """Return where a figure's lineage is."""
    return f"/statistics/figure/{figure}?{query(scope, category=category)}"


def place_link(scope: Scope, place: str) -> str:
    """Return where the figures of a place inside are."""
    return f"/statistics?{query(Scope(place, scope.first, scope.last))}"


def all_months(shelf: Shelf) -> list[str]:
    """Return the months in which anything was counted."""
    book = shelf.book
    return sorted({month for name in book.names for (month,) in book.tally(name, Scope(), ("month",)) if month})


def _trail(shelf: Shelf, scope: Scope) -> tuple[tuple[str, str], ...]:
    """The wider places of a place."""
    places, level = shelf.book.places, shelf.book.places.level(scope.place)
    wider = {"nation": [], "state": [NATION], "county": [NATION, places.state_of(scope.place)]}.get(level)
    if wider is None:
        county = places.of(scope.place, "county")
        wider = [NATION] if county == "unknown" else [NATION, places.state_of(county), county]
    return tuple((places.name(place), place_link(scope, place)) for place in wider)
