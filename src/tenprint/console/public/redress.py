"""Ask, object, correct: a form without an account, and the answer for whoever has the reference."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from tenprint.agency.base import Agency
from tenprint.agency.keeping import letters
from tenprint.agency.keeping.letters import Content, Kind
from tenprint.console.framework.desk import Visitor, anyone
from tenprint.console.framework.pages import page
from tenprint.errors import UsageError
from tenprint.ids import new_message_id

router = APIRouter()
TRAIL = (("Ask or object", "/public/redress"),)
KINDS = (
    (Kind.CITIZENSHIP, "I am a citizen of the United States", "If you name the case, it is stopped at once."),
    (Kind.ACCESS, "I want to know what is held about me", "You will be asked to show who you are."),
    (Kind.CORRECTION, "Something that is held about me is wrong", "Say what is wrong, and what is right."),
    (Kind.DISAGREEMENT, "A correction was refused, and I disagree", "Your statement goes to all who were told."),
    (Kind.COMPLAINT, "I was treated in a way that was wrong", "Say what happened, when and where."),
)
TEXT = 4000


@router.get("/public/redress")
def ask(visitor: Annotated[Visitor, anyone]) -> Response:
    """Show the form, and what one may ask for."""
    return page(visitor, "public/redress.html", title="Ask or object", kinds=KINDS)


@router.post("/public/redress")
def receive(
    visitor: Annotated[Visitor, anyone],
    kind: Annotated[Kind, Form()],
    name: Annotated[str, Form(max_length=200)],
    text: Annotated[str, Form(max_length=TEXT)],
    born: Annotated[str, Form(max_length=40)] = "",
    booking: Annotated[str, Form(max_length=100)] = "",
    contact: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Keep what was written and show the reference, once."""
    agency = _agency(visitor)
    with agency.unit(cause=str(new_message_id()), actor=letters.PUBLIC) as unit:
        reference = letters.receive(unit, kind, Content(name, born, booking, text, contact))
    words = next(words for entry, words, _ in KINDS if entry is kind)
    return page(
        visitor, "public/received.html", title="We have your letter", trail=TRAIL, reference=reference, words=words
    )


@router.get("/public/redress/answer")
def ask_reference(visitor: Annotated[Visitor, anyone]) -> Response:
    """Ask for the reference."""
    return page(visitor, "public/answer.html", title="Your letter", trail=TRAIL, letter=None, failed="")


@router.post("/public/redress/answer")
def answer(visitor: Annotated[Visitor, anyone], reference: Annotated[str, Form(max_length=60)]) -> Response:
    """Show where a letter stands and what was answered. The reference is not part of an address that is kept."""
    agency = _agency(visitor)
    try:
        with agency.unit(cause=str(new_message_id()), actor=letters.PUBLIC) as unit:
            found = letters.answer_of(unit, reference)
    except UsageError as error:
        return page(
            visitor, "public/answer.html", title="Your letter", trail=TRAIL, letter=None, failed=str(error), status=404
        )
    return page(visitor, "public/answer.html", title="Your letter", trail=TRAIL, letter=found, failed="")


def _agency(visitor: Visitor) -> Agency:
    """Letters go to the enforcement agency where this house has it: that is where a case can be stopped."""
    agencies = visitor.house.agencies
    return agencies.get("enforcement") or next(iter(agencies.values()))
