"""`tenprint print extract`: the minutiae of one image."""

from __future__ import annotations

import math

import msgspec
import typer

from tenprint.cli.fingerprint_options import AsJson, BackendName, ImagePath, Ppi, read_image
from tenprint.fingerprint import extraction
from tenprint.fingerprint.template import BIFURCATION, ENDING

NAMES = {ENDING: "ending", BIFURCATION: "bifurcation"}


def extract(image: ImagePath, ppi: Ppi = None, backend: BackendName = "default", as_json: AsJson = False) -> None:
    """Find the minutiae of one finger: x and y in px at 500 ppi, direction counter-clockwise, kind, quality."""
    decoded = read_image(image, ppi)
    template = extraction.extract(decoded.pixels, decoded.ppi, backend=backend)
    rows = [
        {
            "x": round(float(template.x[k]), 2),
            "y": round(float(template.y[k]), 2),
            "direction": round(math.degrees(float(template.direction[k])), 1),
            "kind": NAMES.get(int(template.kind[k]), "other"),
            "quality": int(template.quality[k]),
        }
        for k in range(len(template))
    ]
    if as_json:
        result = {
            "image": str(image), "source": template.source, "ppi": 500, "image_ppi": decoded.ppi,
            "width": template.width, "height": template.height, "minutiae": rows,
        }  # fmt: skip
        typer.echo(msgspec.json.encode(result).decode())
        return
    typer.echo(
        f"{image}: {len(rows)} minutiae by {template.source}, {template.width} x {template.height} px at 500 ppi"
    )
    for row in rows:
        typer.echo(f"{row['x']:8.2f} {row['y']:8.2f} {row['direction']:6.1f}° {row['quality']:4d}  {row['kind']}")
