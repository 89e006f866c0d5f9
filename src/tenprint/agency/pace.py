"""How many messages an agency works off together: many where they are cheap, few where each needs long computation.

Messages of a batch share a transaction, but none of them is answered before all are; so a batch must not last long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tenprint.exchange.parameters import BATCH_SECONDS, FIRST_GUESS_SECONDS, PACE_WEIGHT


class Pace:
    """Remembers how long the computation for a message of each type takes.

    Args:
        computes: whether there is any computation for a type.
    """

    def __init__(self, computes: Callable[[str], bool]) -> None:
        self._computes = computes
        self._seconds: dict[str, float] = {}

    def measured(self, kind: str, seconds: float) -> None:
        """Take note of how long one message of a type took."""
        known = self._seconds.get(kind, seconds)
        self._seconds[kind] = known + PACE_WEIGHT * (seconds - known)

    def enough(self, kinds: Sequence[str]) -> int:
        """Return how many of these, in order, make up a batch: at least one."""
        spent = 0.0
        for number, kind in enumerate(kinds):
            if self._computes(kind):
                spent += self._seconds.get(kind, FIRST_GUESS_SECONDS)
            if spent > BATCH_SECONDS and number:
                return number
        return len(kinds)
