"""Injectable time: code asks a `Clock`, so that tests and simulations decide what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that tells the time in UTC."""

    def now(self) -> datetime:
        """Return the current time, timezone-aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current time in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """The machine's clock, moved so that one real moment falls on another: a demo runs in the year 2010."""

    def __init__(self, real: datetime, shown: datetime) -> None:
        self._shift = shown - real

    def now(self) -> datetime:
        """Return the shifted time in UTC."""
        return (datetime.now(UTC) + self._shift).astimezone(UTC)


class ManualClock:
    """A clock that stands still until it is moved; deterministic simulations run on it."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock's start must carry a time zone")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the time that was last set, in UTC."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move forward by `seconds` (s); never backward."""
        if seconds < 0:
            raise ValueError("a clock moves forward only")
        self._now += timedelta(seconds=seconds)

    def set(self, moment: datetime) -> None:
        """Set the time, also backward: clock skew is one of the faults to survive."""
        self._now = moment.astimezone(UTC)
