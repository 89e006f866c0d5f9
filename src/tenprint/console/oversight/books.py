"""The book of figures of the agencies of this house, and reports of it, made once for each state of the journals."""

from __future__ import annotations

import threading
import weakref

from tenprint.console.framework.desk import Visitor
from tenprint.console.framework.house import House
from tenprint.statistics.book import Book
from tenprint.statistics.report import Report, make
from tenprint.statistics.scope import Scope

MOST_REPORTS = 64  # kept at once


class Shelf:
    """One house's book, and the reports that were made from it."""

    def __init__(self, house: House) -> None:
        any_agency = next(iter(house.agencies.values()))
        self.clock = any_agency.clock
        self.book = Book(
            {role: agency.database for role, agency in house.agencies.items()},
            registry=any_agency.activation,
            policies=any_agency.policies,
            clock=any_agency.clock,
        )
        self._lock = threading.Lock()
        self._reports: dict[tuple[object, ...], Report] = {}

    def refreshed(self) -> Book:
        """Return the book, up to what the journals say now."""
        with self._lock:
            self.book.refresh()
        return self.book

    def report(self, scope: Scope, *, public: bool, with_digests: bool = False) -> Report:
        """Return the report of a scope, for a file with digests; running clocks move it by the minute."""
        with self._lock:
            self.book.refresh()
            now = self.clock.now()
            key = (self.book.state, f"{now:%Y%m%d%H%M}", scope, public, with_digests)
            if key not in self._reports:
                if len(self._reports) >= MOST_REPORTS:
                    self._reports.clear()
                self._reports[key] = make(self.book, scope, public=public, now=now, with_digests=with_digests)
            return self._reports[key]


_shelves: weakref.WeakKeyDictionary[House, Shelf] = weakref.WeakKeyDictionary()
_making = threading.Lock()


def shelf_of(who: Visitor) -> Shelf:
    """Return the shelf of the house that a request is for."""
    return shelf_in(who.house)


def shelf_in(house: House) -> Shelf:
    """Return a house's shelf; the first call counts what no look counted before."""
    with _making:
        shelf = _shelves.get(house)
        if shelf is None:
            shelf = _shelves[house] = Shelf(house)
        return shelf
