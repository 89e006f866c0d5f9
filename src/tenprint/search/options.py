"""How a search is done: limits, bands of policy, and which stages run."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from tenprint.errors import UsageError
from tenprint.search.answer import Bands
from tenprint.search.matcher import Matcher, StandardMatcher
from tenprint.search.parameters import (
    DEFAULT_LIMIT,
    LOOKED_AT_FIRST,
    PASSED_AT_LEAST,
    PASSED_BY_FILTER,
    PASSED_BY_FILTER_MANY,
    PASSED_BY_LOCAL,
    PASSED_BY_LOCAL_MANY,
    PASSED_SHARE,
    THREADS,
)


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a search.

    Attributes:
        limit: candidates to list at most.
        bands: limits set by policy.
        policy: version of that policy, for the answer.
        deadline: seconds after which the answer is given with what was done until then, or None.
        cancel: set it from another thread to stop; the search raises `UnavailableError`.
        matcher: the 1:1 matcher of stage 2.
        threads: of one search.
        gallery_size: number of subjects that chances of a false match hold for, by default those of the gallery; a
            shard states the number of all shards.
        further: beside a sure candidate, how many subjects are compared at most; None for all that the stages pass on.
        thorough: everybody whom the stages pass on is compared, whatever was found: for who wants all records of a
            person, some of which may be under another identity. A search for somebody who is there costs what one for a
            stranger does (ADR 0101).
        exhaustive: every subject goes to the full comparison, as a measure for the cascade.
        local: whether stage 1 runs; without it the filter's order decides.
        passed: subjects that stage 0 and stage 1 pass on, or None for those of `parameters`.
    """

    limit: int = DEFAULT_LIMIT
    bands: Bands = field(default_factory=Bands)
    policy: str = "unspecified"
    deadline: float | None = None
    cancel: threading.Event | None = None
    matcher: Matcher = field(default_factory=StandardMatcher)
    threads: int = THREADS
    gallery_size: int | None = None
    further: int | None = None
    thorough: bool = False
    exhaustive: bool = False
    local: bool = True
    passed: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if self.limit < 1 or self.threads < 1:
            raise UsageError("a search needs a limit of at least one candidate and at least one thread")

    def passed_by_filter(self, fingers: int, subjects: int) -> int:
        """Return how many subjects stage 0 passes on for this number of fingers in a gallery of this size."""
        if self.passed:
            return self.passed[0]
        most = PASSED_BY_FILTER.get(fingers, PASSED_BY_FILTER_MANY)
        return min(most, max(int(subjects * PASSED_SHARE), PASSED_AT_LEAST))

    def looked_at_first(self, fingers: int) -> int:
        """Return how many of those are looked at before the others, which need not be looked at."""
        return LOOKED_AT_FIRST.get(fingers, PASSED_BY_FILTER_MANY) if not self.passed else self.passed[0]

    def passed_by_local(self, fingers: int) -> int:
        """Return how many subjects stage 1 passes on for this number of fingers."""
        return self.passed[1] if self.passed else PASSED_BY_LOCAL.get(fingers, PASSED_BY_LOCAL_MANY)
