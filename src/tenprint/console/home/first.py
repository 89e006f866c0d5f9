"""The first page of a signed-in person: how the agency stands, and what this person may open. An example of a view."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page
from tenprint.console.home.guide import NOTES, begin

router = APIRouter()


@router.get("/")
def first(desk: Annotated[Desk, at()]) -> Response:
    """Show the agency's queues, which name nobody, and the pages that this person may open."""
    return page(
        desk,
        "home/first.html",
        title=desk.agency.name.replace("_", " ").capitalize(),
        queues=desk.agency.queues(),
        notes=NOTES,
        steps=begin(desk.account.roles),
        demo=bool(desk.house.demo),
        partners=[partner for partner in desk.agency.partners if partner.name != desk.agency.name],
    )
