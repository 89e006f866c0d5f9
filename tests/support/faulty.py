"""A transport on which what goes wrong is decided by the test, and a clock that disagrees with the others."""

from __future__ import annotations

from datetime import timedelta

from tenprint.errors import UnavailableError
from tenprint.exchange.transports.memory import MemoryTransport


class FaultyTransport(MemoryTransport):
    """Delivers as the memory transport does, but for the faults that are switched on.

    Attributes:
        silent: receivers that do not answer.
        lost_confirmations: how many deliveries arrive whose sender is not told.
        twice: whether everything arrives twice.
        changed: function that alters what travels, or None.
    """

    def __init__(self):
        super().__init__()
        self.silent = set()
        self.lost_confirmations = 0
        self.twice = False
        self.changed = None

    def deliver(self, receiver, data):
        if receiver in self.silent:
            raise UnavailableError(f"{receiver} does not answer")
        if self.changed:
            data = self.changed(receiver, data)
        super().deliver(receiver, data)
        if self.twice:
            super().deliver(receiver, data)
        if self.lost_confirmations:
            self.lost_confirmations -= 1
            raise UnavailableError("the line broke after the message had arrived")

    def deliver_many(self, receiver, batch):
        return super(MemoryTransport, self).deliver_many(receiver, batch)


class SkewedClock:
    """A clock that is wrong by so many seconds."""

    def __init__(self, clock, seconds):
        self._clock = clock
        self.seconds = seconds

    def now(self):
        return self._clock.now() + timedelta(seconds=self.seconds)
