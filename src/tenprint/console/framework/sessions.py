"""Cookies and form tokens. The session's cookie names the agency's role and carries the token of its account."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import NamedTuple

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from tenprint.accountability.accounts import AccountParameters
from tenprint.accountability.accounts.model import session
from tenprint.agency.base import Agency
from tenprint.console.framework.house import House

SESSION_COOKIE = "tenprint_session"
FORM_COOKIE = "tenprint_form"
THEME_COOKIE = "tenprint_theme"
TOKEN_FIELD = "form_token"  # noqa: S105 # the name of a field
TOKEN_HEADER = "X-Form-Token"  # noqa: S105 # the name of a header
THEMES = ("light", "dark")


class Ticket(NamedTuple):
    """What the session's cookie says."""

    role: str
    token: str


def read_ticket(request: Request) -> Ticket | None:
    """Return what the cookie says; None where there is none of its form."""
    role, dot, token = request.cookies.get(SESSION_COOKIE, "").partition(".")
    return Ticket(role, token) if dot and token else None


def write_ticket(response: Response, house: House, ticket: Ticket) -> None:
    """Set the session's cookie; it ends with the browser, and scripts cannot read it."""
    response.set_cookie(
        SESSION_COOKIE, f"{ticket.role}.{ticket.token}", httponly=True, secure=house.secure, samesite="strict"
    )


def form_token(house: House, request: Request) -> str:
    """Return the token that a form of this session, or of this visitor, must carry."""
    ticket = read_ticket(request)
    bound = ticket.token if ticket else visitor_of(request)
    return hmac.new(house.secret, bound.encode(), hashlib.sha256).hexdigest()


def visitor_of(request: Request) -> str:
    """Return the random name that a browser without a session goes by, made at the first look."""
    known = request.cookies.get(FORM_COOKIE) or getattr(request.state, "visitor", None)
    request.state.visitor = known or secrets.token_urlsafe(24)
    return str(request.state.visitor)


def token_fits(house: House, request: Request, given: str) -> bool:
    """Whether a form's token is the one of this session or visitor."""
    return hmac.compare_digest(form_token(house, request), given)


def theme_of(request: Request) -> str:
    """Return light, dark, or nothing: as the system has it."""
    wanted = request.cookies.get(THEME_COOKIE, "")
    return wanted if wanted in THEMES else ""


def owner_of(agency: Agency, token: str) -> str | None:
    """Return whose session this is, locked or not; None where there is none."""
    with agency.database.read() as connection:
        return connection.scalar(select(session.c.name).where(session.c.token_hash == _digest(token)))


def is_awake(agency: Agency, token: str) -> bool:
    """Whether a session is open and not locked. Unlike a request this does not keep it awake."""
    limits = AccountParameters()
    with agency.database.read() as connection:
        row = connection.execute(select(session).where(session.c.token_hash == _digest(token))).first()
    if row is None or row.locked:
        return False
    now = agency.clock.now()
    return bool(now - row.seen_at < limits.idle and now - row.started_at < limits.session)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
