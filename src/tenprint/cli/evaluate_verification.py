"""`tenprint evaluate verification`: accuracy of extraction and one-to-one matching on a folder of images."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tenprint.evaluate.verification import run
from tenprint.evaluate.verification.report import NAMES, percent


def verification(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Images named <finger>_<impression>.<ext>.")],
    out: Annotated[Path, typer.Option(help="Folder for scores.csv, report.json, report.html, det.png, templates.")],
    backend: Annotated[str, typer.Option(help="Extraction: default, classical, net or leader.")] = "default",
    ppi: Annotated[float | None, typer.Option(help="Resolution of all images; else as each file says, or 500.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=2, help="Threads.")] = 2,
    rounds: Annotated[int, typer.Option(min=0, help="Draws for the confidence intervals.")] = 200,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> None:
    """Extract every image, compare all pairs, and report error rates with confidence intervals.

    Templates are kept under OUT; a run that was stopped goes on where it was.
    """
    with Progress(console=Console(stderr=True), transient=True) as progress:

        @contextmanager
        def step(name: str, total: int) -> Iterator[Callable[[], None]]:
            task = progress.add_task(name, total=total)
            yield lambda: progress.advance(task)

        report = run(folder, out, step, backend=backend, ppi=ppi, workers=workers, rounds=rounds)
    if as_json:
        typer.echo(msgspec.json.encode(report))
        return
    table = Table("rate", "%", "95 % interval", title=f"{report['set']}, {report['source']}")
    for key, name in NAMES.items():
        low, high = report["intervals"].get(key, (float("nan"),) * 2)
        table.add_row(name, percent(report["rates"][key]), f"{percent(low)} to {percent(high)}")
    console = Console()
    console.print(table)
    console.print(f"{report['genuine']:,} genuine, {report['impostor']:,} impostor comparisons: {out / 'report.html'}")
