"""What the system is, in plain language, and how its figures are to be read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from tenprint.console.framework.desk import Visitor, anyone
from tenprint.console.framework.pages import page, see_other
from tenprint.console.oversight.books import shelf_of
from tenprint.statistics.map import history
from tenprint.statistics.service_levels import service_levels
from tenprint.statistics.suppression import suppression

router = APIRouter()


@router.get("/public")
def entrance(visitor: Annotated[Visitor, anyone]) -> Response:
    """Lead to the first public page."""
    return see_other(visitor, "/public/about")


@router.get("/public/about")
def about(visitor: Annotated[Visitor, anyone]) -> Response:
    """Say what happens to fingerprints, who decides, and what anybody may ask."""
    shelf = shelf_of(visitor)
    known = history(shelf.book.places.registry)
    active = known.active_on(shelf.clock.now().date())
    return page(
        visitor,
        "public/about.html",
        title="Fingerprints, records, and people who decide",
        active=len(active),
        states=len({shelf.book.places.state_of(fips) for fips in active}),
        all=len(shelf.book.places.registry.data.jurisdictions),
        day=shelf.clock.now().date(),
    )


@router.get("/public/reading")
def reading(visitor: Annotated[Visitor, anyone]) -> Response:
    """Say how the figures are to be read."""
    return page(
        visitor,
        "public/reading.html",
        title="How to read the figures",
        trail=(("Figures", "/public/statistics"),),
        threshold=suppression().threshold,
        levels=service_levels(),
    )
