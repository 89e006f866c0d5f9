"""How signed envelopes get from one agency to another."""

from __future__ import annotations

from typing import Protocol


class Transport(Protocol):
    """Delivers bytes; returns only when the receiver has stored them durably."""

    def deliver(self, receiver: str, data: bytes) -> None:
        """Hand over one signed envelope.

        Raises:
            UnavailableError: the receiver did not answer; try again later.
            RefusedError: the receiver looked at it and refused; trying again is of no use.
        """
        ...
