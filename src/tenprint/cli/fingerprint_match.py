"""`tenprint print match`: two prints compared, with reasons."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
import typer
from numpy.typing import NDArray

from tenprint.cli.fingerprint_options import AsJson, BackendName, Ppi, read_image
from tenprint.errors import TemplateError, UsageError, Where
from tenprint.fingerprint import extraction, matching
from tenprint.fingerprint.extraction.resolution import at_500_ppi
from tenprint.fingerprint.matching.explain.page import summary
from tenprint.fingerprint.template import Template, compact, interchange

TEMPLATE_MAGIC = b"FMR\0"
Print = Annotated[Path, typer.Argument(help="Image of one finger, or a template: compact, ISO 19794-2, INCITS 378.")]
Explain = Annotated[Path | None, typer.Option("--explain", help="Write a page with both prints and their pairs.")]
Pixels = NDArray[np.uint8]


def match(
    a: Print, b: Print, explain: Explain = None, ppi: Ppi = None, backend: BackendName = "default",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Compare two prints: score, how rare it is among different fingers, and the minutiae that pair."""
    (first, pixels_a), (second, pixels_b) = (_read(path, ppi, backend) for path in (a, b))
    result = matching.match(first, second)
    if explain is not None:
        from tenprint.fingerprint.matching.explain import page

        text = page(first, second, result, names=(a.name, b.name), pixels=(pixels_a, pixels_b))
        try:
            explain.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(
                f"cannot write the page: {error.strerror}", where=str(explain), remedy="Check the path."
            ) from error
    if as_json:
        typer.echo(msgspec.json.encode({"a": str(a), "b": str(b), **asdict(result)}).decode())
        return
    typer.echo(summary(first, second, result))
    if explain is not None:
        typer.echo(f"{explain} written")


def _read(path: Path, ppi: float | None, backend: str) -> tuple[Template, Pixels | None]:
    """Return the template of a file, and its pixels at 500 ppi where it is an image."""
    try:
        with path.open("rb") as handle:
            magic = handle.read(4)
        if magic[:2] == compact.MAGIC:
            return compact.unpack(path.read_bytes(), where=Where(str(path))), None
        if magic == TEMPLATE_MAGIC:
            views = interchange.read(path.read_bytes(), source=str(path))
            if len(views) != 1:
                raise TemplateError(
                    f"the file holds {len(views)} finger views", where=str(path), remedy="Give a file with one finger."
                )
            return views[0], None
    except OSError as error:
        raise UsageError(
            f"cannot read the file: {error.strerror}", where=str(path), remedy="Check the path."
        ) from error
    image = read_image(path, ppi)
    template = extraction.extract(image.pixels, image.ppi, backend=backend)
    return template, at_500_ppi(image.pixels, image.ppi)
