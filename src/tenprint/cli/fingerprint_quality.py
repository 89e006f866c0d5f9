"""`tenprint print quality`: score, advice and measures of one image."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from tenprint.cli.fingerprint_options import AsJson, ImagePath, Ppi, read_image
from tenprint.fingerprint import quality as engine

WithNfiq2 = Annotated[bool, typer.Option("--nfiq2", help="Add NIST's NFIQ 2 score (needs the extra nfiq2).")]


def quality(image: ImagePath, ppi: Ppi = None, nfiq2: WithNfiq2 = False, as_json: AsJson = False) -> None:
    """Score a print from 0 to 100 by how well it will match, and say how to capture a better one."""
    decoded = read_image(image, ppi)
    found = engine.assess(decoded.pixels, decoded.ppi)
    other = engine.nfiq2(decoded.pixels, decoded.ppi) if nfiq2 else None
    if as_json:
        result = {
            "image": str(image), "scale": engine.NAME, "score": found.score, "advice": found.advice,
            "measures": found.measures, "nfiq2": other,
        }  # fmt: skip
        typer.echo(msgspec.json.encode(result).decode())
        return
    typer.echo(f"{image}: quality {found.score} of 100 ({engine.NAME})")
    if other is not None:
        typer.echo(f"NFIQ 2: {other}")
    for advice in found.advice:
        typer.echo(f"advice: {advice}")
    for measure in engine.MEASURES:
        if measure.name in found.measures:
            typer.echo(f"{measure.name:18s}{found.measures[measure.name]:9.2f} {measure.unit}".rstrip())
