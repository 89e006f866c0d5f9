"""`tenprint init`: everything that five agencies need to run as processes of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tenprint.runtime.deployment import FIRST_PORT, create

app = typer.Typer()


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A new folder.")],
    transport: Annotated[Literal["https", "nats"], typer.Option(help="How messages travel.")] = "https",
    database: Annotated[str, typer.Option(help="Database URL with {role} in it; SQLite files where not given.")] = "",
    nats: Annotated[
        str, typer.Option(help="URL of the NATS server; tls:// writes its configuration too.")
    ] = "tls://127.0.0.1:4222",
    host: Annotated[str, typer.Option(help="Where the gateways listen.")] = "127.0.0.1",
    first_port: Annotated[int, typer.Option(help="Port of the first gateway; one more for each role.")] = FIRST_PORT,
) -> None:
    """Write configurations, keys, certificates and the partner register of a deployment."""
    files = create(folder, transport=transport, database=database, nats=nats, host=host, first_port=first_port)
    for file in files:
        typer.echo(f"tenprint serve {file.stem} --config {file}")
    typer.echo(f"all of them at once: tenprint up {folder}")
