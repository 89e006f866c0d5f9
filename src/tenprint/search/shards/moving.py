"""Moving subjects to the shards that they belong to after shards were added."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from tenprint.search.parameters import SHARD_BATCH
from tenprint.search.shards.changes import Change, Changes
from tenprint.search.shards.grace import Grace
from tenprint.search.shards.layout import LayoutFile
from tenprint.search.shards.placement import shard_of


def move_all(
    changes: Changes,
    layout: LayoutFile,
    grace: Grace,
    read: Callable[..., Any],
    count: Callable[[Iterable[int]], None],
) -> int:
    """Move what lies where it does not belong; returns how many subjects.

    A subject is durable in its new shard before it is erased in the old one, and it is erased only when all searches
    have ended that began before it was in the new one: no search misses it in both.

    Args:
        changes: makes them.
        layout: the older numbers of shards are struck from it at the end.
        grace: knows who searches.
        read: calls a shard: (shard, method, arguments).
        count: counts the subjects of shards anew.
    """
    shards = len(layout.layout.shards)
    moved = 0
    for shard in range(shards):
        wrong = read(shard, "misplaced", shard, shards)
        for start in range(0, len(wrong), SHARD_BATCH):
            with changes.lock:  # a subject may have been changed or deleted since it was listed
                found = read(shard, "fetch", wrong[start : start + SHARD_BATCH])
                parts: dict[int, list[Any]] = {}
                for prepared in found:
                    parts.setdefault(shard_of(prepared.subject, shards), []).append(prepared)
                changes.make(
                    {to: Change("settle_new", (part,), tuple(p.subject for p in part)) for to, part in parts.items()}
                )
                grace.wait()
                names = [prepared.subject for prepared in found]
                if names:
                    changes.make({shard: Change("settle", ([], names), tuple(names))})
                count([shard, *parts])
                moved += len(names)
    with changes.lock:
        if layout.layout.before and len(layout.layout.shards) == shards:
            layout.write(msgspec.structs.replace(layout.layout, before=()))
    return moved
