"""The bench: two prints side by side, and what their overlays need."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from tenprint.cases.rules import case_rules
from tenprint.console.examiner.material import SEARCH, look_at
from tenprint.console.examiner.queue import REPOSITORIES
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page
from tenprint.transaction.layouts.codes import POSITIONS

router = APIRouter()


@router.get("/examinations/{task}")
def bench(desk: Annotated[Desk, at(*REPOSITORIES)], task: str) -> Response:
    """Show the bench of a task, with the first finger of the first candidate."""
    shown = look_at(desk, task)
    fingers = {letter: shown.fingers(letter) for letter in shown.seen.candidates}
    letter = next(iter(fingers))
    finger = fingers[letter][0] if fingers[letter] else 0
    first = {"search": shown.print(SEARCH, finger), "candidate": shown.print(letter, finger)} if finger else {}
    return page(
        desk,
        "examiner/bench.html",
        title=f"Task {task}",
        task=task,
        fingers=fingers,
        names={position: POSITIONS[position] for found in fingers.values() for position in found},
        first=first,
        needed=case_rules().examination.marks_for_identification,
    )


@router.get("/examinations/{task}/{who}/{finger}.json")
def prints(desk: Annotated[Desk, at(*REPOSITORIES)], task: str, who: str, finger: int) -> Response:
    """Return size and minutiae of one print."""
    return JSONResponse(look_at(desk, task).print(who, finger))


@router.get("/examinations/{task}/{letter}/{finger}/pairs.json")
def pairs(desk: Annotated[Desk, at(*REPOSITORIES)], task: str, letter: str, finger: int) -> Response:
    """Return what the matcher paired; without its score."""
    return JSONResponse(look_at(desk, task).pairs(letter, finger))


@router.get("/examinations/{task}/{who}/{finger}/{layer}.png")
def layer(desk: Annotated[Desk, at(*REPOSITORIES)], task: str, who: str, finger: int, layer: str) -> Response:
    """Return a layer of one print."""
    return Response(look_at(desk, task).picture(who, finger, layer), media_type="image/png")
