"""Service levels: how soon who is to answer, as data; and in which class a duration falls."""

from __future__ import annotations

import bisect
import datetime as dt
import functools
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Annotated

import msgspec

from tenprint.policy import Header, PolicyStore
from tenprint.policy.store import read_policy

FILE = Path(str(resources.files("tenprint.statistics") / "data" / "service_levels.toml"))

IN_TIME, LATE, RUNNING = "in_time", "late", "running"
# Upper ends of the classes of durations (s): the steps in which people think of waiting.
BOUNDS = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 43200, 86400, 172800, 604800)
BEYOND = "more"


class ServiceLevel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One level; without `limit_s` (s) the deadline of the submission's priority holds."""

    name: str
    figure: str
    title: str
    words: str
    share: Annotated[float, msgspec.Meta(gt=0, le=1)]
    limit_s: Annotated[int, msgspec.Meta(gt=0)] | None = None


class ServiceLevels(Header, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version of all levels."""

    levels: tuple[ServiceLevel, ...]

    def of(self, figure: str) -> ServiceLevel:
        """Return the level that a figure is held against."""
        return next(entry for entry in self.levels if entry.figure == figure)


@functools.cache
def service_levels(path: Path = FILE) -> ServiceLevels:
    """Read the levels.

    Raises:
        ConfigurationError: the file is missing or not of its form.
    """
    return read_policy(path, ServiceLevels)


def category(milliseconds: int, limit_s: float) -> str:
    """Return the category of a duration: in time or late, and its class."""
    seconds = milliseconds / 1000
    place = bisect.bisect_left(BOUNDS, seconds)
    klass = str(BOUNDS[place]) if place < len(BOUNDS) else BEYOND
    return f"{IN_TIME if seconds <= limit_s else LATE}|{klass}"


def limit_of(level: ServiceLevel, policies: PolicyStore) -> Callable[[dt.datetime, int | None], float]:
    """Return (start, priority) -> limit (s) of a level."""
    fixed = level.limit_s
    if fixed is not None:
        return lambda _start, _priority: float(fixed)

    @functools.lru_cache(maxsize=4096)
    def by_priority(day: dt.date, priority: int | None) -> float:
        noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
        due = policies.priorities(at=day).due(noon, tot="", pry=priority)
        return (due.at - noon).total_seconds()

    return lambda start, priority: by_priority(start.astimezone(dt.UTC).date(), priority)


def quantile(classes: dict[str, int], share: float) -> str:
    """Return the class (upper end in s, or `more`) that a share of the durations does not exceed; empty without any."""
    total, seen = sum(classes.values()), 0
    for name in (*map(str, BOUNDS), BEYOND):
        seen += classes.get(name, 0)
        if total and seen >= share * total:
            return name
    return ""
