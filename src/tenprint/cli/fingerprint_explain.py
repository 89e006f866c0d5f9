"""`tenprint print explain`: how an image became a template, as one HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tenprint.cli.fingerprint_options import BackendName, ImagePath, Ppi, read_image
from tenprint.errors import UsageError
from tenprint.fingerprint import extraction
from tenprint.fingerprint.transparency import Recorder

Out = Annotated[Path, typer.Option("-o", "--out", help="The page to write.")]


def explain(image: ImagePath, out: Out, ppi: Ppi = None, backend: BackendName = "default") -> None:
    """Draw every stage of the extraction with overlays: area, orientation, enhanced ridges, skeletons, minutiae."""
    from tenprint.fingerprint.extraction.explain import page

    decoded = read_image(image, ppi)
    log = Recorder()
    template = extraction.extract(decoded.pixels, decoded.ppi, backend=backend, transparency=log)
    text = page(template, log.arrays, name=image.name, ppi=decoded.ppi)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot write the page: {error.strerror}", where=str(out), remedy="Check the path."
        ) from error
    typer.echo(f"{len(template)} minutiae; {out} written")
