"""Keeping records right: a correction of one's own motion, two numbers that are one person, one that is two."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from tenprint.agency.keeping import identity, redress
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page, see_other
from tenprint.console.redress.wish import Wish

router = APIRouter()
ROLES = ("criminal", "immigration")
MAY = at(*ROLES, action="record:correct", purpose="redress", audited=False)
PAGE = "/corrections"
Name = Annotated[str, Form(max_length=96)]


@router.get(PAGE)
def forms(desk: Annotated[Desk, MAY]) -> Response:
    """Show the three forms."""
    return page(
        desk,
        "redress/records.html",
        title="Keep records right",
        fields=redress.AMENDABLE[desk.agency.role].fields,
        number="FBI number" if desk.agency.role == "criminal" else "FIN",
    )


@router.post(PAGE)
def correct(
    desk: Annotated[Desk, MAY],
    record: Name,
    field: Annotated[str, Form(max_length=40)],
    wish: Wish,
) -> Response:
    """Correct a field; all who were told are told."""
    with desk.act("redress") as unit:
        touched = redress.correct(unit, record.strip(), field, wish)
    return see_other(desk, PAGE, done=_told("Corrected.", touched))


@router.post(PAGE + "/merge")
def merge(desk: Annotated[Desk, MAY], survivor: Name, absorbed: Name) -> Response:
    """Make two numbers one."""
    act = identity.merge if desk.agency.role == "criminal" else identity.merge_encounters
    with desk.act("redress") as unit:
        touched = act(unit, survivor.strip().upper(), absorbed.strip().upper())
    return see_other(desk, PAGE, done=_told("The two are one.", touched))


@router.post(PAGE + "/unlink")
def unlink(desk: Annotated[Desk, MAY], record: Name) -> Response:
    """Take one encounter out of a subject."""
    act = identity.unlink if desk.agency.role == "criminal" else identity.unlink_encounter
    with desk.act("redress") as unit:
        number, touched = act(unit, record.strip())
    return see_other(desk, PAGE, done=_told(f"The record is {number} now.", touched))


def _told(said: str, touched: list[str]) -> str:
    return f"{said} Told about {len(touched)} booking{'' if len(touched) == 1 else 's'}."
