"""`tenprint policy list`: which versions there are and when each applies."""

from __future__ import annotations

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from tenprint.cli.policy_options import Json, Policies
from tenprint.policy import PolicyStore
from tenprint.policy.store import KINDS


def list_policies(policies: Policies = None, as_json: Json = False) -> None:
    """List every version of every policy, with its dates and digest."""
    store = PolicyStore(policies)
    loaded = [store.load(kind, version) for kind in KINDS for version in store.files(kind)]
    if as_json:
        rows = [
            {
                name: getattr(p, name)
                for name in ("kind", "version", "title", "effective_from", "effective_to", "digest")
            }
            for p in loaded
        ]
        typer.echo(msgspec.json.encode({"policies": rows, "digest": store.digest()}))
        return
    table = Table("kind", "version", "from", "to", "title", "SHA-256")
    for policy in loaded:
        ends = policy.effective_to.isoformat() if policy.effective_to else ""
        table.add_row(
            policy.kind, policy.version, policy.effective_from.isoformat(), ends, policy.title, policy.digest[:12]
        )
    Console().print(table)
    typer.echo(f"All files: SHA-256 {store.digest()}")
