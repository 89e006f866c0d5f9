"""All copies and how they are: a keeper looks at each, has dead ones replaced, and says which may answer.

starting -> current            its gallery is the one that the layout names, and it lacks no change
starting -> behind -> current  it lacked changes, or all: they were brought to it from another copy
starting -> lost               its gallery is gone or cannot be opened
current  -> starting           it died
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from tenprint.errors import ConfigurationError, TenprintError, UnavailableError
from tenprint.search.parameters import SHARD_HUNG, SHARD_LOOK, SHARD_PING, SHARD_RETRY, SHARD_START
from tenprint.search.shards.backend import Backend
from tenprint.search.shards.layout import CopyEntry, LayoutFile
from tenprint.search.shards.placement import Place


class State(StrEnum):
    """How a copy is; only a current one is asked."""

    STARTING, CURRENT, BEHIND, LOST = "starting", "current", "behind", "lost"


@dataclass
class Copy:
    """One copy.

    Attributes:
        place: which.
        state: how it is.
        problem: in words, where it is lost.
        life: counts its replacements, so that news of an earlier life is known as such.
        looked: the look at it that is under way.
        look_at: time of the next look.
        hung_at: time after which a look that had no answer is taken for a worker that hangs.
        helped: whether it is being brought up to date.
        condemned: whether its gallery was found broken; it is not asked until it is another one.
        warming: whether it loads or compiles the kernels of the search.
    """

    place: Place
    state: State = State.STARTING
    problem: str = ""
    life: int = 0
    looked: Future[Any] | None = None
    look_at: float = 0.0
    hung_at: float = 0.0
    helped: bool = False
    condemned: bool = False
    warming: bool = False


class Fleet:
    """The copies of a sharded gallery.

    Args:
        root: folder of the shards, the same on every host.
        layout: which copies there are.
        backend: runs them.
        admit: called without any lock when a copy answers and may be behind; it brings it up to date and calls
            `let_answer`, or leaves it for a later look.
    """

    def __init__(self, root: Path, layout: LayoutFile, backend: Backend, admit: Callable[[Place], None]) -> None:
        self._root, self._layout, self.backend, self._admit = root, layout, backend, admit
        self.changed = threading.Condition()
        self._stop = False
        self._turn = 0
        self._copies: dict[Place, Copy] = {}
        for place in layout.layout.places():
            backend.start(place, place.folder(root), layout.layout.entry(place).host)
            self._copies[place] = Copy(place)
        self._helpers: list[threading.Thread] = []
        self._keeper = threading.Thread(target=self._keep, name="shards", daemon=True)
        self._keeper.start()

    # -- asking -------------------------------------------------------------------------------------------------------

    def current(self, shard: int) -> list[Copy]:
        """Return the copies of a shard that may answer, another one first each time."""
        found = [c for c in self.of(shard) if c.state is State.CURRENT]
        self._turn += 1
        turn = self._turn % len(found) if found else 0
        return found[turn:] + found[:turn]

    def of(self, shard: int) -> list[Copy]:
        """Return all copies of a shard."""
        return [copy for place, copy in self._copies.items() if place.shard == shard]

    def copies(self) -> list[Copy]:
        """Return all copies."""
        return list(self._copies.values())

    def lost(self, place: Place, life: int) -> None:
        """Note that a copy died in this life; it is replaced."""
        with self.changed:
            copy = self._copies[place]
            if copy.life == life and copy.state is State.CURRENT:
                self._restart(copy, 0.0)

    def condemn(self, place: Place, problem: str) -> bool:
        """Ask a copy no more, whose gallery is broken, if another one can take its place; returns whether one can."""
        with self.changed:
            copy = self._copies[place]
            others = any(c.state is State.CURRENT for c in self.of(place.shard) if c is not copy)
            if others and copy.state is State.CURRENT:
                copy.condemned = True
                self._lose(copy, problem)
            return others

    def let_answer(self, place: Place) -> None:
        """Note that a copy is as it should be."""
        with self.changed:
            copy = self._copies[place]
            copy.state, copy.problem, copy.condemned = State.CURRENT, "", False
            self.changed.notify_all()

    def is_lost(self, shard: int) -> bool:
        """Whether nobody can bring a shard back but people: all its copies are lost."""
        return all(copy.state is State.LOST for copy in self.of(shard))

    def wait_for(self, shard: int, ends: float) -> list[Copy]:
        """Return the copies of a shard that may answer, waiting for one.

        Raises:
            UnavailableError: there was none in time.
            ConfigurationError: there never will be: all are lost.
        """
        with self.changed:
            while not (found := self.current(shard)):
                if self.is_lost(shard):
                    raise ConfigurationError(
                        f"shard {shard} is lost: {self.of(shard)[0].problem}",
                        remedy="Bring back its folder, or a backup.",
                    )
                left = ends - time.perf_counter()
                if left <= 0:
                    raise UnavailableError(f"shard {shard} does not answer", remedy="Try again later.")
                self.changed.wait(left)
            return found

    def wait_at_start(self, shard: int, patience: float) -> None:
        """Wait for a copy of a shard that may answer, and longer where one compiles the kernels; see `wait_for`."""
        begun = time.perf_counter()
        ends = begun + patience
        while True:
            try:
                self.wait_for(shard, ends)
                return
            except UnavailableError:
                ends = time.perf_counter() + SHARD_LOOK
                if not any(copy.warming for copy in self.of(shard)) or ends > begun + SHARD_START:
                    raise

    # -- keeping ------------------------------------------------------------------------------------------------------

    def _keep(self) -> None:
        while not self._stop:
            now = time.perf_counter()
            for copy in self.copies():
                self._look(copy, now)
            busy = any(c.state in (State.STARTING, State.BEHIND) or c.looked is not None for c in self.copies())
            with self.changed:
                if not self._stop:
                    self.changed.wait(SHARD_LOOK if busy else SHARD_PING)

    def _look(self, copy: Copy, now: float) -> None:
        if copy.helped:
            return
        if copy.looked is None:
            if now >= copy.look_at:
                copy.looked, copy.hung_at = self.backend.submit(copy.place, "identity"), now + SHARD_HUNG
            return
        if not copy.looked.done():
            if now > copy.hung_at:
                self.backend.abandon(copy.place)
                copy.hung_at = now + SHARD_HUNG
            return
        looked, copy.looked = copy.looked, None
        error = looked.exception()
        with self.changed:
            if isinstance(error, UnavailableError):
                self._restart(copy, now + SHARD_LOOK)
            elif error is not None:
                self._lose(copy, str(error) if isinstance(error, TenprintError) else repr(error))
            elif copy.state is State.CURRENT and looked.result() == self._named(copy):
                copy.look_at = now + SHARD_PING
            elif copy.condemned and looked.result() == self._named(copy):
                copy.look_at = now + SHARD_RETRY
            elif copy.state is not State.CURRENT:
                self._meet(copy, looked.result())
            else:  # it was started again behind our back, where its gallery is not
                self._restart(copy, now)

    def _named(self, copy: Copy) -> str:
        return self._layout.layout.entry(copy.place).gallery

    def _restart(self, copy: Copy, look_at: float) -> None:
        self.backend.replace(copy.place)
        copy.life += 1
        copy.state, copy.looked, copy.look_at = State.STARTING, None, look_at
        self.changed.notify_all()

    def _lose(self, copy: Copy, problem: str) -> None:
        copy.state, copy.problem, copy.look_at = State.LOST, problem, time.perf_counter() + SHARD_RETRY
        self.changed.notify_all()

    def _meet(self, copy: Copy, identifier: str) -> None:
        """Decide what to do with a copy that answers: is its gallery the right one?"""
        entry = self._layout.layout.entry(copy.place)
        others = {c.state for c in self.of(copy.place.shard) if c is not copy}
        if entry.gallery and identifier and identifier != entry.gallery:
            self._lose(copy, f"{copy.place.folder(self._root)} holds another gallery")
        elif entry.gallery and not identifier and State.CURRENT not in others:
            if others & {State.STARTING, State.BEHIND}:  # one of them may have what this one has no more
                copy.look_at = time.perf_counter() + SHARD_LOOK
                return
            self._lose(copy, f"there is no gallery in {copy.place.folder(self._root)}")
        else:
            copy.state, copy.helped = State.BEHIND, True
            helper = threading.Thread(target=self._help, args=(copy, entry, identifier), daemon=True)
            self._helpers = [*(h for h in self._helpers if h.is_alive()), helper]
            helper.start()

    def _help(self, copy: Copy, entry: CopyEntry, identifier: str) -> None:
        """Make a gallery where there is none yet or none any more; bring to it what it lacks; let it answer."""
        died = False
        try:
            self._warm(copy)
            self._settle(copy.place, entry, identifier)
            self._admit(copy.place)
        except UnavailableError:
            died = True
        except TenprintError as error:
            with self.changed:
                self._lose(copy, str(error))
        with self.changed:
            copy.helped = False
            copy.look_at = time.perf_counter() + SHARD_LOOK
            if died and not self._stop:
                self._restart(copy, copy.look_at)
            self.changed.notify_all()

    def _warm(self, copy: Copy) -> None:
        copy.warming = True
        try:
            self.backend.submit(copy.place, "warm").result()
        finally:
            copy.warming = False

    def _settle(self, place: Place, entry: CopyEntry, identifier: str) -> None:
        if entry.gallery and identifier:
            return
        if entry.gallery:  # its disk was lost, another copy is there: begin again, empty
            entry = CopyEntry(host=entry.host, filling=True)
            self.record(place, entry)
        fresh = identifier or self.backend.submit(place, "create").result()
        if self.backend.submit(place, "size").result():
            raise ConfigurationError(f"{place.folder(self._root)} holds a gallery that the layout does not know")
        self.record(place, CopyEntry(gallery=fresh, host=entry.host, filling=entry.filling))

    def record(self, place: Place, entry: CopyEntry) -> None:
        """Write one copy's entry into the layout."""
        with self.changed:
            self._layout.write(self._layout.layout.with_entry(place, entry))

    def note(self, *, owner: str) -> None:
        """Write whose gallery this is into the layout."""
        with self.changed:
            self._layout.write(msgspec.structs.replace(self._layout.layout, owner=owner))

    def close(self) -> None:
        """Stop looking, then stop all workers; a copy that is being brought up to date goes on at the next start."""
        with self.changed:
            self._stop = True
            self.changed.notify_all()
        self._keeper.join()
        self.backend.close()
        for helper in self._helpers:
            helper.join()
