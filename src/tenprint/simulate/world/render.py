"""Prints of the world's people: master prints are made once a person, impressions once an occasion."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

from tenprint.simulate.population import Person
from tenprint.simulate.prints import Impression, Master, impression, master

FINGERS = range(1, 11)
KEPT_MASTERS = 64  # about 0.5 MB each

_pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="render")


@functools.lru_cache(maxsize=KEPT_MASTERS)
def master_of(print_seed: int, finger: int) -> Master:
    """Return the master print of a person's finger."""
    return master(print_seed, finger=finger)


def occasion_seed(*names: object) -> int:
    """Return the seed of one occasion on which prints were taken."""
    return int.from_bytes(hashlib.sha256(repr(names).encode()).digest()[:6], "big")


def ten_prints(
    person: Person, seed: int, *, kind: str, difficulty: str, missing: Collection[int] = ()
) -> dict[int, Impression]:
    """Return the impressions of one occasion by finger position; missing fingers are left out."""

    def take(finger: int) -> Impression:
        return impression(master_of(person.print_seed, finger), seed * 16 + finger, kind=kind, difficulty=difficulty)

    fingers = [finger for finger in FINGERS if finger not in missing]
    return dict(zip(fingers, _pool.map(take, fingers), strict=True))
