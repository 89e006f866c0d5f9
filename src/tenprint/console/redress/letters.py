"""Letters of the public: the queue, one letter with its answer, the booking that it belongs to, a claim in it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from tenprint.agency.claims import booking_of, make_claim, stopped_at
from tenprint.agency.keeping import letters
from tenprint.agency.keeping.letters import Kind
from tenprint.cases.vocabulary import Channel
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page, see_other
from tenprint.console.public.redress import KINDS

router = APIRouter()
MAY = at(action="redress:access", purpose="redress", audited=False)  # the functions below write their look down
Text = Annotated[str, Form(max_length=4000)]
Name = Annotated[str, Form(max_length=96)]
ABOUT = {str(kind): words for kind, words, _ in KINDS}


@router.get("/letters")
def queue(desk: Annotated[Desk, MAY], answered: bool = False) -> Response:
    """List letters, without what is written in them: those without an answer, oldest first."""
    with desk.act("redress") as unit:
        found = letters.waiting(unit)
    return page(
        desk,
        "redress/letters.html",
        title="Letters",
        letters=[one for one in found if (one.answered_at is not None) == answered],
        open=sum(one.answered_at is None for one in found),
        answered=answered,
        about=ABOUT,
        now=desk.now,
    )


@router.get("/letters/{short}")
def read(desk: Annotated[Desk, MAY], short: str) -> Response:
    """Show a letter; whoever opens it first has taken it."""
    with desk.act("redress") as unit:
        found = letters.read(unit, short)
        stopped = found.kind == Kind.CITIZENSHIP and stopped_at(unit, found.received_at)
    return page(
        desk,
        "redress/letter.html",
        title=f"Letter {short}",
        trail=(("Letters", "/letters"),),
        letter=found,
        about=ABOUT[found.kind],
        stopped=stopped,
        claim=found.kind == Kind.CITIZENSHIP,
    )


@router.post("/letters/{short}/answer")
def answer(desk: Annotated[Desk, MAY], short: str, text: Text) -> Response:
    """Answer it."""
    with desk.act("redress") as unit:
        letters.answer(unit, short, text)
    return see_other(desk, "/letters", done=f"Letter {short} is answered. Its writer reads it with the reference.")


@router.post("/letters/{short}/join")
def join(desk: Annotated[Desk, MAY], short: str, booking: Name) -> Response:
    """Say to which booking it belongs."""
    with desk.act("redress") as unit:
        correlation = booking_of(unit, booking.strip())
        letters.join(unit, short, correlation)
    return see_other(desk, f"/letters/{short}", done="The letter belongs to the booking now.")


@router.post("/letters/{short}/hold")
def hold(desk: Annotated[Desk, MAY], short: str, booking: Name) -> Response:
    """Stop the case, where the letter claims citizenship and did not name it itself."""
    with desk.act("redress") as unit:
        found = letters.read(unit, short)
        make_claim(unit, booking.strip(), Channel.PERSON, found.content.text if found.content else "")
    return see_other(desk, f"/letters/{short}", done="What is under way is stopped. A supervisor decides on the claim.")
