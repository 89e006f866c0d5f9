"""What stays between runs: the gallery of distractors, and the outcomes that are done already."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TypeVar

import msgspec

from tenprint.errors import ConfigurationError
from tenprint.evaluate.identification.settings import Settings
from tenprint.evaluate.identification.versions import EXTRACTION, MODELLING, RENDERING, SEARCHING, version_of
from tenprint.search import Gallery
from tenprint.search.codes import standard_encoder

T = TypeVar("T")
SUBJECTS = "subjects.json"


class Kept:
    """A folder with a gallery and with outcomes, each under what it depends on.

    Raises:
        ConfigurationError: the folder's gallery was made of another pool, or by another version of the program.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        made_of: dict[str, object] = {
            "pool": settings.pool, "seed": settings.seed, "encoder": standard_encoder().name,
            "model": version_of(*MODELLING),
        }  # fmt: skip
        path = folder / SUBJECTS
        if not path.exists():
            path.write_bytes(msgspec.json.encode(made_of))
        elif msgspec.json.decode(path.read_bytes()) != made_of:
            raise ConfigurationError(
                "the gallery that was kept here is made of other fingers or by another version", where=str(folder),
                remedy="Give another folder, or the same --pool and --seed and the program that made it.",
            )  # fmt: skip
        self._depends = {
            **made_of, "searches": settings.searches, "timed": settings.timed, "positions": settings.positions,
            "data": [str(path) for path in settings.data], "rendered": settings.rendered, "backend": settings.backend,
            "batch": settings.batch, "filter_searches": settings.filter_searches, "passed": settings.options.passed,
            "local": settings.options.local, "search": version_of(*SEARCHING),
            "rendering": version_of(*RENDERING, *EXTRACTION),
        }  # fmt: skip

    def gallery(self) -> Gallery:
        """Open the gallery, without mates that a run left which was stopped."""
        path = self._folder / "gallery"
        if not path.exists():
            return Gallery.create(path)
        gallery = Gallery.open(path)
        for subject in [s for s in gallery if s.startswith("MATE")] if (self._folder / "searching").exists() else []:
            gallery.delete(subject)
        return gallery

    def _path(self, name: str, subjects: int) -> Path:
        depends = msgspec.json.encode({"name": name, "subjects": subjects, **self._depends}, order="sorted")
        return self._folder / f"{name.replace(' ', '-')}-{subjects}-{hashlib.sha256(depends).hexdigest()[:12]}.json"

    def read(self, name: str, subjects: int, kind: type[T]) -> T | None:
        """Return an outcome that is done, else None and note that searching begins."""
        path = self._path(name, subjects)
        if path.exists():
            return msgspec.json.decode(path.read_bytes(), type=kind)
        (self._folder / "searching").touch()
        return None

    def write(self, name: str, subjects: int, outcome: object) -> None:
        """Keep an outcome; the searches' mates are gone from the gallery."""
        path = self._path(name, subjects)
        path.with_suffix(".part").write_bytes(msgspec.json.encode(outcome))
        path.with_suffix(".part").replace(path)
        (self._folder / "searching").unlink(missing_ok=True)
