"""How a sharded gallery is, for people and for monitoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tenprint.search.shards.fleet import Fleet, State
from tenprint.search.shards.layout import Layout
from tenprint.search.shards.placement import Place


class CopyStatus(msgspec.Struct, frozen=True):
    """One copy: its state (`fleet.State`), its host, how often it was replaced, and what is wrong with it."""

    copy: int
    state: str
    host: str
    replaced: int
    problem: str = ""


class ShardStatus(msgspec.Struct, frozen=True):
    """One shard: whether a search is answered by it now, its subjects as far as known, its copies."""

    shard: int
    answers: bool
    subjects: int
    copies: list[CopyStatus]


def status_of(layout: Layout, fleet: Fleet, sizes: Sequence[int]) -> list[ShardStatus]:
    """Return the status of all shards."""
    result = []
    for shard, size in enumerate(sizes):
        copies = [
            CopyStatus(c.place.copy, c.state.value, layout.entry(c.place).host, c.life, c.problem)
            for c in fleet.of(shard)
        ]
        result.append(ShardStatus(shard, any(c.state == State.CURRENT for c in copies), size, copies))
    return result


def copies_alike(digests: Mapping[Place, tuple[int, str]]) -> list[str]:
    """Return what differs between copies of the same shard."""
    problems = []
    first: dict[int, tuple[Place, tuple[int, str]]] = {}
    for place, digest in digests.items():
        known, expected = first.setdefault(place.shard, (place, digest))
        if digest != expected:
            problems.append(f"{place} holds {digest[0]} subjects and differs from copy {known.copy} ({expected[0]})")
    return problems
