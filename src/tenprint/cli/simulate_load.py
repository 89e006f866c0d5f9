"""`tenprint simulate load`: bookings at a rate through the five embedded agencies, and where the time goes."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tenprint.simulate.load import parameters as p
from tenprint.simulate.load.drive import Load, Report, run, warm
from tenprint.simulate.load.sampler import Sampler
from tenprint.simulate.load.world import open_world, prepare


def load(
    folder: Annotated[Path, typer.Argument(help="Folder of the load's world; its galleries are made once.")],
    rate: Annotated[
        float, typer.Option(min=0, help="Bookings a second; 0: as fast as they can be handed in.")
    ] = p.RATE,
    seconds: Annotated[float, typer.Option(min=0, help="How long bookings are submitted.")] = p.SECONDS,
    bookings: Annotated[int, typer.Option(min=0, help="How many instead; 0: rate times seconds.")] = 0,
    gallery_subjects: Annotated[int, typer.Option(min=1, help="In each of the two galleries.")] = p.SUBJECTS,
    people: Annotated[int, typer.Option(min=1, help="Different people whose prints are rendered.")] = p.PEOPLE,
    rapid_every: Annotated[int, typer.Option(min=0, help="Every so many bookings one is rapid; 0: none.")] = 0,
    prepared: Annotated[bool, typer.Option("--prepared", help="Files carry minutiae, which are trusted.")] = False,
    images: Annotated[int, typer.Option(min=1, max=p.IMAGES, help="Images of a prepared file.")] = p.IMAGES,
    profile: Annotated[bool, typer.Option("--profile", help="Show in which functions threads were.")] = False,
    database: Annotated[str, typer.Option(help="Database URL with {role} in it; SQLite where not given.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON object.")] = False,
) -> None:
    """Submit EBTS files with 14 WSQ images at a rate, wait for both answers of each, report latency and stages."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task(f"Galleries of {gallery_subjects:,} subjects", total=gallery_subjects)
        prepare(folder, gallery_subjects, progress=lambda done: bar.advance(task, done))
    number = bookings or max(1, round(rate * seconds))
    prefix = f"L{int(time.time()) % 10**8:08d}"
    wanted = Load(rate, number, min(people, number), prefix, prepared, images, _rapid(rapid_every))
    with open_world(folder, database or None) as world:
        warm(world)
        world.start()
        with Progress(console=console, transient=True) as bar:
            task = bar.add_task("Bookings", total=number)
            with Sampler() if profile else nullcontext() as sampler:
                report = run(world, wanted, progress=lambda sent, _done: bar.update(task, completed=sent))
    if as_json:
        typer.echo(msgspec.json.encode(report).decode())
        return
    show(report)
    if sampler:
        _show_profile(sampler)


def _rapid(every: int) -> Callable[[int], int | None]:
    return lambda number: p.RAPID_PRIORITY if every and number % every == 0 else None


def show(report: Report) -> None:
    """Print a report as tables."""
    console = Console()
    table = Table(show_header=False)
    for name in ("bookings", "first_answers", "second_answers", "with_examiners", "lost", "seconds", "per_second"):
        table.add_row(name.replace("_", " "), f"{getattr(report, name):,}")
    latencies = [("first answer", report.first_answer), ("second answer", report.second_answer)]
    if report.rapid:
        latencies.append((f"first answer of {report.rapid} rapid ones", report.rapid_first_answer))
    for name, latency in latencies:
        table.add_row(f"{name}: median, 99 %, longest (s)", f"{latency.median} {latency.p99} {latency.longest}")
    console.print(table)
    table = Table("stage", "times", "ms each", "s in all")
    for stage in report.stages:
        if stage.times:
            table.add_row(
                stage.name, str(stage.times), f"{1e3 * stage.seconds / stage.times:.1f}", f"{stage.seconds:.2f}"
            )
    console.print(table)


def _show_profile(sampler: Sampler) -> None:
    table = Table("function > leaf", "share of busy samples")
    for name, share in sampler.top(30):
        table.add_row(name, f"{share:.1%}")
    Console().print(table)
