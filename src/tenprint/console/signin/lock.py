"""The lock of a session: by its owner, or after half an hour without a sign of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from sqlalchemy import update
from starlette.responses import Response

from tenprint.accountability.accounts.model import session
from tenprint.console.framework import sessions
from tenprint.console.framework.desk import Desk, Visitor, anyone, at
from tenprint.console.framework.pages import page, see_other
from tenprint.console.signin.demo import code_of
from tenprint.console.signin.entrance import address
from tenprint.errors import NotAuthorisedError

router = APIRouter()


@router.post("/lock")
def lock(desk: Annotated[Desk, at()]) -> Response:
    """Lock the session; what was open stays where it was."""
    with desk.act("administration") as unit:
        unit.connection.execute(update(session).where(session.c.name == desk.user).values(locked=True))
        unit.audit("session:lock", desk.user, purpose="administration")
    return see_other(desk, "/unlock")


@router.get("/unlock")
def ask(visitor: Annotated[Visitor, anyone]) -> Response:
    """Ask for password and code."""
    return _form(visitor)


@router.post("/unlock")
def unlock(
    visitor: Annotated[Visitor, anyone], password: Annotated[str, Form()] = "", code: Annotated[str, Form()] = ""
) -> Response:
    """Unlock, or say that something did not fit. A demo's people need nothing: the demo knows what they know."""
    ticket = sessions.read_ticket(visitor.request)
    if ticket is None or ticket.role not in visitor.house.accounts:
        return see_other(visitor, "/sign-in")
    person = next((p for p in visitor.house.demo if p.name == _owner(visitor, ticket)), None)
    if person is not None and not password:
        known, _wait = code_of(visitor.house, person)
        password, code = person.password, known or ""
    try:
        accounts = visitor.house.accounts[ticket.role]
        accounts.unlock_session(ticket.token, password, code, where=address(visitor.request))
    except NotAuthorisedError as error:
        return _form(visitor, refused=error.what, status=403)
    return see_other(visitor, "/")


def _owner(visitor: Visitor, ticket: sessions.Ticket) -> str | None:
    return sessions.owner_of(visitor.house.agencies[ticket.role], ticket.token)


def _form(visitor: Visitor, *, refused: str = "", status: int = 200) -> Response:
    return page(visitor, "signin/unlock.html", title="Locked", refused=refused, status=status)
