"""`tenprint up`: all five agencies of a deployment as separate processes, and the servers that they need."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tenprint.runtime.supervisor import Supervisor

app = typer.Typer()


@app.command()
def up(
    folder: Annotated[Path, typer.Argument(help="Folder made by `tenprint init`.")],
    seconds: Annotated[float, typer.Option(help="Stop after this time; 0 runs until interrupted.")] = 0.0,
) -> None:
    """Run all agencies of a deployment until interrupted; a process that dies is started again."""
    console = Console(stderr=True)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    with Supervisor(folder) as supervisor:
        supervisor.start()
        supervisor.wait_ready()
        console.print(f"[green]ready[/]: {', '.join(supervisor.roles)}")
        end = time.monotonic() + seconds if seconds else float("inf")
        try:
            while time.monotonic() < end:
                for role in supervisor.revive():
                    console.print(f"[yellow]{role} had stopped and was started again[/]")
                time.sleep(0.5)
        except KeyboardInterrupt:
            console.print("stopping")
