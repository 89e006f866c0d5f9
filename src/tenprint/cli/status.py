"""`tenprint status`: queues, the oldest waiting message, dead letters; and their redelivery."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from tenprint.agency.base import Agency
from tenprint.errors import UsageError
from tenprint.exchange.watch import alarms
from tenprint.runtime.process import AgencyProcess
from tenprint.simulate.population import simulated_registry
from tenprint.simulate.world.driver import MARKER, open_world

app = typer.Typer()
Folder = Annotated[Path, typer.Argument(help="Folder of a demo's world or of a deployment.")]


@app.command()
def status(
    folder: Folder = Path("demo"),
    redeliver: Annotated[bool, typer.Option("--redeliver", help="Put dead letters back to work.")] = False,
    user: Annotated[str, typer.Option(help="Who asks for redelivery; stands in the audit log.")] = "operator",
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Show what waits at each agency."""
    with _agencies(folder) as agencies:
        if redeliver:
            for agency in agencies:
                typer.echo(f"{agency.name}: {agency.redeliver(user)} put back", err=True)
        queues = {agency.name: agency.queues() for agency in agencies}
        standing = [(agency.name, words) for agency in agencies for words in _alarms(agency)]
    if as_json:
        typer.echo(msgspec.json.encode(queues).decode())
        return
    table = Table()
    for column in ("agency", "queue", "waiting", "oldest s", "dead"):
        table.add_column(column, justify="left" if column in ("agency", "queue") else "right")
    for name, entry in queues.items():
        for queue, counts in entry.items():
            dead = f"[red]{counts['dead']}[/]" if counts["dead"] else "0"
            table.add_row(name, queue, str(counts["waiting"]), f"{counts['oldest_s']:.1f}", dead)
    console = Console()
    console.print(table)
    for name, words in standing:
        console.print(f"[red]alarm[/] {name}: {words}", highlight=False)


def _alarms(agency: Agency) -> list[str]:
    with agency.database.read() as connection:
        return [f"{words} (since {since:%Y-%m-%d %H:%M})" for _, words, since in alarms(connection)]


@contextmanager
def _agencies(folder: Path) -> Iterator[list[Agency]]:
    if (folder / MARKER).exists():
        world, _plan = open_world(folder)
        with world:
            yield list(world.agencies.values())
        return
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise UsageError("neither a demo's world nor a deployment", where=str(folder), remedy="See `tenprint init`.")
    processes = [AgencyProcess(file, activation=simulated_registry(), desk=True) for file in files]
    try:
        yield [process.agency for process in processes]
    finally:
        for process in processes:
            process.close()
