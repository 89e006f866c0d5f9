"""`tenprint evaluate fidelity`: synthetic prints against real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress

from tenprint.evaluate.fidelity import Settings, evaluate, markdown, summary, write


def fidelity(
    data: Annotated[
        Path | None,
        typer.Option(help="Folder of images <finger>_<impression>.<ext>, or of such folders. None: synthetic only."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the report, its figures and plots.")] = None,
    fingers: Annotated[int, typer.Option(min=10, help="Synthetic fingers to render.")] = 200,
    impressions: Annotated[int, typer.Option(min=1, help="Of each.")] = 2,
    gallery_fingers: Annotated[int, typer.Option(min=10, help="Fingers drawn from the gallery model.")] = 1000,
    most: Annotated[int, typer.Option(min=1, help="Images of each real set, at most.")] = 160,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
) -> None:
    """Compare synthetic prints with real ones: minutiae, ridges, quality, scores of our matcher."""
    with Progress(console=Console(stderr=True), transient=True) as progress:

        @contextmanager
        def step(name: str, total: int) -> Iterator[Callable[[], None]]:
            task = progress.add_task(name, total=total)
            yield lambda: progress.advance(task)

        result = evaluate(data, Settings(fingers, impressions, gallery_fingers, most), step)
    if out is not None:
        write(result, out)
    typer.echo(msgspec.json.encode(summary(result)) if as_json else markdown(result))
