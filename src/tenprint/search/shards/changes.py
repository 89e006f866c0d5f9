"""Changes reach every copy of a shard, or are remembered for those that they did not reach.

A change goes to one current copy, which may refuse it, and then to the others. Before it begins, its subjects are
written down (`promises`); a copy that missed it is brought up to date before it answers again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec

from tenprint.errors import InputError, RefusedError, UnavailableError
from tenprint.search.gallery import PreparedSubject
from tenprint.search.parameters import SHARD_BATCH, SHARD_PATIENCE
from tenprint.search.shards.fleet import Copy, Fleet, State
from tenprint.search.shards.layout import LayoutFile
from tenprint.search.shards.placement import Place
from tenprint.search.shards.promises import Promises


@dataclass(frozen=True)
class Change:
    """What is to be done at one shard.

    Attributes:
        method, arguments: of a worker; it returns the subjects that other copies are to be given.
        subjects: that it touches.
        copied: whether the method takes `copied`, which says that there are other copies.
    """

    method: str
    arguments: tuple[Any, ...]
    subjects: tuple[str, ...]
    copied: bool = False


class Changes:
    """Makes changes, one at a time; `fleet` is set before the first.

    Attributes:
        lock: hold it to look and then change. Copies that come back do not wait for it, but for a change that is being
            made.
    """

    fleet: Fleet

    def __init__(self, layout: LayoutFile, promises: Promises, patience: float = SHARD_PATIENCE) -> None:
        self._layout, self._promises, self._patience = layout, promises, patience
        self.lock = threading.RLock()
        self._passing = threading.Lock()

    def make(self, changes: dict[int, Change]) -> dict[int, list[PreparedSubject]]:
        """Make changes of several shards at once; returns what each shard's worker returned.

        Raises:
            TenprintError: one was refused; `UnavailableError`: whether one was made is not known. Others may be made.
        """
        with self.lock, self._all_current(changes) as first:
            numbers = {shard: self._promise(shard, change) for shard, change in changes.items()}
            calls = {shard: self._begin(first[shard], change) for shard, change in changes.items()}
            results: dict[int, list[PreparedSubject]] = {}
            errors: list[BaseException] = []
            for shard, call in calls.items():
                error = self._outcome(first[shard], call)
                if error is None:
                    results[shard] = call.result()
                    self._spread(first[shard], changes[shard], results[shard], numbers[shard])
                else:
                    errors.append(error)
                    self._failed(first[shard], error, numbers[shard])
            if errors:
                raise min(errors, key=lambda error: isinstance(error, UnavailableError))
            return results

    @contextmanager
    def _all_current(self, shards: Iterable[int]) -> Iterator[dict[int, Copy]]:
        """Yield a current copy of each shard, while no copy is admitted; wait for them before."""
        ends = time.perf_counter() + self._patience
        while True:
            for shard in shards:  # not under the lock that admitting a copy needs
                self.fleet.wait_for(shard, ends)
            with self._passing:
                found = {shard: next(iter(self.fleet.current(shard)), None) for shard in shards}
                first = {shard: copy for shard, copy in found.items() if copy is not None}
                if len(first) == len(found):
                    yield first
                    return

    def _outcome(self, copy: Copy, call: Future[Any]) -> BaseException | None:
        """Return the error of a call; a copy that does not answer for long is ended, so that it does nothing later."""
        try:
            return call.exception(timeout=SHARD_PATIENCE)
        except FutureTimeoutError:
            self.fleet.backend.abandon(copy.place)
            return UnavailableError(f"{copy.place} does not answer")

    def _copies(self, shard: int) -> int:
        return len(self._layout.layout.shards[shard])

    def _promise(self, shard: int, change: Change) -> int | None:
        if self._copies(shard) == 1:
            return None
        behind = [copy.place.copy for copy in self.fleet.of(shard) if copy.state is not State.CURRENT]
        return self._promises.begin(shard, list(change.subjects), behind)

    def _begin(self, copy: Copy, change: Change) -> Future[Any]:
        arguments = change.arguments
        if change.copied:
            arguments = (*arguments, self._copies(copy.place.shard) > 1)
        return self.fleet.backend.submit(copy.place, change.method, *arguments)

    def _spread(self, first: Copy, change: Change, put: list[PreparedSubject], number: int | None) -> None:
        """Give the other current copies what the first one has now."""
        if number is None:
            return
        shard = first.place.shard
        kept = {prepared.subject for prepared in put}
        drop = [subject for subject in change.subjects if subject not in kept]
        if change.method == "settle_new":  # those that it left alone are there
            drop = []
        promise = self._promises.of(shard)[number]
        others = [c for c in self.fleet.of(shard) if c.place != first.place and c.place.copy not in promise.behind]
        lives = [copy.life for copy in others]
        calls = [self.fleet.backend.submit(copy.place, "settle", put, drop) for copy in others]
        missed = []
        for copy, life, call in zip(others, lives, calls, strict=True):
            if self._outcome(copy, call) is not None:
                missed.append(copy.place.copy)
                self.fleet.lost(copy.place, life)
        if missed:
            self._promises.missed(number, missed)
        elif not promise.behind:
            self._promises.end(number)

    def _failed(self, first: Copy, error: BaseException, number: int | None) -> None:
        """The first copy refused, and nothing changed anywhere; or it died, and the others do not have the change."""
        shard = first.place.shard
        refused = isinstance(error, InputError | RefusedError)
        if not refused:
            self.fleet.lost(first.place, first.life)
        if number is None:
            return
        if refused:
            self._promises.end(number)
        elif any(c.state is State.CURRENT for c in self.fleet.of(shard) if c.place != first.place):
            self._promises.missed(number, [first.place.copy])

    def owed(self, subjects: Iterable[str]) -> set[str]:
        """Return those of these subjects whose last change not every copy has yet."""
        with self._passing:
            return self._promises.owed() & set(subjects)

    # -- copies that come back ----------------------------------------------------------------------------------------

    def admit(self, place: Place) -> None:
        """Bring a copy up to date and let it answer; without another copy it may have to wait for one.

        Raises:
            UnavailableError: it or its source died meanwhile.
        """
        if self._layout.layout.entry(place).filling and not self._fill(place):
            return
        with self._passing:  # until it answers, so that no change passes it by
            entry = self._layout.layout.entry(place)
            source = next(iter(self.fleet.current(place.shard)), None)
            if source is not None:
                self._reconcile(place, source)
                self.fleet.record(place, msgspec.structs.replace(entry, filling=False))
                self._promises.caught_up(place.shard, place.copy)
            elif entry.filling or place.copy in self._promises.behind(place.shard):
                return
            else:
                self._promises.trust(place.shard, place.copy, self._copies(place.shard))
            self.fleet.let_answer(place)

    def _reconcile(self, place: Place, source: Copy) -> None:
        """Have the subjects of all open changes as the source has them."""
        for promise in self._promises.of(place.shard).values():
            for part in _parts(promise.subjects):
                put = self._from(source, "fetch", part)
                there = {prepared.subject for prepared in put}
                self._to(place, put, [subject for subject in part if subject not in there])

    def _fill(self, place: Place) -> bool:
        """Copy all subjects from another copy; what changes meanwhile is promised, and brought afterwards."""
        source = next(iter(self.fleet.current(place.shard)), None)
        if source is None:
            return False
        for part in _parts(self._from(source, "subjects")):
            self._to(place, self._from(source, "fetch", part), [])
        return True

    def _from(self, source: Copy, method: str, *arguments: Any) -> Any:
        return self.fleet.backend.submit(source.place, method, *arguments).result()

    def _to(self, place: Place, put: list[PreparedSubject], drop: list[str]) -> None:
        self.fleet.backend.submit(place, "settle", put, drop).result()


def _parts(subjects: list[str]) -> Iterable[list[str]]:
    return (subjects[start : start + SHARD_BATCH] for start in range(0, len(subjects), SHARD_BATCH))
