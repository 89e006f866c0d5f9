"""Parts of an answer, one a shard, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenprint.search.answer import Answer, Candidate, Coverage


def put_together(parts: Mapping[int, Answer], sizes: Sequence[int], limit: int, policy: str, seconds: float) -> Answer:
    """Return one answer.

    Args:
        parts: the answer of each shard that gave one.
        sizes: subjects of all shards as far as known, for those that gave none.
        limit: candidates to list.
        policy: version of the policy whose bands were applied.
        seconds: since the search began.
    """
    missing = sum(size for shard, size in enumerate(sizes) if shard not in parts)
    coverage = Coverage(
        subjects=sum(part.coverage.subjects for part in parts.values()),
        subjects_total=sum(part.coverage.subjects_total for part in parts.values()) + missing,
        shards_answered=len(parts),
        shards_total=len(sizes),
        finished=all(part.coverage.finished for part in parts.values()),
    )
    best: dict[str, Candidate] = {}
    for candidate in (c for part in parts.values() for c in part.candidates):
        known = best.get(candidate.subject)  # a subject that is just moving is found in both places
        if known is None or candidate.llr > known.llr:
            best[candidate.subject] = candidate
    stages: dict[str, int] = {}
    for name, count in (entry for part in parts.values() for entry in part.stages):
        stages[name] = stages.get(name, 0) + count
    ordered = sorted(best.values(), key=lambda c: (-c.llr, c.subject))
    size = max((part.gallery_size for part in parts.values()), default=max(sum(sizes), 1))
    return Answer(tuple(ordered[:limit]), coverage, policy, size, seconds, tuple(stages.items()))
