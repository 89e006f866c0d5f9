"""`tenprint partner`: the register of a deployment: who may send what, and with which keys."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from tenprint.errors import UsageError
from tenprint.exchange.messages import ANY_PURPOSE
from tenprint.exchange.partners import EVERY_ORI, Partner, PartnerKey
from tenprint.exchange.signature import SigningKey
from tenprint.runtime import register

app = typer.Typer(no_args_is_help=True, help=__doc__)
Folder = Annotated[Path, typer.Argument(help="Folder of the deployment, as `tenprint init` made it.")]
Name = Annotated[str, typer.Argument(help="The partner's name.")]
Json = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
Role = Literal["booking", "state", "criminal", "immigration", "enforcement"]
REGISTER = "partners.json"


@app.command("list")
def list_partners(folder: Folder, as_json: Json = False) -> None:
    """List partners with their roles, keys and whether they are suspended."""
    partners = register.read(folder / REGISTER)
    if as_json:
        typer.echo(msgspec.json.encode(partners).decode())
        return
    table = Table("name", "role", "keys", "accepted until", "suspended")
    for partner in partners:
        ends = [key.valid_until for key in partner.keys.values() if key.valid_until]
        until = f"{max(ends):%Y-%m-%d}" if ends else "always"
        table.add_row(
            partner.name, partner.role, str(len(partner.keys)), until, "[red]yes[/]" if partner.suspended else "no"
        )
    Console().print(table)


@app.command()
def show(folder: Folder, name: Name) -> None:
    """Show one partner: types, purposes, ORIs and keys, as JSON."""
    found = [partner for partner in register.read(folder / REGISTER) if partner.name == name]
    if not found:
        raise UsageError(f"{name!r} is not in the register", remedy="See `tenprint partner list`.")
    typer.echo(msgspec.json.format(msgspec.json.encode(found[0]), indent=2).decode())


@app.command()
def add(
    folder: Folder,
    name: Name,
    role: Annotated[Role, typer.Option(help="Its role.")],
    key: Annotated[Path, typer.Option(help="Its public key, or key pair, as a PEM file.")],
    ori: Annotated[list[str] | None, typer.Option(help="ORI it may send for; may be repeated. None: all.")] = None,
    kind: Annotated[list[str] | None, typer.Option("--type", help="Message type it may send; may be repeated.")] = None,
    purpose: Annotated[list[str] | None, typer.Option(help="Purpose; may be repeated. None: all.")] = None,
) -> None:
    """Add a partner with its public key."""
    public = SigningKey.public_of(key)
    now = dt.datetime.now(dt.UTC)
    entry = PartnerKey(public.jwk, valid_from=now, valid_until=now + dt.timedelta(days=register.KEY_DAYS))
    register.add(
        folder / REGISTER,
        Partner(
            name=name,
            role=role,
            keys={public.identifier: entry},
            types=frozenset(kind) if kind else None,
            purposes=frozenset(purpose) if purpose else ANY_PURPOSE,
            oris=frozenset(ori) if ori else None,
        ),
    )
    typer.echo(f"{name} added; its key is {public.identifier}")


@app.command()
def suspend(
    folder: Folder,
    name: Name,
    resume: Annotated[bool, typer.Option("--resume", help="Accept its messages again.")] = False,
) -> None:
    """Accept nothing that a partner sends. Running agencies know within seconds."""
    register.suspend(folder / REGISTER, name, suspended=not resume)
    typer.echo(f"{name} is {'accepted again' if resume else 'suspended'}")


@app.command("trust-minutiae")
def trust_minutiae(
    folder: Folder,
    name: Annotated[str, typer.Argument(help="The partner who sends: a booking agency's, its state bureau.")],
    ori: Annotated[list[str] | None, typer.Option(help="ORI whose devices were checked; may be repeated.")] = None,
    every_ori: Annotated[bool, typer.Option("--every-ori", help="All that the partner sends for.")] = False,
    none: Annotated[bool, typer.Option("--none", help="Of nobody any more: images are extracted from.")] = False,
) -> None:
    """Take minutiae that a sender made (Type-9) as they are, though images lie beside them."""
    if (bool(ori) + every_ori + none) != 1:
        raise UsageError("name ORIs, or --every-ori, or --none")
    oris = frozenset({EVERY_ORI} if every_ori else ori or ())
    register.trust_minutiae(folder / REGISTER, name, oris)
    typer.echo(f"{name}: minutiae are taken as given {'of ' + ', '.join(sorted(oris)) if oris else 'of nobody'}")


@app.command()
def rotate(
    folder: Folder,
    name: Name,
    lead: Annotated[float, typer.Option(min=0, help="Seconds until the new key signs.")] = register.LEAD_SECONDS,
    overlap: Annotated[float, typer.Option(min=0, help="Hours the old key is accepted then.")] = register.OVERLAP_HOURS,
) -> None:
    """Give an agency of this deployment a new key; the old one is accepted until the overlap ends."""
    now = dt.datetime.now(dt.UTC)
    entry = register.rotate(folder / REGISTER, name, folder / name, now, lead=lead, overlap_hours=overlap)
    assert entry.signs_from is not None
    typer.echo(f"{name} signs with its new key from {entry.signs_from:%Y-%m-%d %H:%M:%S} UTC")
