"""Who looks: a visitor, or a person signed in at an agency, for whom the access table decides at each request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from fastapi import Depends
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from tenprint.accountability.accounts import Account
from tenprint.accountability.session import Session
from tenprint.agency.base import Agency
from tenprint.console.framework import sessions
from tenprint.console.framework.areas import Item, areas
from tenprint.console.framework.house import House
from tenprint.errors import NotAuthorisedError
from tenprint.exchange.unit import Unit

SAFE_METHODS = frozenset({"GET", "HEAD"})


class Visitor:
    """A request of anybody."""

    account: Account | None = None

    def __init__(self, request: Request) -> None:
        self.request = request
        self.house: House = request.app.state.house

    @property
    def form_token(self) -> str:
        """The token that each form carries."""
        return sessions.form_token(self.house, self.request)

    @property
    def theme(self) -> str:
        """The theme that was chosen: light, dark, or nothing (as the system has it)."""
        return sessions.theme_of(self.request)

    @property
    def is_htmx(self) -> bool:
        """Whether htmx asks for a part of a page."""
        return "HX-Request" in self.request.headers

    @property
    def navigation(self) -> dict[str, list[Item]]:
        """Heading -> lines that this person may follow; the public ones for visitors."""
        shown: dict[str, list[Item]] = {}
        for area in areas():
            for item in area.items:
                if self.sees(item):
                    shown.setdefault(item.heading, []).append(item)
        return shown

    def sees(self, item: Item) -> bool:
        """Whether a line of the navigation is shown."""
        return item.action == "public"


class Desk(Visitor):
    """A request of a person signed in at an agency."""

    account: Account

    def __init__(self, request: Request, agency: Agency, account: Account, token: str) -> None:
        super().__init__(request)
        self.agency = agency
        self.account = account
        self.token = token

    @property
    def user(self) -> str:
        """The person's name."""
        return self.account.name

    @property
    def now(self) -> datetime:
        """The agency's time."""
        return self.agency.clock.now()

    def session(self, purpose: str) -> Session:
        """Return who acts here, for this purpose."""
        where = self.request.client.host if self.request.client else None
        return Session.of(self.account, agency=self.agency.name, purpose=purpose, where=where)

    @contextmanager
    def act(self, purpose: str) -> Iterator[Unit]:
        """Open one act of the person for this purpose: a unit of work that the access table rules.

        What shows or changes a person's data calls `unit.permit` itself and writes the audit log; a refusal is written
        there, too, and becomes an error page.
        """
        with self.agency.act(self.session(purpose)) as unit:
            yield unit

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Look at the agency's database without holding up a writer."""
        with self.agency.database.read() as connection:
            yield connection

    def may(self, action: str, purpose: str, relation: str = "agency") -> bool:
        """Whether the access table grants it. Nothing is audited: it is for showing or hiding a button."""
        return self.session(purpose).decide(action, relation).allowed

    def permit(self, action: str, purpose: str, *, thing: str, relation: str = "agency") -> None:
        """Let the access table decide on a look at something, and write it into the audit log, granted or not.

        Raises:
            NotAuthorisedError: no row grants it.
        """
        with self.act(purpose) as unit:
            unit.permit(action, thing, relation=relation)
            unit.audit(action, thing, purpose=purpose)

    def sees(self, item: Item) -> bool:
        """Whether a line of the navigation is shown."""
        if self.agency.role not in item.roles:
            return False
        return item.action in ("", "public") or self.may(item.action, item.purpose, item.relation)


def _visitor(request: Request) -> Visitor:
    return Visitor(request)


async def _checked_visitor(request: Request) -> Visitor:
    await _check_form(request)
    return _visitor(request)


anyone = Depends(_checked_visitor)


def at(
    *roles: str,
    action: str = "",
    purpose: str = "",
    relation: str = "agency",
    audited: bool = True,
    live: bool = False,
) -> Any:
    """Return a dependency: the desk of a person who may do this at an agency of one of these roles.

    Args:
        roles: of agencies at which there is such a page; none given: all.
        action, purpose, relation: what the access table must grant; without an action, being signed in is enough.
        audited: write the look into the audit log; False where the function says itself at what it looked.
        live: the request is no sign of a person (a stream): it does not keep the session awake.
    """

    async def depend(request: Request) -> Desk:
        desk = await run_in_threadpool(_open, request, live)
        await _check_form(request)
        if roles and desk.agency.role not in roles:
            raise HTTPException(404)
        if action and (audited or not desk.may(action, purpose, relation)):
            await run_in_threadpool(desk.permit, action, purpose, thing=request.url.path, relation=relation)
        return desk

    return Depends(depend)


def _open(request: Request, live: bool) -> Desk:
    house: House = request.app.state.house
    ticket = sessions.read_ticket(request)
    if ticket is None or ticket.role not in house.agencies:
        raise _away(request, "/sign-in")
    agency, accounts = house.agencies[ticket.role], house.accounts[ticket.role]
    if live and not sessions.is_awake(agency, ticket.token):
        raise HTTPException(204)  # tells an EventSource to stop asking
    try:
        # A first password lets its owner do nothing but change it.
        account = accounts.check(ticket.token, changing_password=request.url.path == "/account/password")
    except NotAuthorisedError as error:
        locked, first = "locked" in error.what, "first password" in error.what
        raise _away(request, "/unlock" if locked else "/account/password" if first else "/sign-in") from None
    return Desk(request, agency, account, ticket.token)


async def _check_form(request: Request) -> None:
    if request.method in SAFE_METHODS:
        return
    given = request.headers.get(sessions.TOKEN_HEADER)
    if given is None:
        given = str((await request.form()).get(sessions.TOKEN_FIELD, ""))
    if not sessions.token_fits(request.app.state.house, request, given):
        raise HTTPException(403, "the form is out of date: load the page again")


def _away(request: Request, path: str) -> HTTPException:
    """Send the browser to another page; htmx follows a header of its own."""
    if "HX-Request" in request.headers:
        return HTTPException(401, headers={"HX-Redirect": path})
    return HTTPException(303, headers={"Location": path})
