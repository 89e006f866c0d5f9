"""What an index says of the gallery that this process holds, whole or in shards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from tenprint.fingerprint.template import Template
from tenprint.search.gallery import Gallery
from tenprint.search.index.model import Digest
from tenprint.search.shards import ShardedGallery

G = TypeVar("G", bound=Gallery | ShardedGallery)


class Contents(Generic[G]):
    """Who is in a gallery.

    Attributes:
        gallery: the engine's.
    """

    def __init__(self, gallery: G) -> None:
        self.gallery: G = gallery

    def names(self) -> Iterator[str]:
        """See `Index`."""
        return iter(self.gallery)

    def digest(self) -> Digest:
        """See `Index`."""
        return Digest(*self.gallery.names_digest())

    def get(self, subject: str) -> dict[int, Template]:
        """See `Index`."""
        return self.gallery.get(subject)

    def __contains__(self, subject: object) -> bool:
        return subject in self.gallery

    def __iter__(self) -> Iterator[str]:
        return iter(self.gallery)

    def __len__(self) -> int:
        return len(self.gallery)
