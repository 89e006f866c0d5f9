"""A gallery in shards: subjects spread by their identifiers, searches answered by all shards and put together."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from msgspec.structs import replace as replace_fields

from tenprint.errors import ConflictError, InputError, UsageError
from tenprint.fingerprint.template import Template
from tenprint.search.answer import Answer, Bands
from tenprint.search.cascade.query import Positions
from tenprint.search.codes import standard_encoder
from tenprint.search.gallery import PreparedSubject
from tenprint.search.gallery.gallery import better_of
from tenprint.search.parameters import DEFAULT_LIMIT, SHARD_PATIENCE, SHARD_SHARE, THREADS
from tenprint.search.shards.asking import ask_all
from tenprint.search.shards.backend import Backend, ThreadBackend
from tenprint.search.shards.changes import Change, Changes
from tenprint.search.shards.fleet import Fleet
from tenprint.search.shards.grace import Grace
from tenprint.search.shards.layout import LayoutFile, extended
from tenprint.search.shards.merging import put_together
from tenprint.search.shards.moving import move_all
from tenprint.search.shards.placement import Place
from tenprint.search.shards.promises import FOLDER, Promises
from tenprint.search.shards.reading import Reader
from tenprint.search.shards.status import ShardStatus, copies_alike, status_of
from tenprint.search.shards.worker import Fingers, Request


class ShardedGallery:
    """A gallery whose subjects lie in several shards, each in one or more copies.

    Args:
        path: folder of the shards and of their layout; with a backend of several hosts, the same on each.
        shards: their number; more than there were makes further ones (call `rebalance`). 0: as many as there are.
        backend: where they run, by default threads of this process. It is closed with the gallery.
        copies: of each shard; more than there were are filled from those. 0: as many as there are.
        hosts: names of the hosts that copies are placed on; none: all on this one.
        wait: whether a search waits for a shard that is being replaced; otherwise it answers without it and says so.
        patience: s; how long a search without a deadline, and a change, wait for it.

    Raises:
        ConfigurationError: fewer shards or copies than there are; one that was lost; more copies than hosts.
        UnavailableError: another process has the shards, or one does not answer.
    """

    def __init__(
        self,
        path: Path | str,
        shards: int = 0,
        backend: Backend | None = None,
        *,
        copies: int = 0,
        hosts: Sequence[str] = (),
        wait: bool = True,
        patience: float = SHARD_PATIENCE,
    ) -> None:
        self.path, self.wait, self.patience = Path(path), wait, patience
        backend = backend or ThreadBackend()
        try:
            self._layout = LayoutFile(self.path)
        except BaseException:
            backend.close()
            raise
        try:
            known = self._layout.layout
            most = max((len(row) for row in known.shards), default=1)
            fresh = known if known.shards else replace_fields(known, encoder=standard_encoder().name)
            self._layout.write(extended(fresh, shards or max(len(known.shards), 1), copies or most, hosts))
            self._changes = Changes(self._layout, Promises(self.path / FOLDER), patience)
        except BaseException:
            backend.close()
            self._layout.close()
            raise
        self._grace = Grace()
        self._fleet = self._changes.fleet = Fleet(self.path, self._layout, backend, self._changes.admit)
        self._reader = Reader(self._fleet, self._layout, self._grace, patience)
        try:
            self._sizes = [0] * self.shards
            for shard in range(self.shards):
                self._fleet.wait_at_start(shard, patience)
            self._count(range(self.shards))
        except BaseException:
            self.close()
            raise

    @property
    def shards(self) -> int:
        """The number of shards."""
        return len(self._layout.layout.shards)

    # -- changing -----------------------------------------------------------------------------------------------------

    def insert_many(self, subjects: Iterable[tuple[str, Mapping[int, Template]]]) -> int:
        """Add subjects. Each shard's part is added wholly or not at all.

        Raises:
            ConflictError: an identifier is there already.
            UnavailableError: a shard died meanwhile; whether its part was added is not known.
        """
        return self._add("insert", ((subject, (subject, dict(fingers))) for subject, fingers in subjects))

    def insert_missing(self, subjects: Iterable[tuple[str, Mapping[int, Template]]]) -> int:
        """Add subjects; those that are there already stay as they are. Returns how many were added.

        Raises:
            UnavailableError: a shard died meanwhile; the same call again does what was left.
        """
        with self._changes.lock:
            given = dict(subjects)
            known = self.known(list(given))
            fresh = [(subject, fingers) for subject, fingers in given.items() if subject not in known]
            return self.insert_many(fresh) if fresh else 0

    def insert_prepared(self, subjects: Iterable[PreparedSubject]) -> int:
        """Add subjects that are prepared already; see `insert_many`."""
        return self._add("insert_prepared", ((prepared.subject, prepared) for prepared in subjects))

    def _add(self, method: str, subjects: Iterable[tuple[str, Any]]) -> int:
        with self._changes.lock:
            parts: dict[int, dict[str, Any]] = {}
            elsewhere: dict[int, list[str]] = {}
            for subject, given in subjects:
                own, *older = self._reader.homes(subject)
                if parts.setdefault(own, {}).setdefault(subject, given) is not given:
                    raise ConflictError(f"subject {subject} comes twice in what is to be inserted")
                for shard in older:
                    elsewhere.setdefault(shard, []).append(subject)
            for shard, names in elsewhere.items():
                for name in self._reader.read(shard, "has", names):
                    raise ConflictError(f"subject {name} is in the gallery", remedy="Update it, or choose another.")
            changes = {
                shard: Change(method, (list(part.values()),), tuple(part), copied=True) for shard, part in parts.items()
            }
            try:
                self._changes.make(changes)
            finally:
                self._count(parts)
        return sum(len(part) for part in parts.values())

    def insert(self, subject: str, fingers: Mapping[int, Template]) -> None:
        """Add a subject; see `insert_many`."""
        self.insert_many([(subject, fingers)])

    def update(self, subject: str, fingers: Mapping[int, Template]) -> None:
        """Replace a subject's fingers.

        Raises:
            InputError: there is no such subject.
        """
        with self._changes.lock:
            shard = self._find(subject)
            self._changes.make({shard: Change("update", (subject, dict(fingers)), (subject,), copied=True)})
            self._drop_older(subject, shard)

    def delete(self, subject: str) -> None:
        """Remove a subject and overwrite its bytes.

        Raises:
            InputError: there is no such subject.
        """
        with self._changes.lock:
            shard = self._find(subject)
            self._drop_older(subject, shard)
            self._changes.make({shard: Change("delete", (subject,), (subject,))})
            self._count([shard])

    def merge(self, survivor: str, absorbed: str) -> None:
        """Make two subjects one, under the survivor's identifier; see `Gallery.merge`.

        A stop in between leaves the absorbed one too; the same call again ends it.

        Raises:
            InputError: the gallery lacks one of them, or they are the same.
        """
        if survivor == absorbed:
            raise UsageError(f"subject {survivor} cannot be merged with itself")
        with self._changes.lock:
            self.update(survivor, better_of(self.get(survivor), self.get(absorbed)))
            self.delete(absorbed)

    def erase(self, subjects: Sequence[str]) -> set[str]:
        """Remove those of these subjects that are there, and overwrite their bytes.

        Returns those that a copy which is away may still hold: it is not asked before it forgot them, but until then
        their bytes are on its disk. Ask again later.
        """
        with self._changes.lock:
            here = {
                shard: self._reader.read(shard, "has", names) for shard, names in self._reader.by_home(subjects).items()
            }
            changes = {s: Change("settle", ([], names), tuple(names)) for s, names in here.items() if names}
            if changes:
                try:
                    self._changes.make(changes)
                finally:
                    self._count(changes)
            return self._changes.owed(subjects)

    def claim(self, owner: str) -> None:
        """Note durably whose gallery this is; the same owner may say so again.

        Raises:
            ConflictError: it is another one's.
        """
        with self._changes.lock:
            if self.owner not in ("", owner):
                raise ConflictError(
                    "this gallery belongs to another repository", remedy="Give each repository a gallery of its own."
                )
            self._fleet.note(owner=owner)

    @property
    def owner(self) -> str:
        """Mark of the one that it belongs to, empty where nobody claimed it."""
        return self._layout.layout.owner

    def _find(self, subject: str) -> int:
        """Return the shard where a subject is, its own before older ones."""
        for shard in self._reader.homes(subject):
            if self._reader.read(shard, "has", [subject]):
                return shard
        raise InputError(f"the gallery has no subject {subject}", where=str(self.path))

    def _drop_older(self, subject: str, shard: int) -> None:
        """Remove what a stop in the middle of a move left at an older place."""
        for older in self._reader.homes(subject):
            if older != shard and self._reader.read(older, "has", [subject]):
                self._changes.make({older: Change("settle", ([], [subject]), (subject,))})
                self._count([older])

    def rebalance(self) -> int:
        """Move subjects to the shards that they belong to after shards were added; return how many.

        Searches and changes go on meanwhile. A subject is written to its new shard before it is erased in the old
        one; a stop in between leaves it in both, which the next call puts right.
        """
        return move_all(self._changes, self._layout, self._grace, self._reader.read, self._count)

    # -- reading ------------------------------------------------------------------------------------------------------

    def get(self, subject: str) -> Fingers:
        """Return a subject's templates.

        Raises:
            InputError: there is no such subject.
        """
        found = self._reader.get(subject)
        if found is not None:
            return found
        raise InputError(f"the gallery has no subject {subject}", where=str(self.path))

    def known(self, subjects: Sequence[str]) -> set[str]:
        """Return those of these subjects that are there."""
        return self._reader.known(subjects)

    def names_digest(self) -> tuple[int, int]:
        """Return what `Gallery.names_digest` does; while subjects move, some count twice."""
        return self._reader.names_digest()

    def names_of(self, shard: int) -> list[str]:
        """Return the identifiers that lie in one shard."""
        found: list[str] = self._reader.read(shard, "subjects")
        return found

    @property
    def moving(self) -> bool:
        """Whether subjects may lie where they did before shards were added; see `rebalance`."""
        return bool(self._layout.layout.before)

    def __contains__(self, subject: object) -> bool:
        return isinstance(subject, str) and bool(self._reader.known([subject]))

    def __iter__(self) -> Iterator[str]:
        """Yield all identifiers, each once."""
        yield from self._reader.names()

    def __len__(self) -> int:
        return sum(self._sizes)

    # -- searching ----------------------------------------------------------------------------------------------------

    def identify(
        self,
        fingers: Mapping[int, Template],
        *,
        positions: Positions | str = Positions.KNOWN,
        limit: int = DEFAULT_LIMIT,
        bands: Bands | None = None,
        policy: str = "unspecified",
        deadline: float | None = None,
        wait: bool | None = None,
    ) -> Answer:
        """Search all shards; see `search.identify`. The coverage says how many answered."""
        return self.identify_many(
            [fingers], positions=positions, limit=limit, bands=bands, policy=policy, deadline=deadline, wait=wait
        )[0]

    def identify_many(
        self,
        searches: Sequence[Mapping[int, Template]],
        *,
        positions: Positions | str = Positions.KNOWN,
        limit: int = DEFAULT_LIMIT,
        bands: Bands | None = None,
        policy: str = "unspecified",
        deadline: float | None = None,
        wait: bool | None = None,
        gallery_size: int | None = None,
        further: int | None = None,
        thorough: bool = False,
    ) -> list[Answer]:
        """Search for several persons with one pass over each shard.

        Args:
            searches: templates by position, for each person.
            positions, limit, bands, policy, deadline, gallery_size, further, thorough: as `search.Options` has them.
            wait: for this call, instead of what the gallery was opened with.
        """
        begun = time.perf_counter()
        ends = begun + (self.patience if deadline is None else deadline)
        request = Request(
            searches=tuple(dict(search) for search in searches),
            positions=Positions(positions).value,
            limit=limit,
            bands=bands or Bands(),
            policy=policy,
            deadline=None,
            gallery_size=gallery_size or max(sum(self._sizes), 1),
            threads=THREADS,
            further=further,
            thorough=thorough,
        )

        def arguments() -> tuple[Request]:
            left = max(ends - time.perf_counter(), 0.0) * SHARD_SHARE
            return (replace(request, deadline=left),) if deadline is not None else (request,)

        chosen = self.wait if wait is None else wait
        with self._grace.reading():
            answers = ask_all(self._fleet, self.shards, "search", arguments, ends, wait=chosen)
        seconds = time.perf_counter() - begun
        parts = [{shard: answer[i] for shard, answer in answers.items()} for i in range(len(searches))]
        return [put_together(part, self._sizes, limit, policy, seconds) for part in parts]

    # -- upkeep -------------------------------------------------------------------------------------------------------

    def status(self) -> list[ShardStatus]:
        """Return how each shard is."""
        return status_of(self._layout.layout, self._fleet, self._sizes)

    def verify(self) -> list[str]:
        """Return what is wrong with any copy, and which copies of a shard are not alike."""
        found = [f"{place}: {problem}" for place in self._current() for problem in self._at(place, "verify")]
        with self._changes.lock:
            return found + copies_alike({place: self._at(place, "digest") for place in self._current()})

    def compact(self) -> int:
        """Compact all copies; returns the number of segments that were rewritten."""
        return sum(self._at(place, "compact") for place in self._current())

    def checkpoint(self) -> None:
        """Sync what grows in all copies."""
        for place in self._current():
            self._at(place, "checkpoint")

    def close(self) -> None:
        """Stop all shards."""
        self._fleet.close()
        self._layout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _current(self) -> list[Place]:
        return [copy.place for shard in range(self.shards) for copy in self._fleet.current(shard)]

    def _at(self, place: Place, method: str, *arguments: Any) -> Any:
        return self._fleet.backend.submit(place, method, *arguments).result()

    def _count(self, shards: Iterable[int]) -> None:
        for shard in shards:
            self._sizes[shard] = self._reader.read(shard, "size")
