"""Delivery within one process: a call. The receiver commits before it returns, as every transport's receiver does."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from tenprint.errors import RepeatedError, UnavailableError
from tenprint.exchange.transports import Transport

ReceiveMany = Callable[[Sequence[bytes]], list[Exception | None]]


class MemoryTransport(Transport):
    """Hands envelopes to agencies of the same process."""

    def __init__(self) -> None:
        self._receivers: dict[str, Callable[[bytes], None]] = {}
        self._batches: dict[str, ReceiveMany] = {}

    def connect(self, name: str, receive: Callable[[bytes], None], receive_many: ReceiveMany | None = None) -> None:
        """Make an agency reachable under its name; `receive_many` takes a batch in one transaction."""
        self._receivers[name] = receive
        self._batches.pop(name, None)
        if receive_many:
            self._batches[name] = receive_many

    def deliver(self, receiver: str, data: bytes) -> None:
        """Call the receiver."""
        try:
            receive = self._receivers[receiver]
        except KeyError:
            raise UnavailableError(f"{receiver} is not connected", where="memory transport") from None
        with contextlib.suppress(RepeatedError):  # it is there
            receive(data)

    def deliver_many(self, receiver: str, batch: Sequence[bytes]) -> list[Exception | None]:
        """Call the receiver once with all."""
        receive_many = self._batches.get(receiver)
        if receive_many is None:
            return super().deliver_many(receiver, batch)
        return [None if isinstance(error, RepeatedError) else error for error in receive_many(batch)]
