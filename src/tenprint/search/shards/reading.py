"""Reading from shards: which of them to ask for a subject, and waiting for a copy that answers."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

from tenprint.search.shards.asking import ask_one
from tenprint.search.shards.fleet import Fleet
from tenprint.search.shards.grace import Grace
from tenprint.search.shards.layout import LayoutFile
from tenprint.search.shards.placement import homes
from tenprint.search.shards.worker import Fingers


class Reader:
    """Asks single shards.

    Args:
        fleet: the copies.
        layout: which shards there are.
        grace: knows who reads, so that a subject which moves is not missed at both places.
        patience: s; how long a call waits for a copy that answers.
    """

    def __init__(self, fleet: Fleet, layout: LayoutFile, grace: Grace, patience: float) -> None:
        self._fleet, self._layout, self._grace, self._patience = fleet, layout, grace, patience

    @property
    def shards(self) -> int:
        """The number of shards."""
        return len(self._layout.layout.shards)

    def homes(self, subject: str) -> list[int]:
        """Return the shards where a subject may lie, its own first."""
        return homes(subject, self.shards, self._layout.layout.before)

    def by_home(self, subjects: Iterable[str]) -> dict[int, list[str]]:
        """Return, for each shard where some of these subjects may lie, which."""
        parts: dict[int, list[str]] = {}
        for subject in subjects:
            for shard in self.homes(subject):
                parts.setdefault(shard, []).append(subject)
        return parts

    def read(self, shard: int, method: str, *arguments: Any) -> Any:
        """Call one shard, waiting for a copy that answers.

        Raises:
            UnavailableError: none did in time.
            ConfigurationError: all are lost.
        """
        return ask_one(self._fleet, shard, method, arguments, time.perf_counter() + self._patience)

    def get(self, subject: str) -> Fingers | None:
        """Return a subject's templates, None where there is no such subject."""
        with self._grace.reading():
            for shard in self.homes(subject):
                found: Fingers | None = self.read(shard, "get", subject)
                if found is not None:
                    return found
        return None

    def known(self, subjects: Sequence[str]) -> set[str]:
        """Return those of these subjects that are there."""
        with self._grace.reading():
            return {s for shard, names in self.by_home(subjects).items() for s in self.read(shard, "has", names)}

    def names(self) -> list[str]:
        """Return all identifiers, each once."""
        with self._grace.reading():
            return list(dict.fromkeys(s for shard in range(self.shards) for s in self.read(shard, "subjects")))

    def names_digest(self) -> tuple[int, int]:
        """Return what `Gallery.names_digest` does; while subjects move, some count twice."""
        parts = [self.read(shard, "names_digest") for shard in range(self.shards)]
        return sum(count for count, _ in parts), sum(total for _, total in parts) % 2**64
