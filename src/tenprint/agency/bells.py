"""Bells wake a worker of this process when there is something for it to do; without one it looks now and then."""

from __future__ import annotations

import threading

INBOX = "inbox"


class Bells:
    """One bell for the inbox, one for each partner to whom something is to be delivered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bells: dict[str, threading.Event] = {}

    def __getitem__(self, name: str) -> threading.Event:
        with self._lock:
            return self._bells.setdefault(name, threading.Event())

    def ring(self, *names: str) -> None:
        """Wake who waits for these names."""
        for name in names:
            self[name].set()
