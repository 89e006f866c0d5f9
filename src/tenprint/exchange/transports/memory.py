"""Delivery within one process: a call. The receiver commits before it returns, as every transport's receiver does."""

from __future__ import annotations

from collections.abc import Callable

from tenprint.errors import UnavailableError


class MemoryTransport:
    """Hands envelopes to agencies of the same process."""

    def __init__(self) -> None:
        self._receivers: dict[str, Callable[[bytes], None]] = {}

    def connect(self, name: str, receive: Callable[[bytes], None]) -> None:
        """Make an agency reachable under its name."""
        self._receivers[name] = receive

    def deliver(self, receiver: str, data: bytes) -> None:
        """Call the receiver."""
        try:
            receive = self._receivers[receiver]
        except KeyError:
            raise UnavailableError(f"{receiver} is not connected", where="memory transport") from None
        receive(data)
