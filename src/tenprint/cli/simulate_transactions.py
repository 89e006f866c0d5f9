"""`tenprint simulate transactions`: EBTS files of synthetic bookings, their truth, and a page to look at them."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import track

from tenprint.cli.simulate_options import Difficulty
from tenprint.cli.transaction_report import report
from tenprint.errors import UsageError
from tenprint.simulate.population import World, agencies_of
from tenprint.simulate.world.files import BookingFile, booking_file
from tenprint.transaction import read

TRUTH, PAGE = "truth.json", "index.html"


def transactions(
    out: Annotated[Path, typer.Argument(help="Folder for the files, truth.json and index.html; new or empty.")],
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many bookings.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="Of the population; the same seed gives the same bytes.")] = 7,
    difficulty: Annotated[Difficulty, typer.Option(help="Preset of the impressions.")] = Difficulty.field,
    county: Annotated[list[str] | None, typer.Option(help="Only agencies of this county (FIPS code); repeat.")] = None,
    cards: Annotated[bool, typer.Option(help="Draw each file as a ten-print card too.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object about what was written.")] = False,
) -> None:
    """Write bookings as EBTS files: fourteen WSQ images each, every person and print invented."""
    if out.exists() and any(out.iterdir()):
        raise UsageError("the folder is not empty", where=str(out), remedy="Name a new one.")
    out.mkdir(parents=True, exist_ok=True)
    oris = [agency.ori for fips in county for agency in agencies_of(fips)] if county else None
    bookings = World(seed, oris=oris).bookings(count)
    made: list[BookingFile] = []
    for booking in track(bookings, f"{count} bookings", total=count, console=Console(stderr=True), transient=True):
        one = booking_file(seed, booking, difficulty=difficulty.value)
        (out / one.name).write_bytes(one.data)
        if cards:
            (out / f"{one.name}.html").write_text(report(read(one.data, name=one.name)), encoding="utf-8")
        made.append(one)
    listed = [{key: getattr(one, key) for key in one.__slots__ if key != "data"} for one in made]
    (out / TRUTH).write_bytes(msgspec.json.format(msgspec.json.encode(listed), indent=1))
    (out / PAGE).write_text(_page(made, cards), encoding="utf-8")
    size = sum(len(one.data) for one in made)
    if as_json:
        typer.echo(msgspec.json.encode({"folder": str(out), "files": len(made), "bytes": size, "seed": seed}))
    else:
        typer.echo(f"{len(made)} files, {size / 1e6:.1f} MB, their truth and a page: {out / PAGE}")


def _page(made: list[BookingFile], cards: bool) -> str:
    rows = "\n".join(
        f"<tr><td>{_link(one, cards)}<td>{html.escape(one.ori)}<td>{one.booked:%Y-%m-%d %H:%M}<td>{len(one.positions)}"
        f"<td>{', '.join(f'{finger} {code}' for finger, code in one.missing.items()) or 'none'}"
        f"<td>{'yes' if one.truth.in_criminal else 'no'}<td>{'yes' if one.truth.in_immigration else 'no'}"
        for one in made
    )
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Synthetic bookings</title>
<style>body{{font:14px/1.5 system-ui,sans-serif;margin:2rem;background:#fff;color:#1a1a1a}}
table{{border-collapse:collapse}}td,th{{text-align:left;padding:.3rem .9rem .3rem 0}}
td{{border-bottom:1px solid #ccc}}</style>
<h1>Synthetic bookings</h1><p>Every person and every finger here was made by a program.</p>
<table><thead><tr><th>File<th>Agency<th>Booked (UTC)<th>Images<th>Missing fingers<th>On the criminal file<th>On the
immigration file</thead><tbody>
{rows}
</tbody></table></html>
"""


def _link(one: BookingFile, cards: bool) -> str:
    target = f"{one.name}.html" if cards else one.name
    return f'<a href="{html.escape(target)}">{html.escape(one.name)}</a>'
