"""`tenprint simulate world`: a large world from a demo's small one, for looking at pages with many rows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from tenprint.simulate.world.multiply.run import multiply


def world(
    out: Annotated[Path, typer.Argument(help="Folder of the large world; one that was begun is gone on with.")],
    small: Annotated[Path, typer.Option("--world", help="Folder of a demo's world.")] = Path("demo"),
    submissions: Annotated[int, typer.Option(min=1, help="How many are added to those of the demo.")] = 100_000,
) -> None:
    """Multiply a demo's bookings, at every agency, over two years and the whole country, without their files."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Submissions", total=submissions)
        multiply(small, out, submissions, progress=lambda done: bar.update(task, completed=done))
    typer.echo(f"{out}: {submissions:,} submissions. Look at them with `tenprint console --state {out}`.")
