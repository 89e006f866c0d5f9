"""The index in shards: processes of this host, or actors of a cluster, which this process asks and changes."""

from __future__ import annotations

from collections.abc import Sequence

from tenprint.search.answer import Answer
from tenprint.search.cascade.query import Positions
from tenprint.search.index.contents import Contents
from tenprint.search.index.model import Fingers
from tenprint.search.options import Options
from tenprint.search.shards import ShardedGallery
from tenprint.search.shards.mover import Mover


class ShardIndex(Contents[ShardedGallery]):
    """A sharded gallery, which is closed with the index."""

    def __init__(self, gallery: ShardedGallery) -> None:
        super().__init__(gallery)
        self._mover = Mover(gallery)

    @property
    def instance(self) -> str:
        """See `Index`; nobody else has it while it is open."""
        return str(self.gallery.path)

    def add(self, subjects: Sequence[tuple[str, Fingers]]) -> None:
        """See `Index`."""
        self.gallery.insert_missing(subjects)

    def erase(self, subjects: Sequence[str]) -> set[str]:
        """See `Index`; a copy whose host is away may still hold the bytes."""
        return self.gallery.erase(subjects)

    def search(
        self, searches: Sequence[Fingers], *, positions: Positions = Positions.KNOWN, options: Options | None = None
    ) -> list[Answer]:
        """See `Index`."""
        return search_shards(self.gallery, searches, positions, options or Options())

    def close(self) -> None:
        """See `Index`."""
        self._mover.stop()
        self.gallery.close()
        self._mover.join()


def search_shards(
    gallery: ShardedGallery, searches: Sequence[Fingers], positions: Positions, options: Options
) -> list[Answer]:
    """Search a sharded gallery with the options of a search; see `Index.search`."""
    return gallery.identify_many(
        searches,
        positions=positions,
        limit=options.limit,
        bands=options.bands,
        policy=options.policy,
        deadline=options.deadline,
        gallery_size=options.gallery_size,
        further=options.further,
        thorough=options.thorough,
    )
