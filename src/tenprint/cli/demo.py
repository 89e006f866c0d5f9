"""`tenprint demo`: a small synthetic world, bookings that travel through it, a table at the end."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from tenprint.cli.demo_display import DemoDisplay
from tenprint.simulate.world.driver import SUMMARY, prepare_folder, run

app = typer.Typer()
DEFAULT_BOOKINGS = 12


@app.command()
def demo(
    bookings: Annotated[int, typer.Option(help="How many people are booked.")] = DEFAULT_BOOKINGS,
    seed: Annotated[int, typer.Option(help="The same seed gives the same world and summary.")] = 7,
    out: Annotated[Path, typer.Option(help="Folder of the world; an earlier demo there is replaced.")] = Path("demo"),
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a demo that was interrupted.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")] = False,
    serve: Annotated[bool, typer.Option("--serve", help="Open the web console on the world afterwards.")] = False,
    port: Annotated[int, typer.Option(help="Of the console, on this machine only.")] = 8080,
) -> None:
    """Build a small synthetic world, book people in three jurisdictions, watch each booking travel."""
    prepare_folder(out, seed, bookings, resume=resume)
    console = Console(stderr=True)
    with DemoDisplay(console) as display:
        summary = run(out, display)
    if as_json:
        typer.echo(msgspec.json.encode(summary).decode())
    else:
        _show(summary, out)
    if serve:
        from tenprint.cli.console import serve_demo

        serve_demo(out, "127.0.0.1", port)


def _show(summary: dict[str, Any], out: Path) -> None:
    table = Table(title="What happened", show_header=False, title_justify="left")
    table.add_column(style="bold")
    table.add_column(justify="right")
    for name, value in summary.items():
        if name == "digests":
            continue
        if isinstance(value, dict):
            table.add_section()
            for inner, count in value.items():
                table.add_row(f"  {inner}", str(count))
            table.add_section()
        else:
            table.add_row(name.replace("_", " "), str(value))
    console = Console()
    console.print(table)
    console.print(f"Summary: {out / SUMMARY}. Cases wait for an officer; you are one:")
    console.print(f"  tenprint case list --world {out}\n  tenprint submit FILE --world {out}", highlight=False)
