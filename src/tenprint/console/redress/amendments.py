"""Wishes for a correction: the list, one of them, the decision of a second person, the statement after a refusal."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from tenprint.agency.keeping import redress, track
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page, see_other

router = APIRouter()
MAY = at(action="redress:decide", purpose="redress", audited=False)
TRAIL = (("Corrections asked for", "/amendments"),)
Text = Annotated[str, Form(max_length=4000)]


@router.get("/amendments")
def listed(desk: Annotated[Desk, MAY]) -> Response:
    """List them: those that wait for a decision first."""
    with desk.act("redress") as unit:
        found = track.requests(unit)
    return page(desk, "redress/amendments.html", title="Corrections asked for", requests=found)


@router.get("/amendments/{number}")
def one(desk: Annotated[Desk, MAY], number: str) -> Response:
    """Show one, with what is asked for."""
    with desk.act("redress") as unit:
        found = track.request(unit, number)
    return page(
        desk,
        "redress/amendment.html",
        title=f"Correction {number}",
        trail=TRAIL,
        request=found,
        may_state=desk.may("redress:disagree", "redress"),
    )


@router.post("/amendments/{number}/decision")
def decide(desk: Annotated[Desk, MAY], number: str, approve: Annotated[bool, Form()], grounds: Text) -> Response:
    """Decide; an approved correction is written, and all who were told are told."""
    with desk.act("redress") as unit:
        touched = redress.decide_amendment(unit, number, approve=approve, grounds=grounds)
    said = f"Written. Told about: {', '.join(touched) or 'nothing'}." if approve else "Refused; a statement may follow."
    return see_other(desk, f"/amendments/{number}", done=said)


@router.post("/amendments/{number}/statement")
def disagree(desk: Annotated[Desk, MAY], number: str, statement: Text) -> Response:
    """Attach the person's own words to a refused wish; all who were told are told."""
    with desk.act("redress") as unit:
        told = redress.disagree(unit, number, statement)
    return see_other(desk, f"/amendments/{number}", done=f"Attached. Told: {', '.join(told) or 'nobody, none had it'}.")
