"""One case: evidence, research, timeline, and a decision form that says what is missing and preselects nothing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from tenprint.accountability.names import same_person
from tenprint.cases.opening import find
from tenprint.cases.preconditions import Proposal, missing
from tenprint.cases.rules import case_rules
from tenprint.cases.view import look
from tenprint.cases.vocabulary import Action, Affirms, Basis, Channel, Determination, Outcome, Reason, Reliability
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page

router = APIRouter()


@router.get("/cases/{number}")
def show(desk: Annotated[Desk, at("enforcement")], number: str) -> Response:
    """Show a case; the look is audited by the function that shows it."""
    with desk.act("criminal") as unit:
        view = look(unit, number)
        row = find(unit, number)
        lacking = {
            action: missing(
                unit,
                Proposal(
                    row, Determination.SUBJECT_TO_REMOVAL, action, next(iter(case_rules().action(action).bases), None)
                ),
            )
            for action in Action
        }
    session = desk.session("criminal")
    relation = session.relation_to_case(view.office)
    own = session.relation_to_case(view.office, view.determined_by)
    return page(
        desk,
        "cases/case.html",
        title=f"Case {number}",
        trail=(("Cases", "/cases"),),
        view=view,
        lacking=lacking,
        rules={action: case_rules().action(action) for action in Action},
        determinations=list(Determination),
        actions=list(Action),
        reasons=list(Reason),
        bases=list(Basis),
        channels=list(Channel),
        outcomes=[outcome for outcome in Outcome if outcome is not Outcome.EXPUNGED],
        affirms=list(Affirms),
        reliabilities=list(Reliability),
        may={
            "determine": desk.may("case:determine", "criminal", relation),
            "confirm": desk.may("case:confirm", "criminal", own),
            "resolve": desk.may("claim:resolve", "criminal", own),
            "cancel": desk.may("case:cancel", "criminal", relation),
            "outcome": desk.may("case:outcome", "criminal", relation),
            "evidence": desk.may("case:add_evidence", "criminal", relation),
            "address": desk.may("case:address_evidence", "criminal", relation),
            "research": desk.may("case:research", "criminal", relation),
            "hold": desk.may("claim:make", "criminal", relation),
        },
        sources=case_rules().research.sources,
        own_decision=same_person(view.determined_by, desk.user),
        needed=case_rules().evidence.independent_items,
        now=desk.now,
    )
