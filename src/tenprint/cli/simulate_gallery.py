"""`tenprint simulate gallery`: templates of many subjects, drawn from the model, in one file."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from tenprint.fingerprint.template import Template
from tenprint.search.gallery.stream import write_templates
from tenprint.simulate.gallery import Columns, stream
from tenprint.simulate.gallery.file import encode, write
from tenprint.simulate.gallery.parameters import PLAIN_SIZE, ROLLED_SIZE


class ImpressionKind(StrEnum):
    """What is pressed down."""

    plain = "plain"
    rolled = "rolled"


class Format(StrEnum):
    """How it is written."""

    compact = "compact"
    templates = "templates"


def gallery(
    out: Annotated[Path, typer.Option(help="File to write.")],
    subjects: Annotated[int, typer.Option("--subjects", "-n", min=1, help="How many, ten fingers each.")] = 1000,
    start: Annotated[int, typer.Option(min=0, help="Number of the first subject.")] = 0,
    seed: Annotated[int, typer.Option(help="Of the world; the same seed gives the same bytes.")] = 0,
    impression: Annotated[
        int, typer.Option(min=0, help="Which impression of the fingers; another one gives the mates.")
    ] = 0,
    kind: Annotated[ImpressionKind, typer.Option(help="Plain or rolled fingers.")] = ImpressionKind.plain,
    form: Annotated[
        Format, typer.Option("--format", help="compact, or templates as `tenprint gallery enrol` reads them.")
    ] = Format.compact,
    threads: Annotated[int, typer.Option(min=0, help="0: one per core.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object about what was written.")] = False,
) -> None:
    """Write the templates of many synthetic subjects. No image is drawn: minutiae come from the fitted model."""
    began, cpu_began = time.perf_counter(), time.process_time()
    workers = threads or len(os.sched_getaffinity(0))
    minutiae = 0
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"{subjects} subjects", total=subjects)

        def batches() -> Iterator[Columns]:
            nonlocal minutiae
            for batch in stream(start, subjects, seed, impression=impression, kind=kind.value, threads=workers):
                minutiae += len(batch.x)
                yield batch
                progress.advance(task, len(batch))

        size = _write(out, batches(), form, seed, start, subjects, impression, kind)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu_began
    report = {
        "file": str(out),
        "subjects": subjects,
        "fingers": 10 * subjects,
        "minutiae": minutiae,
        "bytes": size,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2),
        "threads": workers,
        "fingers_per_second": round(10 * subjects / seconds),
        "fingers_per_cpu_second": round(10 * subjects / cpu),
    }
    if as_json:
        typer.echo(msgspec.json.encode(report))
    else:
        typer.echo(
            f"{subjects} subjects, {minutiae / (10 * subjects):.1f} minutiae a finger, {size / 1e6:.1f} MB: {out}\n"
            f"{seconds:.1f} s on {workers} threads, {10 * subjects / seconds:,.0f} fingers a second"
        )


def _write(
    out: Path,
    batches: Iterable[Columns],
    form: Format,
    seed: int,
    start: int,
    subjects: int,
    impression: int,
    kind: ImpressionKind,
) -> int:
    if form is Format.templates:
        write_templates(out, _as_templates(batches))
        return out.stat().st_size
    plain = kind is ImpressionKind.plain
    width, height = PLAIN_SIZE if plain else ROLLED_SIZE
    about = {
        "seed": seed,
        "start": start,
        "subjects": subjects,
        "impression": impression,
        "impression_type": 0 if plain else 1,
        "width": width,
        "height": height,
    }
    return write(out, about, (encode(batch) for batch in batches))


def _as_templates(batches: Iterable[Columns]) -> Iterator[tuple[str, dict[int, Template]]]:
    for batch in batches:
        for subject in range(batch.start, batch.start + len(batch)):
            yield f"synthetic-{subject:09d}", batch.fingers(subject)
