"""The tables of a public report: places by categories, protected together, so that none gives another's counts away."""

from __future__ import annotations

import functools
from collections.abc import Collection

from tenprint.statistics.book import Book, By
from tenprint.statistics.scope import Scope
from tenprint.statistics.suppression import Shown, protect

MOST_TABLES = 1000  # protected tables that are kept: some 25 figures of 40 places

# Figures that split the same things in different ways: a total that one hides, all of them hide.
SAME_THINGS = (
    ("cases", "outcomes", "charge_known", "dispositions", "research"),
    ("claims_made", "claims_decided", "claim_times"),
)


def public_tables(book: Book, scope: Scope) -> dict[str, Shown[str]]:
    """Return the protected table of each figure of a scope; what the wider place hides is hidden here too."""
    names = book.names
    alone = [(name,) for name in names if not any(name in group for group in SAME_THINGS)]
    groups = [tuple(name for name in group if name in names) for group in SAME_THINGS]
    found: dict[str, Shown[str]] = {}
    for group in (*groups, *alone):
        found |= _group(book, scope, group)
    return {name: found[name] for name in names}


def _group(book: Book, scope: Scope, names: Collection[str]) -> dict[str, Shown[str]]:
    wider = _wider(book, scope)
    above = _group(book, wider, names) if wider is not None else {}
    hidden_rows: set[str] = set()
    hidden_total = any(table.rows.get(scope.place, 0) is None for table in above.values())
    while True:
        tables = {}
        for name in names:
            columns = (
                {c for (place, c), n in above[name].cells.items() if place == scope.place and n is None}
                if above
                else set()
            )
            tables[name] = _protected(
                tuple(sorted(_counts(book, name, scope).items())),
                frozenset(hidden_rows),
                frozenset(columns),
                hidden_total=hidden_total,
            )
        rows = {place for table in tables.values() for place, number in table.rows.items() if number is None}
        total = any(table.total is None for table in tables.values())
        if rows == hidden_rows and total == hidden_total:
            return tables
        hidden_rows, hidden_total = rows, total


@functools.lru_cache(maxsize=MOST_TABLES)
def _protected(
    counts: tuple[tuple[tuple[str, str], int], ...],
    hidden_rows: frozenset[str],
    hidden_columns: frozenset[str],
    *,
    hidden_total: bool,
) -> Shown[str]:
    """Protect a table; the same counts again, as where another figure moved, cost nothing."""
    return protect(dict(counts), hidden_rows=hidden_rows, hidden_columns=hidden_columns, hidden_total=hidden_total)


def _wider(book: Book, scope: Scope) -> Scope | None:
    level = book.places.level(scope.place)
    if level == "nation":
        return None
    if level == "state":
        return Scope(first=scope.first, last=scope.last)
    place = book.places.state_of(scope.place) if level == "county" else book.places.of(scope.place, "county")
    return Scope(place, scope.first, scope.last) if place not in ("", "unknown") else None


def _counts(book: Book, name: str, scope: Scope) -> dict[tuple[str, str], int]:
    """Places inside the scope by categories; agencies are not told apart in public, so a county is one row."""
    inner = book.places.within(scope.place)
    by: By = inner if inner in ("state", "county") else book.places.level(scope.place)
    found = book.tally(name, scope, (by, "category"))
    counts: dict[tuple[str, str], int] = {}
    for (place, category), amount in found.items():
        key = (place, category.partition("|")[0])  # of durations only whether they were in time
        counts[key] = counts.get(key, 0) + amount.number
    places = list(dict.fromkeys(place for place, _ in counts)) or [scope.place]
    # A category that is not there at all would be told apart from a small one; so all known ones are in the table.
    return {(place, category): 0 for place in places for category in book.categories(name)} | counts


__all__ = ["SAME_THINGS", "public_tables"]
