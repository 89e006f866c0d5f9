"""A gallery in shards: subjects spread by their identifiers, searches answered by all shards and put together."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tenprint.errors import ConfigurationError, ConflictError, InputError, UnavailableError, UsageError
from tenprint.fingerprint.template import Template
from tenprint.search.answer import Answer, Bands, Coverage
from tenprint.search.cascade.query import Positions
from tenprint.search.parameters import DEFAULT_LIMIT, SHARD_PATIENCE, THREADS
from tenprint.search.shards.backend import Backend, ThreadBackend
from tenprint.search.shards.placement import shard_of
from tenprint.search.shards.worker import Fingers, Request

MOVED_TOGETHER = 256


class ShardedGallery:
    """A gallery whose subjects lie in several shards, one folder each under `path`.

    Args:
        path: folder of the shards.
        shards: their number; more than there were makes further ones (call `rebalance`).
        backend: where they run, by default threads of this process.
        wait: whether a search waits for a shard that is being replaced; otherwise it answers without it and says so.
    """

    def __init__(self, path: Path | str, shards: int, backend: Backend | None = None, *, wait: bool = True) -> None:
        self.path = Path(path)
        existing = sum(1 for p in self.path.glob("shard-*") if p.is_dir()) if self.path.exists() else 0
        if shards < max(existing, 1):
            raise ConfigurationError(f"there are {existing} shards, not {shards}", where=str(path))
        self.path.mkdir(parents=True, exist_ok=True)
        self.shards, self.wait = shards, wait
        self._backend = backend or ThreadBackend()
        for shard in range(shards):
            self._backend.start(shard, self.path / f"shard-{shard:04d}")
        self._sizes = [self._call(shard, "size") for shard in range(shards)]

    # -- changing -----------------------------------------------------------------------------------------------------

    def insert_many(self, subjects: Iterable[tuple[str, Mapping[int, Template]]]) -> int:
        """Add subjects. Each shard's part is added wholly or not at all.

        Raises:
            ConflictError: an identifier is there already.
        """
        parts: dict[int, list[tuple[str, Fingers]]] = {}
        for subject, fingers in subjects:
            parts.setdefault(shard_of(subject, self.shards), []).append((subject, dict(fingers)))
        added: int = sum(self._all({shard: ("insert", (part,)) for shard, part in parts.items()}).values())
        self._count(parts)
        return added

    def insert(self, subject: str, fingers: Mapping[int, Template]) -> None:
        """Add a subject."""
        self.insert_many([(subject, fingers)])

    def update(self, subject: str, fingers: Mapping[int, Template]) -> None:
        """Replace a subject's fingers."""
        self._call(shard_of(subject, self.shards), "update", subject, dict(fingers))

    def delete(self, subject: str) -> None:
        """Remove a subject and overwrite its bytes."""
        shard = shard_of(subject, self.shards)
        self._call(shard, "delete", subject)
        self._count([shard])

    def get(self, subject: str) -> Fingers:
        """Return a subject's templates.

        Raises:
            InputError: there is no such subject.
        """
        found: Fingers | None = self._call(shard_of(subject, self.shards), "get", subject)
        if found is None:
            raise InputError(f"the gallery has no subject {subject}", where=str(self.path))
        return found

    def rebalance(self) -> int:
        """Move subjects to the shards that they belong to after shards were added; return how many.

        A subject is written to its new shard before it is deleted from the old one; a stop in between leaves it in
        both, which the next call puts right.
        """
        moved = 0
        for shard in range(self.shards):
            wrong = [s for s in self._call(shard, "subjects") if shard_of(s, self.shards) != shard]
            for start in range(0, len(wrong), MOVED_TOGETHER):
                for subject in wrong[start : start + MOVED_TOGETHER]:
                    fingers = self._call(shard, "get", subject)
                    self._call(shard_of(subject, self.shards), "move_in", [(subject, fingers)])
                    self._call(shard, "delete", subject)
                    moved += 1
        self._count(range(self.shards))
        return moved

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
    ) -> Answer:
        """Search all shards; see `search.identify`. The coverage says how many answered."""
        return self.identify_many(
            [fingers], positions=positions, limit=limit, bands=bands, policy=policy, deadline=deadline
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
    ) -> list[Answer]:
        """Search for several persons with one pass over each shard."""
        begun = time.perf_counter()
        request = Request(
            searches=tuple(dict(search) for search in searches),
            positions=Positions(positions).value,
            limit=limit,
            bands=bands or Bands(),
            policy=policy,
            deadline=deadline,
            gallery_size=max(sum(self._sizes), 1),
            threads=THREADS,
        )
        patience = SHARD_PATIENCE if deadline is None else deadline
        answers = self._ask(dict.fromkeys(range(self.shards), ("search", (request,))), begun + patience)
        return [self._put_together(index, answers, request, begun) for index in range(len(searches))]

    def _put_together(self, index: int, answers: dict[int, Any], request: Request, begun: float) -> Answer:
        parts: list[Answer] = [answer[index] for answer in answers.values()]
        for shard, answer in answers.items():
            self._sizes[shard] = answer[index].coverage.subjects_total
        missing = sum(size for shard, size in enumerate(self._sizes) if shard not in answers)
        candidates = sorted((c for part in parts for c in part.candidates), key=lambda c: (-c.llr, c.subject))
        coverage = Coverage(
            subjects=sum(part.coverage.subjects for part in parts),
            subjects_total=sum(part.coverage.subjects_total for part in parts) + missing,
            shards_answered=len(parts),
            shards_total=self.shards,
            finished=all(part.coverage.finished for part in parts),
        )
        stages: dict[str, int] = {}
        for part in parts:
            for name, count in part.stages:
                stages[name] = stages.get(name, 0) + count
        return Answer(
            candidates=tuple(candidates[: request.limit]),
            coverage=coverage,
            policy=request.policy,
            gallery_size=request.gallery_size,
            seconds=time.perf_counter() - begun,
            stages=tuple(stages.items()),
        )

    # -- calling ------------------------------------------------------------------------------------------------------

    def _ask(self, calls: dict[int, tuple[str, tuple[Any, ...]]], ends: float) -> dict[int, Any]:
        """Call shards at once; return the results of those that answered in time. Dead shards are replaced."""
        results: dict[int, Any] = {}
        pending = {shard: self._backend.submit(shard, *_flat(call)) for shard, call in calls.items()}
        while pending:
            again: dict[int, Future[Any]] = {}
            for shard, future in pending.items():
                try:
                    results[shard] = future.result(timeout=max(ends - time.perf_counter(), 0))
                except FutureTimeoutError:
                    continue
                except UnavailableError:
                    self._backend.replace(shard)
                    if self.wait and time.perf_counter() < ends:
                        time.sleep(0.05)
                        again[shard] = self._backend.submit(shard, *_flat(calls[shard]))
            pending = again
        return results

    def _all(self, calls: dict[int, tuple[str, tuple[Any, ...]]]) -> dict[int, Any]:
        """Call shards at once and return all results; a change is never made twice by itself."""
        futures = {shard: self._backend.submit(shard, *_flat(call)) for shard, call in calls.items()}
        errors = [error for future in futures.values() if (error := future.exception()) is not None]
        if errors:
            raise next((e for e in errors if isinstance(e, ConflictError | UsageError)), errors[0])
        return {shard: future.result() for shard, future in futures.items()}

    def _call(self, shard: int, method: str, *arguments: Any) -> Any:
        return self._all({shard: (method, arguments)})[shard]

    def _count(self, shards: Iterable[int]) -> None:
        for shard, size in self._all(dict.fromkeys(shards, ("size", ()))).items():
            self._sizes[shard] = size

    def verify(self) -> list[str]:
        """Return what is wrong with any shard."""
        found = self._all(dict.fromkeys(range(self.shards), ("verify", ())))
        return [f"shard {shard}: {problem}" for shard, problems in found.items() for problem in problems]

    def __len__(self) -> int:
        return sum(self._sizes)

    def close(self) -> None:
        """Stop all shards."""
        self._backend.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _flat(call: tuple[str, tuple[Any, ...]]) -> tuple[Any, ...]:
    return (call[0], *call[1])
