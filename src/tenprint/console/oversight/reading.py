"""A report as pages need it: one number by its name, sections, and how long answers took against their levels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tenprint.statistics.rates import RATES, Rate
from tenprint.statistics.report import TOTAL, Report, Row
from tenprint.statistics.service_levels import IN_TIME, RUNNING, ServiceLevel, quantile, service_levels
from tenprint.statistics.words import category as category_words
from tenprint.statistics.words import duration, number, upper

TRAFFIC = (
    "submissions", "answered", "rejected", "criminal_hits", "second_searches", "immigration_hits", "notices", "cases",
)  # fmt: skip


class Section(NamedTuple):
    """Some figures under one heading."""

    key: str
    title: str
    words: str
    figures: tuple[str, ...]


SECTIONS = (
    Section(
        "levels",
        "Cases by level",
        "The level comes from convictions alone. A person without a conviction is in no level, nor added to one.",
        ("cases",),
    ),
    Section(
        "decisions",
        "What people decided",
        "Software sets no status and asks no jail for anything: an officer determines, another person confirms.",
        ("determinations", "confirmed_actions", "requests", "cancellations", "reasons", "outcomes"),
    ),
    Section(
        "claims",
        "Claims to citizenship",
        "A claim stops a case at once. A confirmed citizen of whom a request had been made before is an error.",
        ("claims_made", "claims_decided", "citizens_requested"),
    ),
    Section(
        "completeness",
        "What the records lack",
        "A missing record says nothing about a person. How much is missing says how much the other figures bear.",
        ("charge_known", "dispositions", "research"),
    ),
)


class Time(NamedTuple):
    """How long something took, against its service level."""

    level: ServiceLevel
    limit: str
    ended: int | None
    in_time: str
    median: str
    most: str
    running: int | None
    met: str  # good | stop | calm


class Numbers:
    """A report, one number at a time."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._rows = {(r.figure, r.category, r.place, r.month): r for r in report.rows}
        self.months = sorted({r.month for r in report.rows if r.month})
        places = {r.place: r.place_name for r in report.rows if r.place != report.scope.place}
        self.places: Sequence[tuple[str, str]] = sorted(places.items(), key=lambda entry: entry[1])

    def row(self, figure: str, category: str = TOTAL, place: str = "", month: str = TOTAL) -> Row | None:
        """Return a row; None where nothing was counted."""
        return self._rows.get((figure, category, place or self.report.scope.place, month))

    def count(self, figure: str, category: str = TOTAL, place: str = "", month: str = TOTAL) -> int | None:
        """Return a count, 0 where nothing was counted, None where it is not shown."""
        row = self.row(figure, category, place, month)
        if row is None:
            return None if self.report.public else 0
        return None if row.value is None else int(row.value)

    def text(self, figure: str, category: str = TOTAL, place: str = "", month: str = TOTAL) -> str:
        """Return a count for reading."""
        return number(self.count(figure, category, place, month))

    def has(self, figure: str) -> bool:
        """Whether the report has a figure at all."""
        return self.row(figure) is not None

    def categories(self, figure: str) -> list[tuple[str, str]]:
        """Return (category, words) of a figure in the whole place, in the order of the report."""
        here = self.report.scope.place
        found = [r.category for r in self.report.rows if r.figure == figure and r.category and r.place == here]
        return [(name, category_words(name)) for name in dict.fromkeys(found)]

    def title(self, figure: str) -> str:
        """Return a figure's title."""
        row = self.row(figure)
        return row.title if row else figure

    @property
    def rates(self) -> list[tuple[Rate, Row, str]]:
        """Return each rate with its row, and its value for reading."""
        found = []
        for rate in RATES:
            row = self.row(rate.name)
            if row is not None:
                empty = row.value is None and not row.suppressed
                found.append((rate, row, "none yet" if empty else number(row.value, rate=True)))
        return found

    @property
    def times(self) -> list[Time]:
        """Return how long answers took against each service level."""
        return [self._time(level) for level in service_levels().levels if self.has(level.figure)]

    def _time(self, level: ServiceLevel) -> Time:
        limit = duration(level.limit_s) if level.limit_s else "by priority"
        counts = {name: self.count(level.figure, name) for name, _ in self.categories(level.figure)}
        if any(value is None for value in counts.values()) or (self.report.public and not counts):
            return Time(level, limit, None, "not shown", "not shown", "not shown", None, "calm")
        known = {name: value or 0 for name, value in counts.items()}
        running = sum(value for name, value in known.items() if name.partition("|")[0] == RUNNING)
        classes: dict[str, int] = {}
        in_time = ended = 0
        for name, value in known.items():
            state, _, klass = name.partition("|")
            if state != RUNNING:
                ended += value
                in_time += value if state == IN_TIME else 0
                classes[klass] = classes.get(klass, 0) + value
        share = number(in_time / ended, rate=True) if ended else "none yet"
        met = "calm" if not ended else "good" if in_time >= level.share * ended else "stop"
        public = self.report.public
        median, most = ("", "") if public else (upper(quantile(classes, q)) for q in (0.5, 0.9))
        return Time(level, limit, ended, share, median or "–", most or "–", running, met)


def months_between(first: str, last: str) -> list[str]:
    """Return the months from the first to the last, both included."""
    year, month = int(first[:4]), int(first[5:])
    found = []
    while (now := f"{year:04d}-{month:02d}") <= last:
        found.append(now)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found
