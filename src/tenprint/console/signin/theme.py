"""Light, dark, or as the system has it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from tenprint.console.framework import sessions
from tenprint.console.framework.desk import Visitor, anyone
from tenprint.console.framework.pages import see_other

router = APIRouter()
YEAR_SECONDS = 365 * 86400


@router.post("/theme")
def choose(
    visitor: Annotated[Visitor, anyone], back: Annotated[str, Form()] = "/", theme: Annotated[str, Form()] = ""
) -> Response:
    """Keep the choice in a cookie and go back to the page."""
    local = back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = see_other(visitor, back if local else "/")
    if theme in sessions.THEMES:
        answer.set_cookie(
            sessions.THEME_COOKIE, theme, max_age=YEAR_SECONDS, secure=visitor.house.secure, samesite="strict"
        )
    else:
        answer.delete_cookie(sessions.THEME_COOKIE)
    return answer
