"""Who took part when: the activation registry as a history of days."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from tenprint.policy import Activation, ActivationRegistry


class Turn(NamedTuple):
    """A day on which a county begins or ceases to take part."""

    day: dt.date
    active: bool


class History:
    """The days of a registry. On a day counts what is so at its end (UTC).

    Args:
        registry: any version.
    """

    def __init__(self, registry: ActivationRegistry) -> None:
        self.registry = registry

    @cached_property
    def turns(self) -> dict[str, list[Turn]]:
        """County -> its turns, in order, without those that change nothing."""
        by_county: dict[str, list[Activation]] = {}
        for entry in self.registry.data.activations:
            by_county.setdefault(entry.fips, []).append(entry)
        return {fips: list(_turns(entries)) for fips, entries in by_county.items()}

    @cached_property
    def first(self) -> dt.date:
        """The first day on which any county took part; today's date has no part in it."""
        return min((turn.day for turns in self.turns.values() for turn in turns), default=dt.date(2008, 10, 27))

    @cached_property
    def last(self) -> dt.date:
        """The day of the last turn."""
        return max((turn.day for turns in self.turns.values() for turn in turns), default=self.first)

    def active(self, fips: str, day: dt.date) -> bool:
        """Whether a county takes part at the end of a day."""
        turns = self.turns.get(fips, [])
        place = bisect.bisect_right([turn.day for turn in turns], day)
        return place > 0 and turns[place - 1].active

    def active_on(self, day: dt.date) -> list[str]:
        """Return the counties that take part at the end of a day, sorted."""
        return sorted(fips for fips in self.turns if self.active(fips, day))

    def since(self, fips: str, day: dt.date) -> dt.date | None:
        """Return since when a county takes part, as seen on a day; None where it does not."""
        if not self.active(fips, day):
            return None
        return next(turn.day for turn in reversed(self.turns[fips]) if turn.day <= day)

    @cached_property
    def curve(self) -> list[tuple[dt.date, int]]:
        """Day of each change -> how many counties take part from then on."""
        changes: dict[dt.date, int] = {}
        for turns in self.turns.values():
            for turn in turns:
                changes[turn.day] = changes.get(turn.day, 0) + (1 if turn.active else -1)
        number, points = 0, []
        for day in sorted(changes):
            number += changes[day]
            points.append((day, number))
        return points

    def offset(self, day: dt.date) -> int:
        """Return how many days after the first day a day is."""
        return (day - self.first).days


def _turns(entries: list[Activation]) -> Iterator[Turn]:
    moments = {moment for entry in entries for moment in _moments(entry)}
    state = False
    for day in sorted({moment.astimezone(dt.UTC).date() for moment in moments}):
        evening = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC) - dt.timedelta(seconds=1)
        now = any(_applies(entry, evening) for entry in entries)
        if now != state:
            state = now
            yield Turn(day, now)


def _moments(entry: Activation) -> Iterator[dt.datetime]:
    yield entry.starts
    yield from (moment for moment in (entry.ends,) if moment is not None)
    for suspension in entry.suspensions:
        yield suspension.starts
        yield from (moment for moment in (suspension.ends,) if moment is not None)


def _applies(entry: Activation, at: dt.datetime) -> bool:
    if at < entry.starts or (entry.ends is not None and at >= entry.ends):
        return False
    return not any(s.starts <= at and (s.ends is None or at < s.ends) for s in entry.suspensions)


def history(registry: ActivationRegistry) -> History:
    """Return the history of a registry; a registry never changes, so it is made once."""
    known = _KEPT.get(id(registry))
    if known is None or known.registry is not registry:
        known = _KEPT[id(registry)] = History(registry)
    return known


_KEPT: dict[int, History] = {}
