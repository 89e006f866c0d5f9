"""`tenprint policy check`: is each policy sound, and do they fit together."""

from __future__ import annotations

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from tenprint.cli.policy_options import Json, Policies
from tenprint.errors import ConfigurationError
from tenprint.policy import PolicyStore
from tenprint.policy.check import check
from tenprint.policy.store import KINDS


def check_policies(policies: Policies = None, as_json: Json = False) -> None:
    """Check every policy file; the exit code is 1 where one may not be used."""
    store = PolicyStore(policies)
    findings = check(store)
    errors = sum(finding.severity == "error" for finding in findings)
    files = sum(len(store.files(kind)) for kind in KINDS)
    if as_json:
        typer.echo(msgspec.json.encode({"files": files, "errors": errors, "findings": findings}))
    else:
        if findings:
            table = Table("kind", "version", "severity", "finding")
            for finding in findings:
                table.add_row(finding.kind, finding.version, finding.severity, finding.message)
            Console().print(table)
        typer.echo(f"{files} policy files, {errors} errors, {len(findings) - errors} warnings")
    if errors:
        raise ConfigurationError(f"{errors} errors in the policies", remedy="Correct them before use.")
