"""Knowing that nobody reads any more who began before now: only then is a moved subject erased at its old place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Grace:
    """Counts readers by the moment they began (the idea of read-copy-update, McKenney and Slingwine 1998)."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._era = 0
        self._readers: dict[int, int] = {}

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Be a reader."""
        with self._changed:
            era = self._era
            self._readers[era] = self._readers.get(era, 0) + 1
        try:
            yield
        finally:
            with self._changed:
                self._readers[era] -= 1
                if not self._readers[era]:
                    del self._readers[era]
                    self._changed.notify_all()

    def wait(self) -> None:
        """Return when all who read now have ended; later ones are not waited for."""
        with self._changed:
            self._era += 1
            limit = self._era
            while any(era < limit for era in self._readers):
                self._changed.wait()
