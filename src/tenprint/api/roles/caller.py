"""Who calls: a person who logged on, or a key of software bound to an account. The access table decides on the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from tenprint.accountability import keys
from tenprint.accountability.accounts import Account, Accounts
from tenprint.accountability.session import Session
from tenprint.agency.base import Agency
from tenprint.errors import NotAuthorisedError
from tenprint.exchange.unit import Unit

bearer = HTTPBearer(auto_error=False, description="A key (tpk_...), or the token of a session.")


class Caller:
    """A caller whose token was checked; `scopes` is None for a person."""

    def __init__(self, agency: Agency, account: Account, scopes: frozenset[str] | None, where: str | None) -> None:
        self.agency = agency
        self.account = account
        self.scopes = scopes
        self.where = where

    @contextmanager
    def act(self, action: str, purpose: str, *, person: bool = False) -> Iterator[Unit]:
        """Open one act for this purpose.

        Args:
            action: what a key must hold as a scope.
            purpose: for which the act is done.
            person: only somebody who logged on; a key never decides.

        Raises:
            NotAuthorisedError: the key does not reach so far, or no row of the access table grants it.
        """
        session = Session.of(self.account, agency=self.agency.name, purpose=purpose, where=self.where)
        with self.agency.act(session) as unit:
            unit.asked = (action, "interface")
            if self.scopes is not None and person:
                raise NotAuthorisedError("a key does not decide", remedy="A person logs on: POST /sessions.")
            if self.scopes is not None and action not in self.scopes:
                raise NotAuthorisedError(f"the key does not hold {action}", where="Authorization")
            yield unit


def accounts_of(agency: Agency) -> Accounts:
    """Return the accounts of an agency."""
    return Accounts(agency.database, agency.vault, agency.clock, agency=agency.name)


def _caller(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> Caller:
    agency: Agency = request.app.state.agency
    where = request.client.host if request.client else None
    try:
        if given is None:
            raise NotAuthorisedError("a bearer token is missing")
        accounts = accounts_of(agency)
        if given.credentials.startswith(keys.PREFIX):
            holder = keys.check(agency.database, agency.clock, given.credentials)
            account = accounts.get(holder.account)
            if account is None:
                raise NotAuthorisedError("the key is not in use")
            return Caller(agency, account, holder.scopes, where)
        return Caller(agency, accounts.check(given.credentials), None, where)
    except NotAuthorisedError as error:
        raise HTTPException(401, error.what, headers={"WWW-Authenticate": "Bearer"}) from None


Calling = Annotated[Caller, Depends(_caller)]
