"""What people do on a case. Each function of the cases asks the access table itself; a refusal becomes a page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from tenprint.agency.claims import make_claim
from tenprint.cases import claim, decision, evidence, research
from tenprint.cases.research import Answer, Asked
from tenprint.cases.rules import case_rules
from tenprint.cases.vocabulary import Action, Affirms, Basis, Channel, Determination, Outcome, Reason, Reliability
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page, see_other

router = APIRouter()
HERE = at("enforcement")
Text = Annotated[str, Form(max_length=4000)]
# For which purpose people of each agency pass a claim on; the access table has it so.
PURPOSE = {"booking": "custody", "state": "redress", "criminal": "redress", "immigration": "redress"}


@router.post("/cases/{number}/decide")
def decide(
    desk: Annotated[Desk, HERE],
    number: str,
    determination: Annotated[Determination, Form()],
    action: Annotated[Action, Form()],
    reasons: Annotated[list[Reason], Form()],
    grounds: Text,
    basis: Annotated[Basis | None, Form()] = None,
) -> Response:
    """Record what the officer determined and proposes."""
    with desk.act("criminal") as unit:
        decision.decide(unit, number, determination, action, grounds, reasons=reasons, basis=basis)
    return see_other(desk, f"/cases/{number}", done="Recorded. A supervisor confirms or returns it.")


@router.post("/cases/{number}/confirm")
def confirm(desk: Annotated[Desk, HERE], number: str, agree: Annotated[bool, Form()], grounds: Text) -> Response:
    """Confirm, or return to the officer."""
    with desk.act("criminal") as unit:
        decision.confirm(unit, number, agree=agree, grounds=grounds)
    return see_other(desk, f"/cases/{number}", done="Confirmed." if agree else "Returned to the officer.")


@router.post("/cases/{number}/resolve")
def resolve(desk: Annotated[Desk, HERE], number: str, citizen: Annotated[bool, Form()], grounds: Text) -> Response:
    """Decide on a claim to citizenship."""
    with desk.act("criminal") as unit:
        claim.resolve(unit, number, citizen=citizen, grounds=grounds)
    return see_other(desk, f"/cases/{number}", done="A citizen; closed." if citizen else "Not confirmed; it goes on.")


@router.post("/cases/{number}/cancel")
def cancel(desk: Annotated[Desk, HERE], number: str, reason: Text) -> Response:
    """Cancel a request."""
    with desk.act("criminal") as unit:
        decision.cancel(unit, number, reason)
    return see_other(desk, f"/cases/{number}", done="Cancelled; the jail is told.")


@router.post("/cases/{number}/outcome")
def outcome(desk: Annotated[Desk, HERE], number: str, result: Annotated[Outcome, Form()], note: Text) -> Response:
    """Record how a case ended."""
    with desk.act("criminal") as unit:
        decision.record_outcome(unit, number, result, note)
    return see_other(desk, f"/cases/{number}", done="The outcome is recorded.")


@router.post("/cases/{number}/evidence")
def add_evidence(
    desk: Annotated[Desk, HERE],
    number: str,
    source: Annotated[str, Form(max_length=80)],
    kind: Annotated[str, Form(max_length=40)],
    date: Annotated[str, Form(max_length=10)],
    affirms: Annotated[Affirms, Form()],
    reliability: Annotated[Reliability, Form()],
    note: Text = "",
) -> Response:
    """Write an item into the ledger."""
    with desk.act("criminal") as unit:
        evidence.add(
            unit,
            number,
            source=source,
            kind=kind,
            date=date,
            affirms=affirms,
            reliability=reliability,
            detail={"note": note} if note else {},
        )
    return see_other(desk, f"/cases/{number}", done="The item is in the ledger.")


@router.post("/cases/{number}/address")
def address(desk: Annotated[Desk, HERE], number: str, item: Annotated[int, Form()], grounds: Text) -> Response:
    """Say why an item that affirms citizenship or lawful presence does not stand against a request."""
    with desk.act("criminal") as unit:
        evidence.address(unit, number, item, grounds)
    return see_other(desk, f"/cases/{number}", done="Addressed.")


@router.post("/cases/{number}/research")
def attach(desk: Annotated[Desk, HERE], number: str, answers: Annotated[list[str], Form()], summary: Text) -> Response:
    """Attach research: for each source in its order what it answered, or nothing where it was not asked."""
    pairs = zip(case_rules().research.sources, answers, strict=False)
    asked = [Asked(source, Answer(answer)) for source, answer in pairs if answer in list(Answer)]
    with desk.act("criminal") as unit:
        research.attach(unit, number, asked, summary)
    return see_other(desk, f"/cases/{number}", done="The research is attached.")


@router.get("/hold")
def ask_hold(desk: Annotated[Desk, at()], booking: str = "") -> Response:
    """Ask for a claim to citizenship, at any agency."""
    return page(
        desk, "cases/hold.html", title="Somebody says they are a citizen", booking=booking, channels=list(Channel)
    )


@router.post("/hold")
def hold(
    desk: Annotated[Desk, at()],
    booking: Annotated[str, Form(max_length=80)],
    channel: Annotated[Channel, Form()],
    statement: Text,
) -> Response:
    """Stop the case."""
    with desk.act(PURPOSE.get(desk.agency.role, "criminal")) as unit:
        make_claim(unit, booking.strip(), channel, statement)
    back = f"/cases/{booking.strip()}" if booking.startswith("C-") and desk.agency.role == "enforcement" else "/hold"
    return see_other(desk, back, done="The case is held. A supervisor decides on the claim.")
