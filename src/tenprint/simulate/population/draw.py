"""Deterministic draws: one stream of numbers for each (seed, index, purpose), the same on every machine.

A stream of its own for each purpose is what keeps things independent: what a person looks like is drawn from another
stream than what happened to them, so neither can influence the other.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Draw:
    """A stream of numbers. Only `random()` of the Mersenne Twister is used, which Python keeps stable by promise.

    Args:
        seed: of the world.
        stream: what is drawn.
        index: of whom, or of which booking.
    """

    __slots__ = ("_next",)

    def __init__(self, seed: int, stream: str, index: int) -> None:
        key = hashlib.blake2b(f"{seed}\x1f{stream}\x1f{index}".encode(), digest_size=8).digest()
        self._next = random.Random(int.from_bytes(key)).random

    def uniform(self) -> float:
        """Return a number in [0, 1)."""
        return self._next()

    def chance(self, probability: float) -> bool:
        """Return True with this probability."""
        return self._next() < probability

    def integer(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + int(self._next() * (high - low + 1))

    def choice(self, items: Sequence[Item]) -> Item:
        """Return one item, each as likely."""
        return items[int(self._next() * len(items))]

    def weighted(self, weights: Mapping[str, float]) -> str:
        """Return one key, each as likely as its weight; weights need not add up to 1."""
        target = self._next() * sum(weights.values())
        for key, weight in weights.items():
            target -= weight
            if target < 0:
                return key
        return key

    def geometric(self, again: float, most: int = 12) -> int:
        """Return 1 plus the number of further successes of probability `again`, at most `most`."""
        number = 1
        while number < most and self._next() < again:
            number += 1
        return number
