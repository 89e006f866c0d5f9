"""What the gallery commands share: the argument, progress on stderr, results as text or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

GalleryPath = Annotated[Path, typer.Argument(help="Folder of the gallery.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]


@contextmanager
def progress(description: str, total: int | None) -> Iterator[Any]:
    """Show a progress bar on stderr; yields a function that takes how much was done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(description, total=total)
        yield lambda amount: bar.advance(task, amount)


def show(result: dict[str, Any], text: str, as_json: bool) -> None:
    """Print a result."""
    typer.echo(msgspec.json.encode(result).decode() if as_json else text)
