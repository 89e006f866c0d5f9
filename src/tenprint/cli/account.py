"""`tenprint account`: accounts of an agency's people, their yearly review, and the table of who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from tenprint.accountability.access import access_table
from tenprint.accountability.accounts import NOTICE, Account, Accounts
from tenprint.cli.authority import WHERE, accounts_of, ask_code, ask_password, sign_in
from tenprint.cli.case_options import DEMO, Json, World, agency_of, opened

app = typer.Typer(no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The account's name.")]
By = Annotated[str, typer.Option(help="Your name; nobody keeps their own account.")]
Role = Annotated[str, typer.Option("--at", help="Agency, by its role.")]


@app.command()
def create(
    name: Name,
    role: Annotated[list[str], typer.Option(help="May be given more than once.")],
    by: By,
    office: Annotated[str, typer.Option(help="Field office.")] = "",
    ori: Annotated[str | None, typer.Option(help="Of a booking agency's user.")] = None,
    at: Role = "enforcement",
    world: World = DEMO,
) -> None:
    """Make an account; prints the first password and the address for the authenticator, once.

    The first account of an agency is an administrator's; from then on only administrators make accounts.
    """
    with _keeping(world, at, by, "account:create", name) as (accounts, keeper):
        enrolment = accounts.create(name, roles=role, office=office, ori=ori, by=keeper)
    typer.echo(f"first password: {enrolment.password}\nauthenticator:  {enrolment.address}")


@app.command("list")
def list_accounts(by: By, at: Role = "enforcement", world: World = DEMO, as_json: Json = False) -> None:
    """List accounts, and which of them nobody reviewed for a year."""
    with _keeping(world, at, by, "account:list", "accounts") as (accounts, _keeper):
        listed, due = accounts.all(), {entry.name for entry in accounts.due_for_review()}
    if as_json:
        typer.echo(msgspec.json.encode(listed).decode())
        return
    for entry in listed:
        typer.echo(_line(entry, entry.name in due))


@app.command()
def due(
    by: By,
    days: Annotated[int, typer.Option(help="Also those that are due within so many days.")] = 30,
    at: Role = "enforcement",
    world: World = DEMO,
) -> None:
    """List the accounts that are to be reviewed: after a year without a review nobody can log on with one."""
    with _keeping(world, at, by, "account:list", "accounts") as (accounts, _keeper):
        listed = accounts.due_for_review(within=timedelta(days=days))
        over = {entry.name for entry in accounts.due_for_review()}
    for entry in listed:
        typer.echo(_line(entry, entry.name in over))
    typer.echo(f"{len(listed)} to be reviewed")


@app.command()
def review(name: Name, by: By, at: Role = "enforcement", world: World = DEMO) -> None:
    """Say that an account and its roles are still needed."""
    with _keeping(world, at, by, "account:review", name) as (accounts, keeper):
        accounts.review(name, by=keeper)
    typer.echo(f"{name}: reviewed")


@app.command()
def roles(
    name: Name,
    role: Annotated[list[str], typer.Option(help="May be given more than once.")],
    by: By,
    at: Role = "enforcement",
    world: World = DEMO,
) -> None:
    """Give an account other roles."""
    with _keeping(world, at, by, "account:change", name) as (accounts, keeper):
        accounts.change_roles(name, role, by=keeper)
    typer.echo(f"{name}: {', '.join(role)}")


@app.command()
def disable(name: Name, by: By, at: Role = "enforcement", world: World = DEMO) -> None:
    """Take an account out of use."""
    with _keeping(world, at, by, "account:disable", name) as (accounts, keeper):
        accounts.disable(name, by=keeper)
    typer.echo(f"{name}: disabled")


@app.command()
def unlock(name: Name, by: By, at: Role = "enforcement", world: World = DEMO) -> None:
    """End a lockout early."""
    with _keeping(world, at, by, "account:unlock", name) as (accounts, keeper):
        accounts.unlock(name, by=keeper)
    typer.echo(f"{name}: unlocked")


@app.command()
def password(name: Name, at: Role = "enforcement", world: World = DEMO) -> None:
    """Change your own password; the first one must be changed before anything else."""
    typer.echo(NOTICE, err=True)
    with opened(world) as agencies:
        accounts = accounts_of(agency_of(agencies, at))
        old, code = ask_password(), ask_code()
        session = accounts.log_on(name, old, code, notice_accepted=True, where=WHERE)
        try:
            accounts.change_password(session.token, old, ask_password("New password", "TENPRINT_NEW_PASSWORD"))
        finally:
            accounts.log_off(session.token)
    typer.echo(f"{name}: password changed")


@app.command()
def table(as_json: Json = False) -> None:
    """Show who may do what: every row of the access table. What no row grants is denied."""
    access = access_table()
    if as_json:
        typer.echo(msgspec.json.encode(access).decode())
        return
    shown = Table(title=f"Access {access.version}: what no row grants is denied", title_justify="left", show_lines=True)
    for column in ("roles", "actions", "purposes", "relations", "in words"):
        shown.add_column(column)
    for grant in access.grants:
        shown.add_row(
            *("\n".join(part) for part in (grant.roles, grant.actions, grant.purposes, grant.relations)), grant.words
        )
    Console().print(shown)


@contextmanager
def _keeping(folder: Path, at: str, by: str, action: str, thing: str) -> Iterator[tuple[Accounts, str]]:
    """Let the access table decide on keeping accounts; yield them, and the name of who keeps them."""
    with opened(folder) as agencies:
        agency = agency_of(agencies, at)
        session = sign_in(agency, by, role="administrator", purpose="administration")
        with agency.act(session) as unit:
            unit.permit(action, thing, relation="own_account" if thing == by else "other_account")
            if action == "account:list":
                unit.audit(action, thing, purpose=session.purpose)
        yield accounts_of(agency), session.user


def _line(entry: Account, due: bool) -> str:
    state = "disabled" if not entry.enabled else "REVIEW DUE" if due else "in use"
    held = ", ".join(sorted(entry.roles))
    return f"{entry.name}  {held}  {entry.office}  {state}, reviewed {entry.reviewed_at:%Y-%m-%d}"
