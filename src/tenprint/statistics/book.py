"""The book of figures: counts by place, month and category, and the lineage of each; the one source of every page.

    book = Book({"booking": database, ...}, registry=registry, policies=store, clock=clock)
    book.tally("submissions", Scope("MO", "2010-09", "2010-10"), by=("month",))
    figure = book.figure("cases", Scope(), category="LEVEL_1")
    figure.agrees_with(book.recount(figure))

All figures are kept in cells that grow with the journals; what has not ended yet is counted when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal, TypeVar

from sqlalchemy import Connection, Table, select
from sqlalchemy.sql import visitors

from tenprint.cases.tables import case
from tenprint.clock import Clock
from tenprint.errors import UsageError
from tenprint.policy import ActivationRegistry, PolicyStore
from tenprint.statistics import case_figures, journal
from tenprint.statistics.case_figures import CASE_FIGURES, ROLE_OF_CASES, CaseFigure
from tenprint.statistics.cells import catch_up, categoriser
from tenprint.statistics.columns import Amount
from tenprint.statistics.definitions import KEPT, Definition
from tenprint.statistics.figure import Figure, Source
from tenprint.statistics.kept import Kept
from tenprint.statistics.model import Cell, digest_of_months, gather, month_digest
from tenprint.statistics.scope import Level, Places, Scope
from tenprint.statistics.service_levels import service_levels
from tenprint.statistics.tables import figure_cell
from tenprint.storage import Database

By = Literal["month", "category", "nation", "state", "county", "ori"]
T = TypeVar("T")


class Book:
    """Figures of the agencies whose databases are at hand; those of others it does not have.

    Args:
        databases: by role.
        registry: which ORI lies where.
        policies: deadlines, and the versions that figures name.
        clock: until when open cases are timed.
    """

    def __init__(
        self, databases: Mapping[str, Database], *, registry: ActivationRegistry, policies: PolicyStore, clock: Clock
    ) -> None:
        self._databases = dict(databases)
        self._policies = policies
        self._clock = clock
        self._registry = registry
        self._counts = {role: Kept() for role in self._databases}
        self._kept: dict[tuple[object, ...], object] = {}
        self._sources: dict[str, Source] = {}
        # (figure, place, category, month) -> round, digest, cells, sums
        self._months: dict[tuple[object, ...], tuple[int, str, int, Amount]] = {}
        self.refresh()

    @cached_property
    def places(self) -> Places:
        """Where the ORIs lie."""
        return Places(self._registry)

    def refresh(self) -> None:
        """Count what is new; without anything new this is a short query or two a role."""
        for role, database in self._databases.items():
            position = catch_up(database, role, self._policies, self._clock)
            if self._counts[role].refresh(database, position):
                self._kept = {key: value for key, value in self._kept.items() if key[0] != role}

    @property
    def state(self) -> tuple[object, ...]:
        """What the journals had come to at the last `refresh`."""
        return tuple((role, counts.position) for role, counts in sorted(self._counts.items()))

    @cached_property
    def names(self) -> list[str]:
        """Names of the figures that these databases give."""
        kept = [entry.name for entry in KEPT if entry.role in self._databases]
        return kept + ([entry.name for entry in CASE_FIGURES] if ROLE_OF_CASES in self._databases else [])

    def entry(self, name: str) -> Definition | CaseFigure:
        """Return what a figure is.

        Raises:
            UsageError: there is no such figure here.
        """
        if name in self.names:
            entries: tuple[Definition | CaseFigure, ...] = (*KEPT, *CASE_FIGURES)
            return next(entry for entry in entries if entry.name == name)
        raise UsageError(f"there is no figure {name!r} here", remedy=f"One of: {', '.join(self.names)}.")

    def tally(self, name: str, scope: Scope, by: Sequence[By] = ()) -> dict[tuple[str, ...], Amount]:
        """Return the counts of a figure in a scope by month, category and kind of place, in the order of `by`."""
        return self._once(name, ("tally", name, scope, tuple(by)), lambda: self._tally(name, scope, by))

    def total(self, name: str, scope: Scope, categories: Iterable[str] = ()) -> int:
        """Return the count of a figure in a scope, of all categories or of some."""
        wanted = tuple(categories)
        counts = self.tally(name, scope, ("category",))
        return sum(amount.number for (category,), amount in counts.items() if not wanted or category in wanted)

    def figure(self, name: str, scope: Scope, category: str | None = None) -> Figure:
        """Return a figure with its lineage."""
        return self._once(name, ("figure", name, scope, category), lambda: self._kept_figure(name, scope, category))

    def recount(self, figure: Figure) -> Figure:
        """Count a figure again from the journals, from the first row on, without what was kept."""
        cells = self._chosen(self._counted_anew(figure.name), figure.scope, figure.category)
        months: dict[str, list[Cell]] = {}
        for cell in cells:
            months.setdefault(cell.month, []).append(cell)
        digests = {month: month_digest(found) for month, found in months.items()}
        amount = Amount(*_sums(cells))
        return self._stated(figure.name, figure.scope, figure.category, amount, len(cells), digests)

    def categories(self, name: str) -> tuple[str, ...]:
        """Return the categories that a figure has even where nothing is counted; the levels are the policy's."""
        entry = self.entry(name)
        if name == "cases":
            return tuple(level.name for level in self._policies.levels(at=self._clock.now()).classes)
        return entry.categories if isinstance(entry, CaseFigure) else ()

    def source(self, name: str) -> Source:
        """Return from where a figure is counted."""
        if name not in self._sources:
            self._sources[name] = self._source(name)
        return self._sources[name]

    def _source(self, name: str) -> Source:
        entry, role = self.entry(name), self._role(name)
        query = journal.statement(entry) if isinstance(entry, Definition) else entry.query
        text = str(query.compile(self._databases[role].engine, compile_kwargs={"literal_binds": True}))
        tables = {part.name for part in visitors.iterate(query) if isinstance(part, Table)}
        return Source(role, tuple(sorted(tables)), text)

    def versions(self, name: str) -> dict[str, str]:
        """Return the versions of the policies on which a figure rests."""
        return self._once(name, ("versions", name), lambda: self._versions(name))

    def _versions(self, name: str) -> dict[str, str]:
        entry = self.entry(name)
        versions = {"activation": self.places.version}
        if name == "cases":
            with self._databases[ROLE_OF_CASES].read() as connection:
                versions["levels"] = ", ".join(_level_versions(connection)) or "none yet"
        if name.endswith("_times") or (isinstance(entry, Definition) and entry.start):
            versions["service_levels"] = service_levels().version
            versions["priorities"] = self._policies.priorities(at=self._clock.now()).version
        return versions

    # -- inside -------------------------------------------------------------------------------------------------------

    def _role(self, name: str) -> str:
        entry = self.entry(name)
        return entry.role if isinstance(entry, Definition) else ROLE_OF_CASES

    def _once(self, name: str, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """Keep a result until the journal of its role has moved; a running case's clock moves by the minute."""
        role = self._role(name)
        full = (role, self._minute if name.endswith("_times") else "", *key)
        if full not in self._kept:
            self._kept[full] = make()
        return self._kept[full]  # type: ignore[return-value]

    @property
    def _minute(self) -> str:
        return self._clock.now().strftime("%Y%m%d%H%M")

    def _tally(self, name: str, scope: Scope, by: Sequence[By]) -> dict[tuple[str, ...], Amount]:
        result = (
            self._counts[self._role(name)]
            .figure(name)
            .tally(by, self.places.of, oris=self.places.oris(scope.place), first=scope.first, last=scope.last)  # type: ignore[arg-type]
        )
        for cell in self._chosen(self._running(name), scope, None):
            names = {"month": cell.month, "category": cell.category}
            key = tuple(names[b] if b in names else self.places.of(cell.ori, b) for b in by)  # type: ignore[arg-type]
            old = result.get(key, Amount(0))
            result[key] = Amount(old.number + cell.number, old.milliseconds + cell.milliseconds)
        return dict(sorted(result.items()))

    def _running(self, name: str) -> list[Cell]:
        """Return the cells of what has not ended: counted when they are asked for, by the minute."""
        entry = self.entry(name)
        if isinstance(entry, Definition):
            return []

        def count() -> list[Cell]:
            with self._databases[ROLE_OF_CASES].read() as connection:
                return list(gather(sorted(case_figures.running(connection, entry, self._clock.now()))).values())

        return self._once(name, ("running", name), count)

    def _kept_figure(self, name: str, scope: Scope, category: str | None) -> Figure:
        """Put a figure together month by month; the digest of a month is kept until a cell of it changes."""
        running = self._chosen(self._running(name), scope, category)
        changed = self._counts[self._role(name)].figure(name).changed
        cells, digests = 0, {}
        amount = Amount(0)
        for month in sorted({m for m in changed if scope.covers(m)} | {cell.month for cell in running}):
            mine = [cell for cell in running if cell.month == month]
            key = (name, scope.place, category, month)
            stamp = changed.get(month, 0)
            known = self._months.get(key)
            if known is None or known[0] != stamp or mine:
                found = self._read_month(name, scope, category, month) + mine
                known = (stamp, month_digest(found), len(found), Amount(*_sums(found)))
                if not mine:
                    self._months[key] = known
            if known[2]:
                digests[month] = known[1]
                cells += known[2]
                amount = Amount(amount.number + known[3].number, amount.milliseconds + known[3].milliseconds)
        return self._stated(name, scope, category, amount, cells, digests)

    def _read_month(self, name: str, scope: Scope, category: str | None, month: str) -> list[Cell]:
        cell = figure_cell.c
        query = select(figure_cell).where(cell.figure == name, cell.month == month, cell["count"] > 0)
        oris = self.places.oris(scope.place)
        if oris is not None:
            query = query.where(cell.ori.in_(oris))
        if category is not None:
            query = query.where(cell.category == category)
        with self._databases[self._role(name)].read() as connection:
            return [
                Cell(row["month"], row["ori"], row["category"], row["count"], row["milliseconds"], row["chain"])
                for row in connection.execute(query).mappings()
            ]

    def _counted_anew(self, name: str) -> list[Cell]:
        entry = self.entry(name)
        with self._databases[self._role(name)].read() as connection:
            if isinstance(entry, Definition):
                return list(gather(journal.facts(connection, entry, categoriser(entry, self._policies))).values())
            found = sorted(case_figures.facts(connection, entry, self._clock.now()))
            return list(gather(found).values())

    def _chosen(self, cells: Iterable[Cell], scope: Scope, category: str | None) -> list[Cell]:
        oris = self.places.oris(scope.place)
        wanted = None if oris is None else set(oris)
        return [
            cell
            for cell in cells
            if scope.covers(cell.month)
            and (wanted is None or cell.ori in wanted)
            and (category is None or cell.category == category)
        ]

    def _stated(
        self,
        name: str,
        scope: Scope,
        category: str | None,
        amount: Amount,
        cells: int,
        digests: dict[str, str],
    ) -> Figure:
        entry = self.entry(name)
        return Figure(
            name=name,
            title=entry.title,
            category=category,
            scope=scope,
            count=amount.number,
            milliseconds=amount.milliseconds,
            words=entry.words,
            source=self.source(name),
            cells=cells,
            digest=digest_of_months(digests),
            policies=self.versions(name),
        )


def _sums(cells: Iterable[Cell]) -> tuple[int, int]:
    found = list(cells)
    return sum(cell.number for cell in found), sum(cell.milliseconds for cell in found)


def _level_versions(connection: Connection) -> list[str]:
    query = select(case.c.level_version).where(case.c.level_version.is_not(None)).distinct()
    return sorted(connection.scalars(query))


__all__ = ["Amount", "Book", "By", "Level"]
