"""The cascade: filter codes of all, local scores of hundreds, full comparison of tens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from tenprint.fingerprint.template import Template
from tenprint.search.answer import PASSED, Answer, Candidate, Coverage
from tenprint.search.cascade.candidates import Survivor, make_shortlist
from tenprint.search.cascade.filtering import Filtered, filter_gallery
from tenprint.search.cascade.full import Compared, FullComparison
from tenprint.search.cascade.limits import Limits
from tenprint.search.cascade.local import rank_locally
from tenprint.search.cascade.query import Positions, Query, make_query
from tenprint.search.fusion import false_match_probability
from tenprint.search.gallery import Gallery
from tenprint.search.gallery.snapshot import Snapshot
from tenprint.search.options import Options
from tenprint.search.parameters import SURE_LLR

S = TypeVar("S")
T = TypeVar("T")


class Cascade:
    """Searches of one gallery with the same options."""

    def __init__(self, gallery: Gallery, options: Options) -> None:
        self._gallery, self._options = gallery, options

    def search(self, searches: Sequence[Mapping[int, Template]], positions: Positions) -> list[Answer]:
        """Answer several searches with one pass of the filter."""
        begun = time.perf_counter()
        options = self._options
        limits = Limits.starting(begun, options.deadline, options.cancel)
        limits.over()
        queries = [make_query(fingers, positions, self._gallery.encoder) for fingers in searches]
        with self._gallery.snapshot() as snapshot, ThreadPoolExecutor(options.threads) as pool:
            keep = [self._keep(query, snapshot) for query in queries]
            passed = filter_gallery(snapshot, queries, keep, limits, pool.map)
            work = _Work(snapshot, options, limits, pool)
            return [work.finish(query, filtered, begun) for query, filtered in zip(queries, passed, strict=True)]

    def _keep(self, query: Query, snapshot: Snapshot) -> int:
        if self._options.exhaustive:
            return max(snapshot.subjects, 1)
        return self._options.passed_by_filter(len(query.templates), snapshot.subjects)


class _Work:
    """Stages 1 and 2 of the searches of one batch."""

    def __init__(self, snapshot: Snapshot, options: Options, limits: Limits, pool: ThreadPoolExecutor) -> None:
        self._snapshot, self._options, self._limits, self._pool = snapshot, options, limits, pool

    def finish(self, query: Query, filtered: Filtered, begun: float) -> Answer:
        """Rank and compare what the filter passed on, and make the answer."""
        shortlist = make_shortlist(self._snapshot, query, filtered)
        passed = len(shortlist)
        few = passed if self._options.exhaustive else self._options.passed_by_local(len(query.templates))
        locally = self._options.local and passed > few
        if locally:
            shortlist = rank_locally(self._snapshot, shortlist, query, self._limits, self._run)
        survivors = shortlist.survivors(self._snapshot, few)
        compared = self._compare(survivors, FullComparison(query.templates, self._options.matcher))
        size = self._options.gallery_size or self._snapshot.subjects
        # Who was erased during the search is not missing from it.
        total = filtered.searched if filtered.everything else self._snapshot.subjects
        candidates = sorted((self._candidate(c, size) for c in compared), key=lambda c: (-c.llr, c.subject))
        return Answer(
            candidates=tuple(candidates[: self._options.limit]),
            coverage=Coverage(filtered.searched, total, finished=not self._limits.over()),
            policy=self._options.policy,
            gallery_size=size,
            seconds=time.perf_counter() - begun,
            stages=(
                ("filter codes", filtered.searched),
                (PASSED, passed),
                ("local scores", passed if locally else 0),
                ("full comparison", len(compared)),
            ),
        )

    def _compare(self, survivors: list[Survivor], comparison: FullComparison) -> list[Compared]:
        """Compare in the order given; once a sure candidate is found, only those with something to say for them."""
        found: list[Compared] = []
        step = self._options.threads
        for start in range(0, len(survivors), step):
            if self._limits.over():
                break
            part = survivors[start : start + step]
            if any(c.llr > SURE_LLR for c in found) and not self._options.exhaustive:
                part = [s for s in part if s.score > 0]
            found += [c for c in self._run(comparison.compare, part) if c is not None]
        return found

    def _candidate(self, compared: Compared, size: int) -> Candidate:
        chance = false_match_probability(compared.llr, size)
        band = self._options.bands.of(chance, len(compared.fingers))
        return Candidate(compared.subject, compared.llr, chance, band, compared.fingers, compared.explanation)

    def _run(self, function: Callable[[S], T], parts: Iterable[S]) -> Iterable[T]:
        return self._pool.map(function, parts) if self._options.threads > 1 else map(function, parts)
