"""The thread that moves subjects to shards that were added, and takes it up again after an interruption."""

from __future__ import annotations

import threading

import structlog

from tenprint.errors import TenprintError
from tenprint.search.shards.sharded import ShardedGallery

log = structlog.get_logger()
RETRY_SECONDS = 5.0


class Mover:
    """Moves until everything lies where it belongs.

    Attributes:
        moving: whether it is at it.
    """

    def __init__(self, gallery: ShardedGallery) -> None:
        self._gallery, self._over = gallery, threading.Event()
        self.moving = gallery.moving
        self._thread = threading.Thread(target=self._move, name="rebalance", daemon=True)
        self._thread.start()

    def _move(self) -> None:
        while self.moving and not self._over.is_set():
            try:
                moved = self._gallery.rebalance()
                if moved:
                    log.info("subjects moved to other shards", subjects=moved)
                self.moving = False
            except TenprintError as error:  # a shard is being replaced: go on when it is back
                log.warning("moving subjects was interrupted", reason=str(error))
                self._over.wait(RETRY_SECONDS)

    def stop(self) -> None:
        """Begin no other try."""
        self._over.set()

    def join(self) -> None:
        """Return when it has ended."""
        self._thread.join()
