"""A person's own account: what it is for, password, lock."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from tenprint.accountability.access import access_table
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page, see_other
from tenprint.errors import UsageError

router = APIRouter()


@router.get("/account")
def own(desk: Annotated[Desk, at(action="account:read", purpose="administration", relation="own_account")]) -> Response:
    """Show one's own account and the rows of the access table that it has."""
    table = access_table()
    grants = [grant for grant in table.grants if desk.account.roles & set(grant.roles)]
    return page(desk, "home/account.html", title="Your account", grants=grants, version=table.version)


@router.get("/account/password")
def ask_password(desk: Annotated[Desk, at()]) -> Response:
    """Ask for a new password."""
    return page(desk, "home/password.html", title="Change your password", trail=(("Your account", "/account"),))


@router.post("/account/password")
def change_password(
    desk: Annotated[Desk, at()],
    old: Annotated[str, Form()],
    new: Annotated[str, Form()],
    again: Annotated[str, Form()],
) -> Response:
    """Change it."""
    if new != again:
        raise UsageError("the new password was not typed the same way twice", remedy="Type it again.")
    desk.house.accounts[desk.agency.role].change_password(desk.token, old, new)
    return see_other(desk, "/account", done="The password was changed.")
