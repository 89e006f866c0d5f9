"""Signing in: the notice of use first, then name, password and one-time code. In a demo anybody may be anybody."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenprint.accountability.accounts import NOTICE
from tenprint.console.framework import sessions
from tenprint.console.framework.desk import Desk, Visitor, anyone, at
from tenprint.console.framework.pages import page, see_other
from tenprint.console.signin.demo import code_of
from tenprint.errors import NotAuthorisedError, UsageError

router = APIRouter()


@router.get("/sign-in")
def ask(visitor: Annotated[Visitor, anyone]) -> Response:
    """Show the notice and the form."""
    return _form(visitor)


@router.post("/sign-in")
def sign_in(
    visitor: Annotated[Visitor, anyone],
    agency: Annotated[str, Form()],
    name: Annotated[str, Form(max_length=80)],
    password: Annotated[str, Form(max_length=1000)],
    code: Annotated[str, Form(max_length=12)],
    notice: Annotated[bool, Form()] = False,
) -> Response:
    """Open a session, or say that something did not fit."""
    accounts = visitor.house.accounts.get(agency)
    if accounts is None:
        raise UsageError("there is no such agency")
    try:
        session = accounts.log_on(name, password, code, notice_accepted=notice, where=address(visitor.request))
    except NotAuthorisedError as error:
        return _form(visitor, name=name, agency=agency, refused=error.what, status=403)
    return _enter(visitor, sessions.Ticket(agency, session.token))


@router.post("/sign-in/demo")
def sign_in_as(visitor: Annotated[Visitor, anyone], name: Annotated[str, Form()]) -> Response:
    """Open the session of a demo's person, by that person's own password and code."""
    person = next((person for person in visitor.house.demo if person.name == name), None)
    if person is None:
        raise UsageError("there is no such person in this demo")
    code, wait = code_of(visitor.house, person)
    if code is None:
        said = f"every code of {name} was used; the next one comes in {wait} s"
        return _form(visitor, refused=said, status=403)
    accounts = visitor.house.accounts[person.agency]
    session = accounts.log_on(name, person.password, code, notice_accepted=True, where=address(visitor.request))
    return _enter(visitor, sessions.Ticket(person.agency, session.token))


@router.post("/sign-out")
def sign_out(desk: Annotated[Desk, at()]) -> Response:
    """End the session."""
    desk.house.accounts[desk.agency.role].log_off(desk.token)
    answer = see_other(desk, "/sign-in", done="You are signed out.")
    answer.delete_cookie(sessions.SESSION_COOKIE)
    return answer


def address(request: Request) -> str | None:
    """Return the network address of who asks."""
    return request.client.host if request.client else None


def _enter(visitor: Visitor, ticket: sessions.Ticket) -> Response:
    answer = see_other(visitor, "/")
    sessions.write_ticket(answer, visitor.house, ticket)
    return answer


def _form(visitor: Visitor, *, name: str = "", agency: str = "", refused: str = "", status: int = 200) -> Response:
    groups: dict[str, list[object]] = {}
    for person in visitor.house.demo:
        groups.setdefault(person.agency, []).append(person)
    return page(
        visitor,
        "signin/entrance.html",
        title="Sign in",
        status=status,
        notice=NOTICE,
        name=name,
        agency=agency,
        refused=refused,
        agencies=list(visitor.house.agencies),
        groups=groups,
    )
