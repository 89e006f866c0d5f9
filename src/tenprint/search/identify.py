"""One to many: whose fingers are these? The cascade reads as a table of contents."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Iterable, Mapping

from tenprint.errors import UnavailableError, UsageError
from tenprint.fingerprint.template import Template
from tenprint.search.answer import Answer, Bands, Candidate, Coverage, FingerScore
from tenprint.search.fusion import false_match_probability, fuse, limit_finger
from tenprint.search.gallery import Gallery
from tenprint.search.matcher import Matcher, StandardMatcher
from tenprint.search.parameters import DEFAULT_LIMIT


def identify(
    gallery: Gallery,
    fingers: Mapping[int, Template],
    *,
    limit: int = DEFAULT_LIMIT,
    bands: Bands | None = None,
    policy: str = "unspecified",
    deadline: float | None = None,
    cancel: threading.Event | None = None,
    matcher: Matcher | None = None,
) -> Answer:
    """Search a gallery for the person whose fingers are given.

    Args:
        gallery: where to search.
        fingers: one to ten templates by finger position (1 to 10).
        limit: candidates to list at most.
        bands: limits set by policy; by default those of `Bands`.
        policy: version of that policy, for the answer.
        deadline: seconds after which the answer is given with what was searched until then.
        cancel: set it from another thread to stop.
        matcher: the 1:1 matcher, by default that of `tenprint.fingerprint.matching`.

    Raises:
        UsageError: no fingers, or a limit below one.
        UnavailableError: the search was cancelled.
    """
    if not fingers or limit < 1:
        raise UsageError("a search needs at least one finger and a limit of at least one")
    begun = time.perf_counter()
    matcher = matcher or StandardMatcher()
    bands = bands or Bands()
    prepared = {position: matcher.prepare(template) for position, template in fingers.items()}
    size, searched = len(gallery), 0
    best: list[tuple[float, str, tuple[FingerScore, ...]]] = []
    for subject in gallery:
        if cancel is not None and cancel.is_set():
            raise UnavailableError("the search was cancelled")
        if deadline is not None and time.perf_counter() - begun > deadline:
            break
        searched += 1
        if subject not in gallery:
            continue
        filed = {p: matcher.prepare(t) for p, t in gallery.get(subject).items() if p in prepared}
        scores = tuple(_scores(matcher, prepared, filed))
        entry = (fuse(s.llr for s in scores), subject, scores)
        if len(best) < limit:
            heapq.heappush(best, entry)
        else:
            heapq.heappushpop(best, entry)
    candidates = []
    for llr, subject, scores in sorted(best, key=lambda entry: (-entry[0], entry[1])):
        chance = false_match_probability(llr, size)
        candidates.append(Candidate(subject, llr, chance, bands.of(chance), scores))
    return Answer(
        candidates=tuple(candidates),
        coverage=Coverage(searched, size),
        policy=policy,
        gallery_size=size,
        seconds=time.perf_counter() - begun,
        stages=(("full comparison", searched),),
    )


def _scores(matcher: Matcher, search: Mapping[int, object], filed: Mapping[int, object]) -> Iterable[FingerScore]:
    for position, prepared in search.items():
        if position in filed:
            score, llr = matcher.compare(prepared, filed[position])
            yield FingerScore(position, position, score, limit_finger(llr))
