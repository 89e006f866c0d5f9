"""A conclusion: one of four, an identification with the minutiae on which it rests."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Form
from starlette.responses import Response

from tenprint.cases.adjudication import Mark, Verdict, conclude_by_letter
from tenprint.console.examiner.queue import REPOSITORIES
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import see_other
from tenprint.errors import UsageError

router = APIRouter()


@router.post("/examinations/{task}/conclusion")
def conclude(
    desk: Annotated[Desk, at(*REPOSITORIES)],
    task: str,
    verdict: Annotated[Verdict, Form()],
    letter: Annotated[str, Form()] = "",
    marks: Annotated[str, Form()] = "[]",
) -> Response:
    """Record it; what others concluded is not shown."""
    try:
        rows = msgspec.json.decode(marks, type=list[tuple[int, tuple[float, float], tuple[float, float]]])
    except msgspec.MsgspecError as error:
        raise UsageError(f"the marks cannot be read: {error}") from None
    named = letter if verdict is Verdict.IDENTIFICATION else None
    with desk.act("examination") as unit:
        conclude_by_letter(unit, task, verdict, named, [Mark(*row) for row in rows])
    return see_other(desk, "/examinations", done="Your conclusion is recorded.")
