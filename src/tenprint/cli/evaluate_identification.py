"""`tenprint evaluate identification`: FNIR, FPIR, rank, time and memory of one-to-many search."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from tenprint.cli.gallery_options import progress
from tenprint.errors import UsageError
from tenprint.evaluate.identification.ablation import ablation as run_ablation
from tenprint.evaluate.identification.experiment import measure, prepare_pool
from tenprint.evaluate.identification.mates import PAIRS, prepare_mates
from tenprint.evaluate.identification.report import make_report, report_text, summary
from tenprint.evaluate.identification.settings import Settings

GROWTH = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000)


def identification(
    subjects: Annotated[int, typer.Option(min=100, help="Distractors in the gallery.")] = 10_000,
    searches: Annotated[
        int, typer.Option(min=1, help="Searches with a mate, and as many without, for each set of mates.")
    ] = 100,
    timed: Annotated[int, typer.Option(min=1, help="Of these, searches done one by one and timed.")] = 100,
    fingers: Annotated[str, typer.Option(help="Positions searched with: all, index, or as 2,7.")] = "all",
    mates: Annotated[list[str] | None, typer.Option(help="Kinds of rendered mates: rolled, plain, none.")] = None,
    data: Annotated[
        list[Path] | None, typer.Option(help="Folder of real images <finger>_<impression>.png; repeat.")
    ] = None,
    rendered: Annotated[int, typer.Option(min=10, help="Rendered fingers that mates are put together from.")] = 40,
    pool: Annotated[int, typer.Option(min=100, help="Distinct fingers of the distractors.")] = 10_000,
    backend: Annotated[str, typer.Option(help="Extraction of rendered and real images.")] = "default",
    batch: Annotated[int, typer.Option(min=1, help="Searches in one pass.")] = 16,
    filter_searches: Annotated[
        int, typer.Option(min=0, help="Searches of the filter alone, for each set of mates and modelled ones.")
    ] = 0,
    growth: Annotated[bool, typer.Option(help="Measure at 10 k, 30 k, 100 k ... up to --subjects.")] = False,
    ablation: Annotated[bool, typer.Option(help="Measure without single stages, at the first size.")] = False,
    seed: Annotated[int, typer.Option(help="Of all choices.")] = 1,
    cache: Annotated[Path | None, typer.Option(help="Folder that keeps templates for the next run.")] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Folder that keeps gallery and outcomes; a stopped run goes on from there.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="JSON report; details and pictures are put beside it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Search galleries of synthetic distractors for rendered mates and for virtual subjects made of real sets."""
    sizes = (*(size for size in GROWTH if size < subjects), subjects) if growth else (subjects,)
    settings = Settings(
        sizes=sizes, searches=searches, timed=timed, positions=_positions(fingers), kinds=_kinds(mates),
        data=tuple(data or ()), rendered=rendered, pool=pool, backend=backend, batch=batch,
        filter_searches=filter_searches, seed=seed, cache=cache, keep=keep,
    )  # fmt: skip
    sets, made = prepare_mates(settings, _step), prepare_pool(settings, _step)
    measured = list(measure(settings, sets, made, _step))
    report = make_report(settings, sets, made, measured)
    if ablation:
        report["ablation"] = run_ablation(replace(settings, keep=None), sets, made, _step)
    if out is not None:
        from tenprint.evaluate.identification.plots import save_ablation, save_growth, save_plots

        out.write_bytes(msgspec.json.format(msgspec.json.encode(summary(report))))
        out.with_suffix(".details.json").write_bytes(msgspec.json.format(msgspec.json.encode(report)))
        save_plots(out.with_suffix(".png"), measured[-1], report["growth"])
        if growth:
            save_growth(out.with_suffix(".growth.png"), report["growth"])
        if ablation:
            save_ablation(out.with_suffix(".ablation.png"), report["ablation"])
    typer.echo(msgspec.json.encode(summary(report)).decode() if as_json else report_text(report))


@contextmanager
def _step(description: str, total: int | None) -> Iterator[Callable[[int], None]]:
    with progress(description, total) as advance:
        yield advance


def _positions(text: str) -> tuple[int, ...]:
    named = {"all": tuple(range(1, 11)), "index": (2, 7)}
    if text in named:
        return named[text]
    parts = text.split(",")
    if not all(part.isdigit() and 1 <= int(part) <= 10 for part in parts):
        raise UsageError(f"{text!r} names no fingers", remedy="Give all, index, or positions as 2,7.")
    return tuple(sorted({int(part) for part in parts}))


def _kinds(mates: list[str] | None) -> tuple[str, ...]:
    kinds = tuple(mates) if mates else tuple(PAIRS)
    if kinds == ("none",):
        return ()
    unknown = set(kinds) - set(PAIRS)
    if unknown:
        raise UsageError(f"there are no {sorted(unknown)} mates", remedy=f"Choose from {sorted(PAIRS)} or none.")
    return kinds
