"""A backend in threads whose workers can be told to die, to be slow, to lose their disk."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from tenprint.errors import UnavailableError
from tenprint.search.shards import Place, ThreadBackend
from tenprint.search.shards.worker import Worker


class FailingBackend(ThreadBackend):
    """What it does is set by its attributes.

    Attributes:
        down: places that do not answer and are not replaced until they are taken out.
        slow: places whose searches do not end until `released` is set.
        dies: method -> "before" or "after": the next call of it kills its worker before or after it was done.
    """

    def __init__(self) -> None:
        super().__init__()
        self.down: set[Place] = set()
        self.slow: set[Place] = set()
        self.released = threading.Event()
        self.dies: dict[str, str] = {}
        self.calls: list[tuple[Place, str]] = []
        self._dead: set[Place] = set()
        self._paths: dict[Place, Path] = {}
        self._again = threading.RLock()

    def start(self, place: Place, path: Path, host: str) -> None:
        self._paths[place] = path
        super().start(place, path, host)

    def submit(self, place: Place, method: str, *arguments: Any) -> Future[Any]:
        with self._again:
            self.calls.append((place, method))
            if place in self.down or place in self._dead:
                return self._died()
            when = self.dies.pop(method, None)
            if when is not None:
                if when == "after":
                    super().submit(place, method, *arguments).exception()
                self.kill(place)
                return self._died()
            if place in self.slow and method == "search":
                result: Future[Any] = Future()
                threading.Thread(target=lambda: self.released.wait(30) and result.set_result([]), daemon=True).start()
                return result
            return super().submit(place, method, *arguments)

    def _died(self) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(UnavailableError("dead"))
        return future

    def kill(self, place: Place) -> None:
        """The worker ends; its files stay as they are."""
        with self._again:
            self._dead.add(place)
            self._workers[place][0].close()

    def lose_disk(self, place: Place) -> None:
        """The worker ends, and its folder is gone."""
        self.kill(place)
        shutil.rmtree(self._paths[place])

    def replace(self, place: Place) -> None:
        with self._again:
            if place in self._dead and place not in self.down:
                _, pool = self._workers[place]
                self._workers[place] = Worker(str(self._paths[place])), pool
                self._dead.discard(place)
