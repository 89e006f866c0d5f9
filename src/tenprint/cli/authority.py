"""Who may act on the command line: where an agency has accounts, only they, with both factors; else who is named.

Either way the access table decides. A demo's world has no accounts at first; there a name is taken at its word, with
the role that the command is for.
"""

from __future__ import annotations

import os

import typer

from tenprint.accountability import access
from tenprint.accountability.accounts import NOTICE, Accounts
from tenprint.agency.base import Agency
from tenprint.cases.opening import find
from tenprint.errors import NotAuthorisedError
from tenprint.exchange.unit import Unit


def authorise(agency: Agency, user: str, action: str, purpose: str, *, role: str, case: str | None = None) -> None:
    """Let the access table decide whether this user may do this, or refuse.

    Args:
        agency: at which.
        user: who.
        action, purpose: as the access table names them.
        role: the role a name is taken to hold where the agency has no accounts.
        case: the case it is about; its office and who decided on it are the user's relation to it.

    Raises:
        NotAuthorisedError: no row of the table grants it, or the user cannot log on; the refusal is audited.
    """
    accounts = Accounts(agency.database, agency.vault, agency.clock, agency=agency.name)
    office: str | None = None
    person: access.User = access.Person(user, frozenset({role}))
    if accounts.all():
        typer.echo(NOTICE, err=True)
        password = os.environ.get("TENPRINT_PASSWORD") or typer.prompt("Password", hide_input=True, err=True)
        code = os.environ.get("TENPRINT_CODE") or typer.prompt("One-time code", err=True)
        session = accounts.log_on(user, password, code, notice_accepted=True, where="command line")
        account = accounts.check(session.token)
        accounts.log_off(session.token)
        person, office = account, account.office
    with agency.unit(cause=f"access:{user}"[:64], actor=user) as unit:
        relation = _relation(unit, user, office, case, action)
        decision = access.decide(person, action, relation, purpose)
        if not decision.allowed:
            unit.audit(action, case or agency.name, purpose=purpose, outcome="denied")
    if not decision.allowed:
        raise NotAuthorisedError(f"{user} may not do this: {decision.reason}", where="access table")


def _relation(unit: Unit, user: str, office: str | None, case: str | None, action: str) -> str:
    if case is None:
        return "agency"
    row = find(unit, case)
    decided = {"case:confirm": [row.determined_by], "claim:resolve": [row.determined_by]}.get(action, [])
    own = row.field_office if office is None else office
    return access.relation_to_case(user, own, case_office=row.field_office, decided_by=decided)
