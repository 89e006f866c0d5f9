"""`tenprint policy activation`: who takes part, since when, under which agreement; public and read-only."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from tenprint.errors import UsageError
from tenprint.policy import PolicyStore
from tenprint.policy.activation_view import public_view
from tenprint.simulate.population import simulated_registry

SIMULATED = "simulated"


def show_activation(
    registry: Annotated[str, typer.Argument(help="Version of the registry, or `simulated`.")] = SIMULATED,
    policies: Annotated[Path | None, typer.Option(help="Folder of policies before the packaged ones.")] = None,
    day: Annotated[str, typer.Option(help="For this day, YYYY-MM-DD; today where not given.")] = "",
    state: Annotated[str, typer.Option(help="Only this state, two letters.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Show every activation on record with its agreement, legal basis, dates and suspensions."""
    try:
        moment = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC) if day else dt.datetime.now(dt.UTC)
    except ValueError:
        raise UsageError(f"{day!r} is no day", where="--day", remedy="Write it as 2010-09-21.") from None
    data = simulated_registry() if registry == SIMULATED else PolicyStore(policies).activation(registry)
    entries = public_view(data, moment, state=state.upper())
    if as_json:
        typer.echo(msgspec.json.encode(entries).decode())
        return
    table = Table("state", "jurisdiction", "FIPS", "active", "since", "agreement", "suspensions")
    for entry in entries:
        active = "yes" if entry.active else "no"
        row = (entry.state, entry.jurisdiction, entry.fips, active, f"{entry.starts:%Y-%m-%d}", entry.agreement)
        table.add_row(*row, "; ".join(entry.suspensions))
    Console().print(table)
    typer.echo(f"{sum(entry.active for entry in entries)} of {len(entries)} active; registry {data.version}")
