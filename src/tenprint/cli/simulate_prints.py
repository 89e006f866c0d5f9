"""`tenprint simulate prints`: pictures of synthetic fingers with their truth, and a page to look at them."""

from __future__ import annotations

import html
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from PIL import Image
from rich.console import Console
from rich.progress import track

from tenprint.cli.simulate_options import Difficulty
from tenprint.errors import UsageError
from tenprint.fingerprint.template import Template
from tenprint.simulate.prints import Impression, Kind, Master, Pattern, impression, master
from tenprint.simulate.prints.sheet import contact_sheet


def prints(
    out: Annotated[Path | None, typer.Option(help="Folder for pictures, truth and index.html.")] = None,
    people: Annotated[int, typer.Option("--people", "-n", min=1, help="How many people.")] = 2,
    fingers: Annotated[list[int] | None, typer.Option("--finger", min=1, max=10, help="Position; repeat.")] = None,
    impressions: Annotated[int, typer.Option(min=0, help="Of each finger; 0: only the skin.")] = 2,
    kind: Annotated[Kind, typer.Option(help="Which part of the finger.")] = Kind.PLAIN,
    difficulty: Annotated[Difficulty, typer.Option(help="Preset of conditions.")] = Difficulty.field,
    condition: Annotated[
        list[str] | None, typer.Option(help="One condition by name, for instance moisture=-0.6; repeat.")
    ] = None,
    pattern: Annotated[Pattern | None, typer.Option(help="Force a class.")] = None,
    ppi: Annotated[int, typer.Option(help="500 or 1000.")] = 500,
    seed: Annotated[int, typer.Option(help="Number of the first person; the same seed gives the same bytes.")] = 1,
    sheet: Annotated[Path | None, typer.Option(help="Write one picture of everything the generator makes.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object about what was written.")] = False,
) -> None:
    """Draw prints of fingers that never were: PNG pictures, their true minutiae as JSON, and a contact sheet."""
    if out is None and sheet is None:
        raise UsageError("nothing to write", remedy="Give --out FOLDER or --sheet FILE.")
    conditions = dict(_condition(text) for text in condition or [])
    rows: list[dict[str, Any]] = []
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        positions = fingers or list(range(1, 11))
        jobs = [(seed + person, finger) for person in range(people) for finger in positions]

        def draw(job: tuple[int, int]) -> list[dict[str, Any]]:
            made = master(job[0], finger=job[1], pattern=pattern, ppi=ppi)
            return list(_save(out, made, impressions, kind, difficulty.value, conditions))

        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            done = track(
                pool.map(draw, jobs),
                total=len(jobs),
                description=f"{len(jobs)} fingers",
                console=Console(stderr=True),
                transient=True,
            )
            rows = [row for finger in done for row in finger]
        (out / "index.html").write_text(_page(rows), encoding="utf-8")
    if sheet is not None:
        Image.fromarray(contact_sheet(seed)).save(sheet, quality=80, optimize=True)
    written = {"files": [row["file"] for row in rows], "page": str(out / "index.html") if out else None}
    if as_json:
        typer.echo(msgspec.json.encode({**written, "sheet": str(sheet) if sheet else None, "seed": seed}))
    else:
        for path in (written["page"], sheet):
            if path:
                typer.echo(str(path))


def _condition(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError:
        raise UsageError(f"{text!r} is no condition", remedy="Write name=number, for instance moisture=-0.6.") from None


def _save(
    out: Path, made: Master, impressions: int, kind: Kind, difficulty: str, conditions: dict[str, float]
) -> Iterator[dict[str, Any]]:
    """Write one finger's pictures with their truth; yield a row for the page for each."""
    name = f"{made.seed:04d}_{made.finger:02d}"
    skin: dict[str, Any] = {
        "pattern": made.pattern.value,
        "singular_points": [asdict(point) for point in made.singular_points],
    }
    if impressions == 0:
        truth = {**skin, "minutiae": _rows(made.minutiae)}
        yield _write(out, f"{name}_skin", made.pixels, made.ppi, truth, f"{made.pattern}, skin")
    for k in range(1, impressions + 1):
        taken: Impression = impression(made, k, kind=kind, difficulty=difficulty, size=None, **conditions)
        truth = {**skin, "conditions": asdict(taken.conditions), "minutiae": _rows(taken.truth)}
        yield _write(out, f"{name}_{k}", taken.pixels, taken.ppi, truth, f"{made.pattern}, {kind}, {difficulty}")


def _rows(t: Template) -> list[dict[str, float]]:
    columns = (t.x, t.y, t.direction, t.kind, t.quality)
    names = ("x", "y", "direction", "kind", "quality")
    return [dict(zip(names, (round(float(v), 3) for v in row), strict=True)) for row in zip(*columns, strict=True)]


def _write(out: Path, name: str, pixels: Any, ppi: int, truth: dict[str, Any], caption: str) -> dict[str, Any]:
    data = BytesIO()
    Image.fromarray(pixels).save(data, "PNG", dpi=(ppi, ppi))
    (out / f"{name}.png").write_bytes(data.getvalue())
    (out / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode({"ppi": ppi, **truth}), indent=1))
    return {"file": f"{name}.png", "caption": caption, "minutiae": len(truth["minutiae"])}


def _page(rows: list[dict[str, Any]]) -> str:
    """Return the contact sheet as a page that links to the pictures beside it."""
    figures = "\n".join(
        f'<figure><img src="{html.escape(row["file"])}" alt="Synthetic print, {html.escape(row["caption"])}" '
        f'loading="lazy"><figcaption>{html.escape(row["file"])}<br>{html.escape(row["caption"])}, '
        f"{row['minutiae']} minutiae</figcaption></figure>"
        for row in rows
    )
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Synthetic prints</title>
<style>body{{font:14px/1.4 system-ui,sans-serif;margin:2rem;background:#fff;color:#1a1a1a}}
main{{display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:1rem}}
figure{{margin:0}}img{{width:100%;border:1px solid #ccc}}figcaption{{color:#444}}</style>
<h1>Synthetic prints</h1><p>Every finger here was made by a program. None belongs to a person.</p>
<main>
{figures}
</main></html>
"""
