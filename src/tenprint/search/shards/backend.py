"""Where shards run. A backend starts workers, calls them, and replaces those that died."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from tenprint.errors import UnavailableError
from tenprint.search.parameters import SHARD_CALLS
from tenprint.search.shards.placement import Place
from tenprint.search.shards.worker import Worker


class Backend(Protocol):
    """Runs workers, one for each copy of each shard."""

    def start(self, place: Place, path: Path, host: str) -> None:
        """Start a worker on a host (empty: anywhere); one that was started is left alone."""

    def submit(self, place: Place, method: str, *arguments: Any) -> Future[Any]:
        """Call a worker's method. The future raises `UnavailableError` when the worker is dead or dies meanwhile."""

    def replace(self, place: Place) -> None:
        """Start a dead worker anew on the same folder, without waiting; one that lives is left alone."""

    def abandon(self, place: Place) -> None:
        """End a worker that does not answer any more, without asking it."""

    def close(self) -> None:
        """Stop all workers."""


def gone(place: Place) -> Future[Any]:
    """Return the answer of a worker that is not there."""
    future: Future[Any] = Future()
    future.set_exception(UnavailableError(f"{place} is stopped"))
    return future


class ThreadBackend:
    """Workers in this process."""

    def __init__(self) -> None:
        self._workers: dict[Place, tuple[Worker, ThreadPoolExecutor]] = {}

    def start(self, place: Place, path: Path, host: str) -> None:
        """See `Backend`; all hosts are this one."""
        if place not in self._workers:
            self._workers[place] = Worker(str(path)), ThreadPoolExecutor(SHARD_CALLS)

    def submit(self, place: Place, method: str, *arguments: Any) -> Future[Any]:
        """See `Backend`."""
        if place not in self._workers:
            return gone(place)
        worker, pool = self._workers[place]
        return pool.submit(getattr(worker, method), *arguments)

    def replace(self, place: Place) -> None:
        """See `Backend`; a thread does not die by itself."""

    def abandon(self, place: Place) -> None:
        """See `Backend`; a thread cannot be ended."""

    def close(self) -> None:
        """See `Backend`."""
        workers, self._workers = self._workers, {}
        for worker, pool in workers.values():
            pool.shutdown()
            worker.close()
