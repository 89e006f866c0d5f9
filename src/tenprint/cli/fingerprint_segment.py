"""`tenprint print segment`: cut a slap into fingers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from tenprint.cli.fingerprint_options import AsJson, Ppi, read_image
from tenprint.errors import UsageError
from tenprint.fingerprint.segmentation import segment_slap
from tenprint.fingerprint.segmentation.sequence import name_of
from tenprint.imaging import encode_png

SlapPath = Annotated[Path, typer.Argument(help="Image of a slap: WSQ, PNG, JPEG, JPEG 2000.")]
Position = Annotated[int, typer.Option("--position", help="13 right four, 14 left four, 15 thumbs, 11, 12 one thumb.")]
Missing = Annotated[list[int] | None, typer.Option("--missing", help="A finger known to be missing; repeatable.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder to write the fingers to, as PNG.")]
DEFAULT_PPI = 500.0


def segment(
    image: SlapPath,
    position: Position,
    missing: Missing = None,
    out: Out = None,
    ppi: Ppi = None,
    as_json: AsJson = False,
) -> None:
    """Find the fingers of a slap, from left to right: position, box in pixels, tilt, confidence."""
    decoded = read_image(image, ppi)
    resolution = decoded.ppi or DEFAULT_PPI
    segments = segment_slap(decoded.pixels, resolution, position, missing=missing or ())
    if out is not None:
        try:
            out.mkdir(parents=True, exist_ok=True)
            for number, each in enumerate(segments, start=1):
                (out / f"{image.stem}_{number}_finger{each.position}.png").write_bytes(
                    encode_png(each.pixels, resolution)
                )
        except OSError as error:
            raise UsageError(f"cannot write there: {error.strerror}", where=str(out)) from error
    if as_json:
        rows = [
            {"position": s.position, "box": s.box, "angle": round(s.angle, 1), "confidence": round(s.confidence, 3)}
            for s in segments
        ]
        typer.echo(msgspec.json.encode({"image": str(image), "ppi": resolution, "fingers": rows}).decode())
        return
    typer.echo(f"{image}: {len(segments)} fingers")
    for each in segments:
        left, top, width, height = each.box
        name = name_of(each.position) if each.position else "unknown finger"
        typer.echo(
            f"{each.position:2d} {name:14s} at {left},{top} size {width} x {height}, "
            f"tilt {each.angle:.0f}°, confidence {each.confidence:.2f}"
        )
