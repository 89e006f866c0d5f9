"""What is held about a booking here, the notice to the person, and a wish for a correction."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from tenprint.agency.claims import booking_of
from tenprint.agency.keeping import redress
from tenprint.agency.keeping.notice import notice_for
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page, see_other
from tenprint.console.framework.words import slug, unslug
from tenprint.console.redress.wish import Wish

router = APIRouter()
MAY = at(action="redress:access", purpose="redress", audited=False)
TRAIL = (("What is held", "/held"),)
Name = Annotated[str, Form(max_length=96)]


@router.get("/held")
def ask(desk: Annotated[Desk, MAY]) -> Response:
    """Ask about which booking."""
    return page(desk, "redress/ask_held.html", title="What is held about a person")


@router.post("/held")
def find(desk: Annotated[Desk, MAY], booking: Name) -> Response:
    """Find the booking under its own name or a case number."""
    with desk.act("redress") as unit:
        unit.permit("redress:access", booking.strip()[:96])
        correlation = booking_of(unit, booking.strip())
    return see_other(desk, f"/held/{slug(correlation)}")


@router.get("/held/{key}")
def held(desk: Annotated[Desk, MAY], key: str) -> Response:
    """Show what is held, who was told, what was asked for."""
    correlation = unslug(key)
    with desk.act("redress") as unit:
        found = redress.access(unit, correlation)
    amendable = redress.AMENDABLE.get(desk.agency.role)
    return page(
        desk,
        "redress/held.html",
        title="What is held",
        trail=TRAIL,
        held=found,
        key=key,
        fields=amendable.fields if amendable else (),
        item_needed=desk.agency.role == "enforcement",
        may_amend=desk.may("redress:amend", "redress"),
    )


@router.get("/held/{key}/notice")
def notice(desk: Annotated[Desk, MAY], key: str) -> Response:
    """Show the notice to the person, ready to print."""
    correlation = unslug(key)
    with desk.act("redress") as unit:
        text = notice_for(unit, correlation)
    return page(
        desk,
        "redress/notice.html",
        title="Notice to the person",
        trail=(*TRAIL, (correlation, f"/held/{slug(correlation)}")),
        text=text,
    )


@router.post("/held/{key}/amendment")
def amend(
    desk: Annotated[Desk, MAY],
    key: str,
    record: Name,
    field: Annotated[str, Form(max_length=40)],
    wish: Wish,
) -> Response:
    """Take a wish for a correction in; another person decides on it."""
    with desk.act("redress") as unit:
        number = redress.request_amendment(unit, record.strip() or unslug(key), field, wish)
    return see_other(desk, f"/amendments/{number}", done=f"{number} is taken in. Another person decides on it.")
