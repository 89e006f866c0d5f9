"""How signed envelopes get from one agency to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tenprint.errors import UnavailableError


class Transport(Protocol):
    """Delivers bytes; returns only when the receiver has stored them durably."""

    def deliver(self, receiver: str, data: bytes) -> None:
        """Hand over one signed envelope.

        Raises:
            UnavailableError: the receiver did not answer; try again later.
            RefusedError: the receiver looked at it and refused; trying again is of no use.
        """
        ...

    def deliver_many(self, receiver: str, batch: Sequence[bytes]) -> list[Exception | None]:
        """Hand over several to one receiver; return for each what went wrong, None where it arrived.

        Once the receiver does not answer, the rest is not tried: it would only wait as long again.
        """
        found: list[Exception | None] = []
        for data in batch:
            if found and isinstance(found[-1], UnavailableError):
                found.append(found[-1])
                continue
            try:
                self.deliver(receiver, data)
                found.append(None)
            except Exception as error:
                found.append(error)
        return found
