"""A transport on which what goes wrong is decided by the test, and a clock that disagrees with the others."""

from __future__ import annotations

from datetime import timedelta

from tenprint.errors import UnavailableError
from tenprint.exchange.transports import Transport
from tenprint.exchange.transports.memory import MemoryTransport


class FaultyTransport(Transport):
    """Delivers as the transport below it does, but for the faults that are switched on.

    Attributes:
        below: memory, or a real server.
        silent: receivers that do not answer.
        lost_confirmations: how many deliveries arrive whose sender is not told.
        twice: whether everything arrives twice.
        changed: function that alters what travels, or None.
    """

    def __init__(self, below=None):
        self.below = below or MemoryTransport()
        self.silent = set()
        self.lost_confirmations = 0
        self.twice = False
        self.changed = None

    def connect(self, name, receive):
        self.below.connect(name, receive)

    def deliver(self, receiver, data):
        if receiver in self.silent:
            raise UnavailableError(f"{receiver} does not answer")
        if self.changed:
            data = self.changed(receiver, data)
        self.below.deliver(receiver, data)
        if self.twice:
            self.below.deliver(receiver, data)
        if self.lost_confirmations:
            self.lost_confirmations -= 1
            raise UnavailableError("the line broke after the message had arrived")


class SkewedClock:
    """A clock that is wrong by so many seconds."""

    def __init__(self, clock, seconds):
        self._clock = clock
        self.seconds = seconds

    def now(self):
        return self._clock.now() + timedelta(seconds=self.seconds)
