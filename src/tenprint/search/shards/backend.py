"""Where shards run. A backend starts them, calls them, and replaces those that died."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol

from tenprint.search.shards.worker import Worker


class Backend(Protocol):
    """Runs workers by number."""

    def start(self, shard: int, path: Path) -> None:
        """Start the worker of a shard; one that runs is left alone."""

    def submit(self, shard: int, method: str, *arguments: Any) -> Future[Any]:
        """Call a worker's method. The future raises `UnavailableError` when the worker is dead or dies meanwhile."""

    def replace(self, shard: int) -> None:
        """Start a dead worker anew on the same gallery; one that lives is left alone."""

    def close(self) -> None:
        """Stop all workers."""


class ThreadBackend:
    """Workers in this process."""

    def __init__(self) -> None:
        self._workers: dict[int, Worker] = {}

    def start(self, shard: int, path: Path) -> None:
        """See `Backend`."""
        if shard not in self._workers:
            self._workers[shard] = Worker(str(path))

    def submit(self, shard: int, method: str, *arguments: Any) -> Future[Any]:
        """See `Backend`; the call is done in a thread of its own."""
        from concurrent.futures import ThreadPoolExecutor

        with_one = ThreadPoolExecutor(1)
        future = with_one.submit(getattr(self._workers[shard], method), *arguments)
        with_one.shutdown(wait=False)
        return future

    def replace(self, shard: int) -> None:
        """See `Backend`; a thread does not die by itself."""

    def close(self) -> None:
        """See `Backend`."""
        for worker in self._workers.values():
            worker.close()
        self._workers.clear()
