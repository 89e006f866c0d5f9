"""Where subjects and searches come from: template files, transactions, images, other galleries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tenprint import imaging
from tenprint.errors import InputError, UsageError
from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.template import Template
from tenprint.search import Gallery
from tenprint.search.gallery.stream import MAGIC, read_templates

IMAGES = {".png", ".wsq", ".jpg", ".jpeg", ".jp2", ".bmp", ".tif"}
TRANSACTIONS = {".an2", ".eft", ".ebts", ".nist", ".xml"}
NAMED = re.compile(r"(?P<subject>.+)_(?P<position>0?[1-9]|10)")

Subject = tuple[str, dict[int, Template]]


def subjects_of(source: Path) -> Iterator[Subject]:
    """Yield identifier and templates of everything in a source.

    Args:
        source: a template file, a gallery, a transaction, or a folder of transactions (named after their subjects) or
            of images (named `<subject>_<position>.png` and so on).

    Raises:
        UsageError: the source is nothing of that kind.
    """
    if (source / "MANIFEST").is_file():
        with Gallery.open(source) as gallery:
            for subject in gallery:
                yield subject, gallery.get(subject)
    elif source.is_dir():
        yield from _of_folder(source)
    elif source.is_file() and _is_template_file(source):
        yield from read_templates(source)
    elif source.is_file():
        yield source.stem, templates_of_transaction(source)
    else:
        raise UsageError("there is no such file or folder", where=str(source))


def count_subjects(source: Path) -> int | None:
    """Return how many subjects a folder of images or transactions names, None for what must be read to know."""
    if not source.is_dir() or (source / "MANIFEST").is_file():
        return None
    return len({_subject_name(path) for path in source.iterdir() if path.is_file()})


def templates_of_transaction(path: Path) -> dict[int, Template]:
    """Return one template a finger of an EBTS file."""
    from tenprint.agency.prints import capture
    from tenprint.transaction import read

    return capture(read(path)).templates


def template_of_image(path: Path, position: int) -> Template:
    """Return the template of one image file."""
    image = imaging.decode(path.read_bytes())
    return extract(image.pixels, image.ppi, position=position)


def _of_folder(folder: Path) -> Iterator[Subject]:
    for path in sorted(p for p in folder.iterdir() if p.suffix.lower() in TRANSACTIONS):
        yield path.stem, templates_of_transaction(path)
    images = sorted(p for p in folder.iterdir() if p.suffix.lower() in IMAGES)
    yield from _grouped(images)


def _grouped(images: Iterable[Path]) -> Iterator[Subject]:
    by_subject: dict[str, dict[int, Path]] = {}
    for path in images:
        match = NAMED.fullmatch(path.stem)
        if match is None:
            raise InputError(
                "the name says neither subject nor finger position",
                where=str(path),
                remedy="Name images <subject>_<position>, the position from 1 to 10.",
            )
        by_subject.setdefault(match["subject"], {})[int(match["position"])] = path
    for subject, paths in by_subject.items():
        yield subject, {position: template_of_image(path, position) for position, path in paths.items()}


def _subject_name(path: Path) -> str:
    match = NAMED.fullmatch(path.stem)
    return match["subject"] if match else path.stem


def _is_template_file(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC
