"""Logging on and off, and keys for software."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from tenprint.accountability import keys
from tenprint.agency.base import Agency
from tenprint.api.roles import model
from tenprint.api.roles.body import body_of
from tenprint.api.roles.caller import Calling, accounts_of
from tenprint.api.roles.schema import answers, reply, takes
from tenprint.errors import NotAuthorisedError

router = APIRouter(tags=["sign-in"])


@router.post("/sessions", status_code=201, responses=answers(model.Token, "A session.", status=201),
             openapi_extra=takes(model.Credentials))  # fmt: skip
def log_on(request: Request, given: Annotated[model.Credentials, body_of(model.Credentials)]) -> Response:
    """Log on with password and one-time code, as in the console; a person has one session."""
    agency: Agency = request.app.state.agency
    where = request.client.host if request.client else None
    try:
        session = accounts_of(agency).log_on(
            given.name, given.password, given.code, notice_accepted=given.notice_accepted, where=where
        )
    except NotAuthorisedError as error:
        raise HTTPException(401, error.what, headers={"WWW-Authenticate": "Bearer"}) from None
    return reply(model.Token(session.token), 201)


@router.post("/keys", status_code=201, responses=answers(model.Token, "The key; it is told once.", status=201),
             openapi_extra=takes(model.KeyRequest))  # fmt: skip
def make_key(caller: Calling, given: Annotated[model.KeyRequest, body_of(model.KeyRequest)]) -> Response:
    """Make a key for another person's account, as an administrator who logged on."""
    with caller.act("account:change", "administration", person=True) as unit:
        unit.permit("account:change", given.account, relation="other_account")
        made = keys.issue(
            unit.connection, name=given.account, scopes=given.scopes, days=given.days, by=unit.actor, now=unit.now
        )
        unit.audit("account:change", given.account, purpose="administration", outcome=f"key {made.identifier}")
    return reply(model.Token(made.token), 201)
