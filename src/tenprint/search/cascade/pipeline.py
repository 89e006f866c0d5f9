"""The cascade: filter codes of all, local scores of some, full comparison of few."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence

from tenprint.fingerprint.template import Template
from tenprint.search.answer import PASSED, Answer, Candidate, Coverage
from tenprint.search.cascade.candidates import Survivor, make_shortlist
from tenprint.search.cascade.filtering import Filtered, filter_gallery
from tenprint.search.cascade.full import Compared, FullComparison
from tenprint.search.cascade.limits import Limits
from tenprint.search.cascade.local import rank_locally
from tenprint.search.cascade.looked_at import likely_after_stage_1, looked_at
from tenprint.search.cascade.query import Positions, Query, make_queries
from tenprint.search.cascade.threads import Map, mapper
from tenprint.search.fusion import false_match_probability
from tenprint.search.gallery import Gallery
from tenprint.search.gallery.snapshot import Snapshot
from tenprint.search.options import Options
from tenprint.search.parameters import CERTAIN, PASSED_UNCLEAR, SCREEN_FINGERS, SURE_FINGERS, SURE_LLR


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
        queries = make_queries(searches, positions, self._gallery.encoder)
        run = mapper(options.threads)
        with self._gallery.snapshot() as snapshot:
            keep = [self._keep(query, snapshot) for query in queries]
            passed = filter_gallery(snapshot, queries, keep, limits, run)
            # Either the searches go to the threads or the parts of one: threads do not wait for each other.
            work = _Work(snapshot, options, limits, run if len(queries) == 1 else map, begun)
            return list((map if len(queries) == 1 else run)(work.finish, zip(queries, passed, strict=True)))

    def _keep(self, query: Query, snapshot: Snapshot) -> int:
        if self._options.exhaustive:
            return max(snapshot.subjects, 1)
        return self._options.passed_by_filter(len(query.templates), snapshot.subjects)


class _Work:
    """Stages 1 and 2 of the searches of one batch."""

    def __init__(self, snapshot: Snapshot, options: Options, limits: Limits, run: Map, begun: float) -> None:
        self._snapshot, self._options, self._limits, self._run, self._begun = snapshot, options, limits, run, begun
        # How many subjects pass depends on what was found, where it was not said; few fingers always need many.
        self._adaptive = options.passed is None and not options.exhaustive
        self._size = options.gallery_size or snapshot.subjects
        self._chance = math.log(max(self._size, 2))

    def finish(self, search: tuple[Query, Filtered]) -> Answer:
        """Rank and compare what the filter passed on, and make the answer."""
        query, filtered = search
        enough = max(SURE_FINGERS, self._options.bands.lights_out_fingers) if self._adaptive else None
        comparison = FullComparison(query.templates, self._options.matcher, enough=enough)
        candidates: list[Candidate] = []
        passed = locally = 0
        for part, clear in self._parts(query, filtered):
            found, ranked = self._look(query, part, comparison, clear=clear)
            candidates += found
            passed += len(part.scores)
            locally += ranked
            if not self._options.thorough and any(c.false_match_probability <= CERTAIN for c in candidates):
                break
        # Who was erased during the search is not missing from it.
        total = filtered.searched if filtered.everything else self._snapshot.subjects
        best = sorted(candidates, key=lambda c: (-c.llr, c.subject))
        return Answer(
            candidates=tuple(best[: self._options.limit]),
            coverage=Coverage(filtered.searched, total, finished=not self._limits.over()),
            policy=self._options.policy,
            gallery_size=self._size,
            seconds=time.perf_counter() - self._begun,
            stages=(
                ("filter codes", filtered.searched),
                (PASSED, passed),
                ("local scores", locally),
                ("full comparison", len(candidates)),
            ),
        )

    def _parts(self, query: Query, filtered: Filtered) -> Iterator[tuple[Filtered, bool]]:
        """Yield those whom the further stages look at, part by part, and whether the codes alone make them likely."""
        if not self._adaptive:
            yield filtered, False
        elif self._many(query):
            number, clear = looked_at(filtered.scores, self._chance)
            yield filtered.part(0, number), clear
        else:
            first = self._options.looked_at_first(len(query.templates))
            yield filtered.part(0, first), False
            if len(filtered.scores) > first:
                yield filtered.part(first, len(filtered.scores)), False

    def _look(
        self, query: Query, part: Filtered, comparison: FullComparison, *, clear: bool
    ) -> tuple[list[Candidate], int]:
        """Return the candidates among these subjects, and how many stage 1 compared."""
        shortlist = make_shortlist(self._snapshot, query, part)
        few = len(shortlist) if self._options.exhaustive else self._options.passed_by_local(len(query.templates))
        # Ten fingers: even a short list, because a local score costs a fifth of a full comparison.
        locally = self._options.local and not clear and len(shortlist) > (0 if self._many(query) else few)
        if locally:
            shortlist = rank_locally(self._snapshot, shortlist, query, self._limits, self._run)
            if self._many(query):
                likely = likely_after_stage_1(shortlist.scores, self._chance)
                few, comparison = min(few, likely or PASSED_UNCLEAR), comparison if likely else comparison.in_doubt()
        compared = self._compare(shortlist.survivors(self._snapshot, few), comparison)
        return [self._candidate(c) for c in compared], len(shortlist) if locally else 0

    def _many(self, query: Query) -> bool:
        return self._adaptive and query.positions is Positions.KNOWN and len(query.coded) >= SCREEN_FINGERS

    def _compare(self, survivors: list[Survivor], comparison: FullComparison) -> list[Compared]:
        """Compare in the order given; once a sure candidate is found, only those with something to say for them."""
        found: list[Compared] = []
        step = self._options.threads if self._run is not map else 1
        options = self._options
        further = len(survivors) if options.thorough or options.further is None else options.further
        left = list(survivors)
        while left and not self._limits.over():
            part, left = left[:step], left[step:]
            found += [c for c in self._run(comparison.compare, part) if c is not None]
            if any(c.llr > SURE_LLR for c in found) and not self._options.exhaustive:
                left = [s for s in left if s.score > 0][: max(further + 1 - len(found), 0)]
        return found

    def _candidate(self, compared: Compared) -> Candidate:
        chance = false_match_probability(compared.llr, self._size)
        band = self._options.bands.of(chance, len(compared.fingers))
        return Candidate(compared.subject, compared.llr, chance, band, compared.fingers, compared.explanation)
