"""What is said when something cannot be done: a page, or for htmx an alert in the place of the answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tenprint.console.framework import sessions
from tenprint.console.framework.desk import Desk, Visitor
from tenprint.console.framework.pages import fragment, page
from tenprint.errors import (
    ConflictError,
    InputError,
    MissingFieldError,
    NotAuthorisedError,
    RefusedError,
    TenprintError,
    UnavailableError,
)

log = structlog.get_logger()
STATUS: tuple[tuple[type[TenprintError], int], ...] = (
    (NotAuthorisedError, 403),
    (ConflictError, 409),
    (RefusedError, 409),
    (MissingFieldError, 404),
    (InputError, 400),
    (UnavailableError, 503),
)


def register(app: FastAPI) -> None:
    """Let every failure become an answer that a person can use."""

    def of_ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, TenprintError)
        status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
        if status == 500:
            log.error("a page failed", path=request.url.path, error=str(error))
        return _answer(request, status, error.what, str(error.where), error.remedy or "")

    def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.headers or error.status_code == HTTPStatus.NO_CONTENT:  # sent elsewhere
            return Response(status_code=error.status_code, headers=error.headers)
        phrase = HTTPStatus(error.status_code).phrase
        said = "there is no such page" if error.status_code == HTTPStatus.NOT_FOUND else error.detail or phrase
        return _answer(request, error.status_code, said, "", "")

    def of_form(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        fields = ", ".join(str(entry["loc"][-1]).replace("_", " ") for entry in error.errors())
        return _answer(request, 400, f"this is missing or not of its form: {fields}", "", "Fill it in and send again.")

    def of_chance(request: Request, error: Exception) -> Response:
        log.error("a page failed", path=request.url.path, exc_info=error)
        return _answer(request, 500, "something failed here that should not", "", "It is in the log; try again.")

    app.add_exception_handler(TenprintError, of_ours)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_form)
    app.add_exception_handler(Exception, of_chance)


def _answer(request: Request, status: int, what: str, where: str, remedy: str) -> Response:
    who = _who(request)
    said: dict[str, Any] = {"status": status, "what": what[:1].upper() + what[1:], "where": where, "remedy": remedy}
    if who.is_htmx:
        headers = {"HX-Retarget": "#alerts", "HX-Reswap": "innerHTML show:#alerts:top"}
        return fragment(who, "framework/alert.html", headers=headers, **said)
    return page(who, "framework/failure.html", title=HTTPStatus(status).phrase, **said)


def _who(request: Request) -> Visitor:
    """Return who asked, without refusing anything: the page's frame shows it."""
    house = request.app.state.house
    ticket = sessions.read_ticket(request)
    agency = house.agencies.get(ticket.role) if ticket else None
    if ticket is not None and agency is not None and sessions.is_awake(agency, ticket.token):
        account = house.accounts[ticket.role].check(ticket.token, changing_password=True)
        return Desk(request, agency, account, ticket.token)
    return Visitor(request)
