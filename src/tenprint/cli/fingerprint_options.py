"""What the commands on prints share: options, and reading an image from a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from tenprint.errors import UsageError
from tenprint.fingerprint.extraction import BACKENDS
from tenprint.imaging import Image, decode

ImagePath = Annotated[Path, typer.Argument(help="Image of one finger: WSQ, PNG, JPEG, JPEG 2000.")]
Ppi = Annotated[float | None, typer.Option("--ppi", help="Resolution; overrides what the file says.")]
BackendName = Annotated[str, typer.Option("--backend", help=f"default, {', '.join(BACKENDS)}.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]


def read_image(path: Path, ppi: float | None) -> Image:
    """Read and decode an image.

    Raises:
        UsageError: the file cannot be read.
        ImageError: it is no image.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"cannot read the file: {error.strerror}", where=str(path), remedy="Check the path."
        ) from error
    image = decode(data, source=str(path))
    return image if ppi is None else replace(image, ppi=ppi)
