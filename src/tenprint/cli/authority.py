"""Who acts on the command line: where an agency has accounts, only they, with both factors; else who is named.

Either way the access table decides, in each function that shows or changes a person's data. A demo's world has no
accounts at first; there a name is taken at its word, with the role that the command is for.
"""

from __future__ import annotations

import os

import typer

from tenprint.accountability.accounts import NOTICE, Accounts
from tenprint.accountability.session import EVERY_OFFICE, Session
from tenprint.agency.base import Agency

WHERE = "command line"


def accounts_of(agency: Agency) -> Accounts:
    """Return the accounts of an agency."""
    return Accounts(agency.database, agency.vault, agency.clock, agency=agency.name)


def sign_in(agency: Agency, user: str, *, role: str, purpose: str) -> Session:
    """Return the session in which a command acts.

    Args:
        agency: at which.
        user: who.
        role: the role a name is taken to hold where the agency has no accounts.
        purpose: for which.

    Raises:
        NotAuthorisedError: the agency has accounts, and this one cannot log on with what was given.
    """
    accounts = accounts_of(agency)
    if not accounts.all():
        return Session(
            user=user, roles=frozenset({role}), agency=agency.name, purpose=purpose, office=EVERY_OFFICE, where=WHERE
        )
    typer.echo(NOTICE, err=True)
    password, code = ask_password(), ask_code()
    opened = accounts.log_on(user, password, code, notice_accepted=True, where=WHERE)
    account = accounts.check(opened.token)
    accounts.log_off(opened.token)
    return Session.of(account, agency=agency.name, purpose=purpose, where=WHERE)


def ask_password(prompt: str = "Password", variable: str = "TENPRINT_PASSWORD") -> str:
    """Return a password: from the environment, or typed without being shown."""
    return os.environ.get(variable) or str(typer.prompt(prompt, hide_input=True, err=True))


def ask_code() -> str:
    """Return a one-time code: from the environment, or typed."""
    return os.environ.get("TENPRINT_CODE") or str(typer.prompt("One-time code", err=True))
