"""Who has an account, in which roles, reviewed when; unlock, review, take out of use, make one."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from tenprint.accountability.access import access_table
from tenprint.accountability.accounts import Accounts
from tenprint.accountability.names import same_person
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page, see_other
from tenprint.errors import ConflictError

router = APIRouter()
PURPOSE = "administration"
LIST = {"action": "account:list", "purpose": PURPOSE, "relation": "other_account"}
SOON = timedelta(days=30)


class Act(StrEnum):
    """What is done to an account."""

    REVIEW = "review"
    UNLOCK = "unlock"
    DISABLE = "disable"


SAID = {Act.REVIEW: "reviewed", Act.UNLOCK: "unlocked", Act.DISABLE: "out of use"}


@router.get("/accounts")
def accounts(desk: Annotated[Desk, at(**LIST)]) -> Response:
    """List them, those to be reviewed first."""
    kept = _accounts(desk)
    due = {entry.name for entry in kept.due_for_review(within=SOON)}
    listed = sorted(kept.all(), key=lambda entry: (entry.name not in due, not entry.enabled, entry.name))
    return page(
        desk,
        "accounts/listing.html",
        title="Accounts",
        accounts=listed,
        due=due,
        roles=access_table().roles,
        now=desk.now,
    )


@router.post("/accounts")
def create(
    desk: Annotated[Desk, at()],
    name: Annotated[str, Form(max_length=80)],
    role: Annotated[list[str], Form()],
    office: Annotated[str, Form(max_length=40)] = "",
    ori: Annotated[str, Form(max_length=9)] = "",
) -> Response:
    """Make an account; the first password and the authenticator's secret are shown once."""
    name = name.strip()
    _permit(desk, "account:create", name)
    made = _accounts(desk).create(name, roles=role, office=office, ori=ori or None, by=desk.user)
    return page(
        desk,
        "accounts/made.html",
        title=f"Account {name}",
        trail=(("Accounts", "/accounts"),),
        name=name,
        made=made,
    )


@router.post("/accounts/{name}/{act}")
def change(desk: Annotated[Desk, at()], name: str, act: Act) -> Response:
    """Review, unlock, or take out of use."""
    _permit(desk, f"account:{act}", name)
    kept = _accounts(desk)
    if kept.get(name) is None:
        raise ConflictError(f"there is no account {name}")
    {Act.REVIEW: kept.review, Act.UNLOCK: kept.unlock, Act.DISABLE: kept.disable}[act](name, by=desk.user)
    return see_other(desk, "/accounts", done=f"{name} is {SAID[act]}.")


def _accounts(desk: Desk) -> Accounts:
    return desk.house.accounts[desk.agency.role]


def _permit(desk: Desk, action: str, name: str) -> None:
    """Ask the access table; what is done itself is audited by the accounts."""
    relation = "own_account" if same_person(name, desk.user) else "other_account"
    with desk.act(PURPOSE) as unit:
        unit.permit(action, name, relation=relation)
