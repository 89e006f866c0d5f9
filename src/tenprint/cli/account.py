"""`tenprint account`: accounts of an agency's people, their yearly review, and the table of who may do what."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from tenprint.accountability.access import access_table
from tenprint.accountability.accounts import Account, Accounts
from tenprint.agency.base import Agency
from tenprint.cli.case_options import DEMO, Json, World, opened
from tenprint.errors import UsageError

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
    """Make an account; prints the first password and the address for the authenticator, once."""
    with opened(world) as agencies:
        enrolment = _accounts(agencies.agencies, at).create(name, roles=role, office=office, ori=ori, by=by)
    typer.echo(f"first password: {enrolment.password}\nauthenticator:  {enrolment.address}")


@app.command("list")
def list_accounts(at: Role = "enforcement", world: World = DEMO, as_json: Json = False) -> None:
    """List accounts, and which of them nobody reviewed for a year."""
    with opened(world) as agencies:
        accounts = _accounts(agencies.agencies, at)
        listed, due = accounts.all(), {entry.name for entry in accounts.due_for_review()}
    if as_json:
        typer.echo(msgspec.json.encode(listed).decode())
        return
    for entry in listed:
        typer.echo(_line(entry, entry.name in due))


@app.command()
def review(name: Name, by: By, at: Role = "enforcement", world: World = DEMO) -> None:
    """Say that an account and its roles are still needed."""
    with opened(world) as agencies:
        _accounts(agencies.agencies, at).review(name, by=by)
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
    with opened(world) as agencies:
        _accounts(agencies.agencies, at).change_roles(name, role, by=by)
    typer.echo(f"{name}: {', '.join(role)}")


@app.command()
def disable(name: Name, by: By, at: Role = "enforcement", world: World = DEMO) -> None:
    """Take an account out of use."""
    with opened(world) as agencies:
        _accounts(agencies.agencies, at).disable(name, by=by)
    typer.echo(f"{name}: disabled")


@app.command()
def unlock(name: Name, by: By, at: Role = "enforcement", world: World = DEMO) -> None:
    """End a lockout early."""
    with opened(world) as agencies:
        _accounts(agencies.agencies, at).unlock(name, by=by)
    typer.echo(f"{name}: unlocked")


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


def _accounts(agencies: dict[str, Agency], role: str) -> Accounts:
    agency = agencies.get(role)
    if agency is None:
        raise UsageError(f"there is no agency {role!r}", remedy=f"One of: {', '.join(agencies)}.")
    return Accounts(agency.database, agency.vault, agency.clock, agency=agency.name)


def _line(entry: Account, due: bool) -> str:
    state = "disabled" if not entry.enabled else "REVIEW DUE" if due else "in use"
    held = ", ".join(sorted(entry.roles))
    return f"{entry.name}  {held}  {entry.office}  {state}, reviewed {entry.reviewed_at:%Y-%m-%d}"
