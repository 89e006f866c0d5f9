"""One call to every shard: of each shard one copy is asked, another one when that dies or is slow."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from tenprint.errors import InputError, RefusedError, UnavailableError
from tenprint.search.parameters import SHARD_HEDGE, SHARD_LOOK
from tenprint.search.shards.fleet import Copy, Fleet

Arguments = Callable[[], tuple[Any, ...]]


def ask_all(fleet: Fleet, shards: int, method: str, arguments: Arguments, ends: float, *, wait: bool) -> dict[int, Any]:
    """Return what the shards answered that did so in time.

    Args:
        fleet: the copies.
        shards: their number; each is asked.
        method: of a worker.
        arguments: makes those of a call that is made now, with the time that is left then.
        ends: time (`perf_counter`) until which is waited.
        wait: whether a shard of which no copy answers just now is waited for; otherwise it is left out.

    Raises:
        TenprintError: a worker refused the call.
    """
    return _ask([_Asked(fleet, shard, method, arguments, wait) for shard in range(shards)], ends)


def ask_one(fleet: Fleet, shard: int, method: str, arguments: tuple[Any, ...], ends: float) -> Any:
    """Return what one shard answers, waiting for it.

    Raises:
        UnavailableError: it did not in time.
        ConfigurationError: it is lost.
    """
    fleet.wait_for(shard, ends)
    found = _ask([_Asked(fleet, shard, method, lambda: arguments, True)], ends)
    if shard not in found:
        raise UnavailableError(f"shard {shard} did not answer", remedy="Try again later.")
    return found[shard]


def _ask(asked: list[_Asked], ends: float) -> dict[int, Any]:
    fleet = asked[0].fleet
    while True:
        with fleet.changed:
            open_ = [one for one in asked if not one.over]
            for one in open_:
                one.go_on(time.perf_counter())
            left = ends - time.perf_counter()
            if left <= 0 or all(one.over for one in asked):
                break
            fleet.changed.wait(min(left, SHARD_LOOK))
    return {one.shard: one.result for one in asked if one.answered}


@dataclass
class _Asked:
    """One shard's part of a call."""

    fleet: Fleet
    shard: int
    method: str
    arguments: Arguments
    wait: bool
    answered: bool = False
    over: bool = False
    result: Any = None
    _calls: list[tuple[Copy, int, Future[Any]]] = field(default_factory=list)
    _since: float = 0.0

    def go_on(self, now: float) -> None:
        """Take an answer that is there; ask again where none can come any more, or none has come for long."""
        for copy, life, future in list(self._calls):
            if future.done():
                self._take(copy, life, future)
        if self.over or (self._calls and now - self._since < SHARD_HEDGE):
            return
        busy = {copy.place for copy, _, _ in self._calls}
        free = [copy for copy in self.fleet.current(self.shard) if copy.place not in busy]
        if free:
            self._ask(free[0], now)
        elif not self._calls and (not self.wait or self.fleet.is_lost(self.shard)):
            self.over = True

    def _ask(self, copy: Copy, now: float) -> None:
        future = self.fleet.backend.submit(copy.place, self.method, *self.arguments())
        self._calls.append((copy, copy.life, future))
        self._since = now
        future.add_done_callback(lambda _: self._wake())

    def _wake(self) -> None:
        with self.fleet.changed:
            self.fleet.changed.notify_all()

    def _take(self, copy: Copy, life: int, future: Future[Any]) -> None:
        self._calls.remove((copy, life, future))
        error = future.exception()
        if error is None:
            self.result, self.answered, self.over = future.result(), True, True
        elif isinstance(error, UnavailableError):
            self.fleet.lost(copy.place, life)
        elif isinstance(error, InputError | RefusedError) or not self.fleet.condemn(copy.place, str(error)):
            raise error  # another copy would say the same, or there is none
