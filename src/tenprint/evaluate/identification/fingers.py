"""Fingers with several impressions each: rendered ones and those of real sets, as templates that are kept on disk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tenprint import imaging
from tenprint.errors import UsageError
from tenprint.evaluate.identification.versions import EXTRACTION, RENDERING, version_of, version_of_files
from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.template import Template
from tenprint.search.gallery.stream import read_templates, write_templates
from tenprint.simulate.prints import impression, master

NAMED = re.compile(r"(?P<finger>.+)_(?P<impression>[0-9]+)")
RENDERED = (("rolled", "field"), ("plain", "field"), ("rolled", "good"))
"""Kind and difficulty of the impressions of a rendered finger, in order."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Finger:
    """One finger: its name and the templates of its impressions, in order."""

    name: str
    impressions: tuple[Template, ...]


def rendered_fingers(number: int, seed: int, backend: str, cache: Path | None, progress: Progress) -> list[Finger]:
    """Return synthetic fingers, each rendered rolled and plain and extracted; what was made before is read again.

    Args:
        number: of fingers.
        seed: of the first; every further one is one higher.
        backend: of extraction.
        cache: folder for their templates, or None.
        progress: called for each finger made.
    """
    found, made_by = [], version_of(*RENDERING, *EXTRACTION)
    for index in range(number):
        path = cache / f"rendered-{backend}-{made_by}-{seed + index}.templates" if cache else None
        if path is not None and path.exists():
            found.append(_read(path))
        else:
            found.append(_render(seed + index, index % 10 + 1, backend))
            if path is not None:
                _write(path, found[-1])
        progress(1)
    return found


def _render(seed: int, position: int, backend: str) -> Finger:
    print_of = master(seed, finger=position)
    templates = []
    for number, (kind, difficulty) in enumerate(RENDERED):
        made = impression(print_of, seed * 16 + number, kind=kind, difficulty=difficulty)
        code = 1 if kind == "rolled" else 0
        templates.append(extract(made.pixels, made.ppi, backend=backend, position=position, impression=code))
    return Finger(f"synthetic-{seed}", tuple(templates))


def fingers_of_folder(folder: Path, backend: str, cache: Path | None, progress: Progress) -> list[Finger]:
    """Return the fingers of a set of images `<finger>_<impression>.<ext>`.

    Raises:
        UsageError: the folder has no such images.
    """
    by_finger: dict[str, list[tuple[int, Path]]] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        match = NAMED.fullmatch(path.stem)
        if match and path.suffix.lower() in (".png", ".wsq", ".bmp", ".jp2", ".tif", ".jpg"):
            by_finger.setdefault(match["finger"], []).append((int(match["impression"]), path))
    if not by_finger:
        raise UsageError("no images named <finger>_<impression>", where=str(folder))
    found = []
    with ThreadPoolExecutor(2) as pool:
        for name, paths in by_finger.items():
            stored = cache / f"{folder.name}-{backend}-{_version(paths)}-{name}.templates" if cache else None
            if stored is not None and stored.exists():
                finger = _read(stored)
            else:
                finger = Finger(f"{folder.name}-{name}", tuple(pool.map(_extracting(backend), sorted(paths))))
                if stored is not None:
                    _write(stored, finger)
            found.append(finger)
            progress(1)
    return found


def _version(paths: list[tuple[int, Path]]) -> str:
    """Return what extracting these images depends on: the program, and the images."""
    return f"{version_of(*EXTRACTION)}{version_of_files([path for _, path in sorted(paths)])}"


def _extracting(backend: str) -> Callable[[tuple[int, Path]], Template]:
    def extracted(entry: tuple[int, Path]) -> Template:
        image = imaging.decode(entry[1].read_bytes())
        return extract(image.pixels, image.ppi, backend=backend)

    return extracted


def _write(path: Path, finger: Finger) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    write_templates(aside, ((f"{finger.name}#{i}", {1: t}) for i, t in enumerate(finger.impressions)))
    aside.replace(path)


def _read(path: Path) -> Finger:
    entries = list(read_templates(path))
    return Finger(entries[0][0].rpartition("#")[0], tuple(fingers[1] for _, fingers in entries))


def split(fingers: Sequence[Finger], share: int) -> tuple[list[Finger], list[Finger]]:
    """Return two parts without a common finger, the first with so many."""
    return list(fingers[:share]), list(fingers[share:])


def impressions_of(fingers: Sequence[Finger]) -> Iterator[Template]:
    """Yield the impressions of all fingers."""
    for finger in fingers:
        yield from finger.impressions
