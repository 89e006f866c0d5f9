"""`tenprint up`: all five agencies of a deployment as separate processes, and the servers that they need."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from tenprint.runtime import servers
from tenprint.runtime.deployment import FIRST_PORT, create
from tenprint.runtime.nats_server import FILE, FOLDER, SCHEME
from tenprint.runtime.station import ROLES
from tenprint.runtime.supervisor import Supervisor

app = typer.Typer()
BEFORE_GATEWAYS = 2  # ports before the first gateway's: of PostgreSQL, of NATS


@app.command()
def up(
    folder: Annotated[Path, typer.Argument(help="Folder made by `tenprint init`; with --on a new one is made.")],
    on: Annotated[
        Literal["configured", "postgres-nats"],
        typer.Option(help="postgres-nats: start PostgreSQL and NATS on this machine too, kept in the folder."),
    ] = "configured",
    first_port: Annotated[int, typer.Option(help="Port of the first gateway of a deployment made here.")] = FIRST_PORT,
    seconds: Annotated[float, typer.Option(help="Stop after this time; 0 runs until interrupted.")] = 0.0,
) -> None:
    """Run all agencies of a deployment until interrupted; a process that dies is started again."""
    console = Console(stderr=True)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        with _deployment(folder, on, first_port), Supervisor(folder) as supervisor:
            supervisor.start()
            supervisor.wait_ready()
            console.print(f"[green]ready[/]: {', '.join(supervisor.roles)}")
            end = time.monotonic() + seconds if seconds else float("inf")
            while time.monotonic() < end:
                for role in supervisor.revive():
                    console.print(f"[yellow]{role} had stopped and was started again[/]")
                time.sleep(0.5)
    except KeyboardInterrupt:
        console.print("stopping")


@contextmanager
def _deployment(folder: Path, on: str, first_port: int) -> Iterator[None]:
    """Start the servers where they are asked for, and make the deployment where there is none."""
    if on == "configured":
        yield
        return
    beside = folder.with_name(f"{folder.name}-servers")
    postgres_port, nats_port = first_port - BEFORE_GATEWAYS, first_port - 1
    with servers.postgres(beside / "postgres", postgres_port, list(ROLES)) as database:
        if not list(folder.glob("*.toml")):
            url = f"{SCHEME}://{servers.HOST}:{nats_port}"
            create(folder, transport="nats", database=database, nats=url, first_port=first_port)
        configuration = folder / FOLDER / FILE  # a deployment made by an earlier release has none, and no TLS
        with servers.nats(beside / "nats", nats_port, configuration if configuration.exists() else None):
            yield
