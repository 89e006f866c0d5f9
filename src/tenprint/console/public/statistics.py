"""The public figures: small counts are not shown, nor what would give them away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from tenprint.console.framework.desk import Visitor, anyone
from tenprint.console.framework.pages import page
from tenprint.console.oversight.books import Shelf, shelf_of
from tenprint.console.oversight.choropleth import choropleth
from tenprint.console.oversight.downloads import Form, download
from tenprint.console.oversight.reading import SECTIONS, TRAFFIC, Numbers
from tenprint.errors import UsageError
from tenprint.statistics.scope import NATION, STATE_NAMES, Scope
from tenprint.statistics.suppression import suppression

router = APIRouter()
MAPPED = "submissions"
YEAR_LENGTH = 4


@router.get("/public/statistics")
def statistics(
    visitor: Annotated[Visitor, anyone], place: str = NATION, year: str = "", figure: str = MAPPED
) -> Response:
    """Show the figures of the country, of a state or of a county, of all years or of one."""
    shelf = shelf_of(visitor)
    scope = _scope(shelf, place, year)
    report = shelf.report(scope, public=True)
    numbers = Numbers(report)
    if not numbers.has(figure):
        figure = next(name for name in TRAFFIC if numbers.has(name))
    return page(
        visitor,
        "public/statistics.html",
        title=f"Figures: {report.place_name}",
        numbers=numbers,
        report=report,
        scope=scope,
        year=year,
        years=sorted({month[:YEAR_LENGTH] for month in _months(shelf)}),
        states=sorted(STATE_NAMES.items(), key=lambda entry: entry[1]),
        sections=SECTIONS,
        traffic=[name for name in TRAFFIC if numbers.has(name)],
        figure=figure,
        map=choropleth(shelf.book, numbers, figure),
        threshold=suppression().threshold,
    )


@router.get("/public/statistics/download")
def downloaded(
    visitor: Annotated[Visitor, anyone], form: Form = Form.CSV, place: str = NATION, year: str = ""
) -> Response:
    """Give the public figures as a file."""
    shelf = shelf_of(visitor)
    return download(shelf.report(_scope(shelf, place, year), public=True), form)


def _scope(shelf: Shelf, place: str, year: str) -> Scope:
    if shelf.book.places.level(place) == "ori":
        raise UsageError("agencies are not told apart in public", remedy="Choose a county, a state or the country.")
    if not year:
        return Scope(place)
    if not (year.isdigit() and len(year) == YEAR_LENGTH):
        raise UsageError(f"{year!r} is no year", remedy="Give one as 2010.")
    return Scope(place, f"{year}-01", f"{year}-12")


def _months(shelf: Shelf) -> list[str]:
    book = shelf.refreshed()
    return [month for name in book.names for (month,) in book.tally(name, Scope(), ("month",)) if month]
