"""`tenprint transaction extract-images`: images of a file as files of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from tenprint.errors import InputError

if TYPE_CHECKING:
    from tenprint.transaction.images import FingerImage

SUFFIXES = {"WSQ20": "wsq", "JPEGB": "jpg", "JPEGL": "jpg", "JP2": "jp2", "JP2L": "jp2", "PNG": "png", "FAX4": "g4"}


def extract_images(
    file: Annotated[Path, typer.Argument(help="The file to read.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the images.")] = Path("images"),
    png: Annotated[bool, typer.Option("--png", help="Decode each image and write PNG.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable list of what was written.")] = False,
) -> None:
    """Write every image of a file: friction ridges as they are or as PNG, photographs as they are."""
    from tenprint.transaction import read

    transaction = read(file)
    _make(output)
    written = []
    for ordinal, image in enumerate(transaction.images, start=1):
        name = f"{ordinal:02d}_{_words(image.position_name)}_{_words(image.impression_name)}"
        data, suffix = (_png(image), "png") if png else (image.data, SUFFIXES.get(image.compression, "raw"))
        path = output / f"{name}.{suffix}"
        path.write_bytes(data)
        written.append({"file": str(path), "position": image.position, "width": image.width, "height": image.height})
    for ordinal, record in enumerate(transaction.records_of(10, 16, 17), start=1):
        data_field = record.get(999)
        if data_field is not None:
            suffix = SUFFIXES.get(record.text(11).strip().upper(), "raw")
            path = output / f"{ordinal:02d}_type{record.type}_{_words(record.text(3))}.{suffix}"
            path.write_bytes(data_field.view)
            written.append({"file": str(path), "type": record.type})
    if as_json:
        print(json.dumps(written, indent=1))
    else:
        console = Console(highlight=False, soft_wrap=True)
        for row in written:
            console.print(row["file"], markup=False)
        console.print(f"{len(written)} images")


def _png(image: FingerImage) -> bytes:
    from tenprint.imaging import encode_png

    decoded = image.decode()
    return encode_png(decoded.pixels, decoded.ppi)


def _words(text: str) -> str:
    return "".join(c if c.isalnum() and c.isascii() else "_" for c in text.lower())[:40].strip("_") or "unknown"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the folder cannot be made: {error.strerror}", where=str(folder)) from error
