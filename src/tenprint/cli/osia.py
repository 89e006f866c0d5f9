"""`tenprint osia`: tokens for clients of the OSIA face; `tenprint serve osia` runs it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from tenprint.api.osia.document import document
from tenprint.api.osia.parameters import TOKEN_HOURS
from tenprint.api.osia.tokens import SCOPES, Tokens

app = typer.Typer(no_args_is_help=True)
KEY = "token.key"
State = Annotated[Path, typer.Option(help="Folder of the OSIA face: database, keys, galleries.")]


@app.callback()
def main() -> None:
    """Tokens for clients of the OSIA ABIS interface."""


@app.command()
def token(
    client: Annotated[str, typer.Argument(help="Name of the client; stands in the audit log.")],
    state: State,
    scope: Annotated[list[str] | None, typer.Option(help=f"May be given more than once: {', '.join(SCOPES)}.")] = None,
    hours: Annotated[float, typer.Option(help="How long it holds.")] = TOKEN_HOURS,
) -> None:
    """Print a bearer token; without --scope it holds all of OSIA's scopes."""
    typer.echo(Tokens.at(state / KEY).issue(client, scope or SCOPES, datetime.now(UTC), hours=hours))


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of what is served here."""
    typer.echo(msgspec.json.format(msgspec.json.encode(document()), indent=2).decode())
