"""The lineage of a figure: what is included, the query, the digest; and counting it again from the first row on."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import fragment, page
from tenprint.console.oversight.books import shelf_of
from tenprint.console.oversight.statistics import lineage_link, place_link
from tenprint.statistics.book import Amount
from tenprint.statistics.scope import NATION, Scope
from tenprint.statistics.words import category as category_words

router = APIRouter()
READS = at(action="statistics:read", purpose="oversight")


@router.get("/statistics/figure/{name}")
def lineage(
    desk: Annotated[Desk, READS], name: str, place: str = NATION, first: str = "", last: str = "", category: str = ""
) -> Response:
    """Show a figure with everything that somebody needs who wants to count again."""
    shelf = shelf_of(desk)
    book = shelf.refreshed()
    scope = Scope(place, first or None, last or None)
    figure = book.figure(name, scope, category or None)
    kinds = [(entry, amount) for (entry,), amount in book.tally(name, scope, ("category",)).items() if entry]
    return page(
        desk,
        "oversight/lineage.html",
        title=figure.title if not category else f"{figure.title}: {category_words(category)}",
        trail=((f"Figures: {book.places.name(place)}", place_link(scope, place)),),
        figure=figure,
        category=category,
        place_name=book.places.name(place),
        kinds=kinds,
        words=category_words,
        months=_by_month(shelf.book.tally(name, scope, ("month", "category")), category),
        link=lambda kind: lineage_link(scope, name, kind),
    )


@router.post("/statistics/figure/{name}/recount")
def recount(
    desk: Annotated[Desk, READS],
    name: str,
    place: Annotated[str, Form()],
    first: Annotated[str, Form()] = "",
    last: Annotated[str, Form()] = "",
    category: Annotated[str, Form()] = "",
) -> Response:
    """Count again from the journals and say whether it is the same."""
    book = shelf_of(desk).refreshed()
    figure = book.figure(name, Scope(place, first or None, last or None), category or None)
    start = time.perf_counter()
    again = book.recount(figure)
    seconds = time.perf_counter() - start
    agrees = figure.agrees_with(again)
    if desk.is_htmx:
        return fragment(desk, "oversight/recount.html", figure=figure, again=again, agrees=agrees, seconds=seconds)
    return page(
        desk,
        "oversight/recounted.html",
        title=f"Counted again: {figure.title}",
        figure=figure,
        again=again,
        agrees=agrees,
        seconds=seconds,
    )


def _by_month(counts: dict[tuple[str, ...], Amount], category: str) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for (month, kind), amount in counts.items():
        if not category or kind == category:
            found[month] = found.get(month, 0) + amount.number
    return sorted(found.items())
