"""The report: every figure of a place, by month, category and the places inside it, in one list of rows.

Pages, exports and the interface for programs all take their numbers from here, so none can differ from another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from tenprint.errors import UsageError
from tenprint.statistics.book import Book, By
from tenprint.statistics.figure import Figure
from tenprint.statistics.public import public_tables
from tenprint.statistics.rates import RATES, Rate, Share
from tenprint.statistics.scope import Scope
from tenprint.statistics.suppression import Shown, suppression

TOTAL = ""  # of a dimension that a row does not split by
Counts = dict[tuple[str, str], float | None]  # (figure, category) -> count of the whole scope


class Row(msgspec.Struct, frozen=True):
    """One number of the report.

    Attributes:
        figure, title: which.
        place, place_name: of which place.
        month: YYYY-MM; empty for all months of the report.
        category: empty for all.
        value: a count, or a rate from 0 to 1; None where it is not shown, or nothing was there to divide by.
        numerator, denominator: of a rate.
        suppressed: it is not shown since it is small, or would give a small one away.
        digest: of the rows that were counted; not of suppressed or public ones.
        source: role and tables.
        policies: versions.
    """

    figure: str
    title: str
    place: str
    place_name: str
    month: str
    category: str
    value: float | None
    numerator: int | None
    denominator: int | None
    suppressed: bool
    digest: str
    source: str
    policies: str


class Report(msgspec.Struct, frozen=True):
    """All rows, and what they are about.

    Attributes:
        scope: place and months.
        place_name: of the scope.
        made_at: when.
        public: small counts are not shown.
        versions: of the policies on which it rests.
        rows: in the order of the definitions.
    """

    scope: Scope
    place_name: str
    made_at: dt.datetime
    public: bool
    versions: dict[str, str]
    rows: list[Row]

    def value(
        self, figure: str, *, category: str = TOTAL, place: str | None = None, month: str = TOTAL
    ) -> float | None:
        """Return one number; 0 where nothing was counted."""
        wanted = (figure, category, place or self.scope.place, month)
        for row in self.rows:
            if (row.figure, row.category, row.place, row.month) == wanted:
                return row.value
        return 0


class _Split(NamedTuple):
    """A number before it is known whether it may be shown."""

    place: str
    month: str
    category: str
    value: int | None


def make(book: Book, scope: Scope, *, public: bool = False, now: dt.datetime, with_digests: bool = True) -> Report:
    """Count everything of a scope.

    Args:
        book: of the counts.
        scope: place and months.
        public: hide small counts and what gives them away.
        now: the moment that the report names.
        with_digests: give each row of the scope its digest; pages do without, they lead to the lineage instead.

    Raises:
        UsageError: a public report of other months than whole calendar years.
    """
    rows: list[Row] = []
    versions = {"activation": book.places.version}
    if public:
        _whole_years(scope)
        versions["suppression"] = suppression().version
        for name, table in public_tables(book, scope).items():
            rows += [_row(book, name, split) for split in _shown(table, scope)]
    else:
        for name in book.names:
            rows += [
                _row(book, name, split, lineage=_lineage(book, name, scope, split) if with_digests else None)
                for split in _all(book, name, scope)
            ]
    whole = {(row.figure, row.category): row.value for row in rows if row.place == scope.place and row.month == TOTAL}
    rows += [row for rate in RATES if (row := _rate_row(book, rate, scope, whole)) is not None]
    for name in book.names:
        versions |= book.versions(name)
    return Report(scope, book.places.name(scope.place), now, public, versions, rows)


def _row(book: Book, name: str, split: _Split, *, lineage: Figure | None = None) -> Row:
    source = book.source(name)
    policies = lineage.policies if lineage else {}
    return Row(
        figure=name,
        title=book.entry(name).title,
        place=split.place,
        place_name=book.places.name(split.place),
        month=split.month,
        category=split.category,
        value=split.value,
        numerator=None,
        denominator=None,
        suppressed=split.value is None,
        digest=lineage.digest if lineage else "",
        source=f"{source.role}: {', '.join(source.tables)}",
        policies=", ".join(f"{kind} {version}" for kind, version in policies.items()),
    )


def _lineage(book: Book, name: str, scope: Scope, split: _Split) -> Figure | None:
    """The lineage of a row of the whole scope; that of a place inside it is one of another report."""
    if split.place != scope.place:
        return None
    months = Scope(scope.place, split.month or scope.first, split.month or scope.last)
    return book.figure(name, months, split.category or None)


def _all(book: Book, name: str, scope: Scope) -> Iterator[_Split]:
    inner = book.places.within(scope.place)
    yield _Split(scope.place, TOTAL, TOTAL, book.total(name, scope))
    splits: list[tuple[By, ...]] = [("category",), ("month",), ("month", "category")]
    splits += [(inner,), (inner, "category")] if inner else []
    for by in splits:
        for key, amount in book.tally(name, scope, by).items():
            names = dict(zip(by, key, strict=True))
            place = names.get(inner, scope.place) if inner else scope.place
            split = _Split(place, names.get("month", TOTAL), names.get("category", TOTAL), amount.number)
            if split.place != "unknown" and ("category" not in by or split.category):
                yield split


def _shown(table: Shown[str], scope: Scope) -> Iterator[_Split]:
    yield _Split(scope.place, TOTAL, TOTAL, table.total)
    for category, number in table.columns.items():
        if category:
            yield _Split(scope.place, TOTAL, category, number)
    for place, number in table.rows.items():
        if place not in ("unknown", scope.place):
            yield _Split(place, TOTAL, TOTAL, number)
    for (place, category), number in table.cells.items():
        if category and place not in ("unknown", scope.place):
            yield _Split(place, TOTAL, category, number)


def _rate_row(book: Book, rate: Rate, scope: Scope, whole: Counts) -> Row | None:
    """A rate of the whole scope, from rows that are shown; hidden where one of its counts is."""
    if rate.over.figure not in book.names or rate.under.figure not in book.names:
        return None
    over, under = _share(whole, rate.over), _share(whole, rate.under)
    hidden = over is None or under is None
    return Row(
        figure=rate.name,
        title=rate.title,
        place=scope.place,
        place_name=book.places.name(scope.place),
        month=TOTAL,
        category=TOTAL,
        value=None if over is None or not under else over / under,
        numerator=over,
        denominator=under,
        suppressed=hidden,
        digest="",
        source=f"{rate.over.figure} over {rate.under.figure}",
        policies="",
    )


def _share(whole: Counts, share: Share) -> int | None:
    total = 0
    for category in share.categories or (TOTAL,):
        number = whole.get((share.figure, category), 0)
        if number is None:
            return None
        total += int(number)
    return total


def _whole_years(scope: Scope) -> None:
    starts = scope.first is None or scope.first.endswith("-01")
    ends = scope.last is None or scope.last.endswith("-12")
    if not (starts and ends):
        raise UsageError(
            "a public report is of everything to date or of whole calendar years",
            remedy="Give --from YYYY-01 and --to YYYY-12, or neither: else two reports could be subtracted.",
        )
