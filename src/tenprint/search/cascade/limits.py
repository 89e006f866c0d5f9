"""When a search stops before its end."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from tenprint.errors import UnavailableError


@dataclass(frozen=True, slots=True)
class Limits:
    """A deadline and a way to cancel.

    Attributes:
        ends: time (of `time.perf_counter`) after which a search answers with what it has, or None.
        cancel: event that stops it with an error, or None.
    """

    ends: float | None = None
    cancel: threading.Event | None = None

    @classmethod
    def starting(cls, begun: float, seconds: float | None, cancel: threading.Event | None) -> Limits:
        """Return the limits of a search that began at this time and may take so many seconds."""
        return cls(None if seconds is None else begun + seconds, cancel)

    def over(self) -> bool:
        """Whether the time is up.

        Raises:
            UnavailableError: the search was cancelled.
        """
        if self.cancel is not None and self.cancel.is_set():
            raise UnavailableError("the search was cancelled")
        return self.ends is not None and time.perf_counter() > self.ends
