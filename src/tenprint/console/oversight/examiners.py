"""Whether examiners agree: pairs, verdicts against each other, errors on items of known truth."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from tenprint.cases.adjudication.agreement import agreement
from tenprint.cases.adjudication.model import Verdict
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page
from tenprint.evaluate.identification.rates import interval

router = APIRouter()
REPOSITORIES = ("criminal", "immigration")


@router.get("/agreement")
def show(desk: Annotated[Desk, at(*REPOSITORIES)]) -> Response:
    """Show it; the look is audited by the function that counts."""
    with desk.act("oversight") as unit:
        found = agreement(unit)
    proficiency = sum(one.proficiency for one in found.figures.examiners.values())
    return page(
        desk,
        "oversight/agreement.html",
        title="Agreement of examiners",
        found=found,
        figures=found.figures,
        verdicts=list(Verdict),
        between=interval(found.differing, found.together) if found.together else None,
        proficiency=proficiency,
        wrong=sum(one.false_identifications for one in found.figures.examiners.values()),
        missed=sum(one.missed_identifications for one in found.figures.examiners.values()),
    )
