"""The index of one process: a gallery in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tenprint.errors import ConfigurationError
from tenprint.search.answer import Answer
from tenprint.search.cascade.query import Positions
from tenprint.search.codes import standard_encoder
from tenprint.search.gallery import Gallery, remove_gallery
from tenprint.search.identify import identify_many
from tenprint.search.index.contents import Contents
from tenprint.search.index.model import Fingers
from tenprint.search.options import Options
from tenprint.search.remembering import RememberingEncoder


class LocalIndex(Contents[Gallery]):
    """A gallery. One that is missing, or whose codes this program cannot compare, is made anew, empty."""

    def __init__(self, path: Path) -> None:
        super().__init__(_open(path))

    @property
    def instance(self) -> str:
        """See `Index`; nobody else has it while it is open."""
        return self.gallery.identifier

    def add(self, subjects: Sequence[tuple[str, Fingers]]) -> None:
        """See `Index`."""
        self.gallery.insert_many((name, fingers) for name, fingers in subjects if name not in self.gallery)

    def erase(self, subjects: Sequence[str]) -> set[str]:
        """See `Index`."""
        here = [name for name in subjects if name in self.gallery]
        for name in here:
            self.gallery.delete(name)
        if here:
            self.gallery.checkpoint()
        return set()

    def search(
        self, searches: Sequence[Fingers], *, positions: Positions = Positions.KNOWN, options: Options | None = None
    ) -> list[Answer]:
        """See `Index`."""
        return identify_many(self.gallery, searches, positions=positions, options=options)

    def close(self) -> None:
        """See `Index`."""
        self.gallery.close()


def _open(path: Path) -> Gallery:
    encoder = RememberingEncoder(standard_encoder())
    if path.exists():
        try:
            return Gallery.open(path, encoder=encoder)
        except ConfigurationError:  # no manifest, or codes of another version
            remove_gallery(path)
    return Gallery.create(path, encoder=encoder)
