"""The book of figures: counts by place, month and category, and the lineage of each; the one source of every page.

    book = Book({"booking": database, ...}, registry=registry, policies=store, clock=clock)
    book.tally("submissions", Scope("MO", "2010-09", "2010-10"), by=("month",))
    figure = book.figure("cases", Scope(), category="LEVEL_1")
    figure.agrees_with(book.recount(figure))

Figures of journals are kept in cells that grow with the journal; figures of cases are counted from the case tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeVar

from sqlalchemy import Connection, Select, Table, func, select
from sqlalchemy.sql import visitors

from tenprint.accountability.ledger import correction
from tenprint.cases.tables import case
from tenprint.clock import Clock
from tenprint.errors import UsageError
from tenprint.exchange.tables import transition
from tenprint.policy import ActivationRegistry, PolicyStore
from tenprint.statistics import case_figures, journal
from tenprint.statistics.case_figures import CASE_FIGURES, CaseFigure
from tenprint.statistics.cells import catch_up, categoriser
from tenprint.statistics.definitions import KEPT, Definition
from tenprint.statistics.figure import Figure, Source
from tenprint.statistics.model import Cell, digest, gather
from tenprint.statistics.scope import Level, Places, Scope
from tenprint.statistics.service_levels import service_levels
from tenprint.statistics.tables import figure_cell
from tenprint.storage import Database

By = Literal["month", "category", "nation", "state", "county", "ori"]
ROLE_OF_CASES = "enforcement"
T = TypeVar("T")


class Amount(NamedTuple):
    """How many, and the sum of their durations."""

    number: int
    milliseconds: int = 0


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
        self._marks: dict[str, object] = {}
        self._kept: dict[tuple[object, ...], object] = {}
        self.refresh()

    @cached_property
    def places(self) -> Places:
        """Where the ORIs lie."""
        return Places(self._registry)

    def refresh(self) -> None:
        """Count what is new; without anything new this is two short queries a role."""
        for role, database in self._databases.items():
            mark: object = catch_up(database, role, self._policies)
            if role == ROLE_OF_CASES:
                mark = _mark_of_cases(database)
            if self._marks.get(role) != mark:
                self._marks[role] = mark
                self._kept = {key: value for key, value in self._kept.items() if key[0] != role}

    @property
    def state(self) -> tuple[object, ...]:
        """What the journals had come to at the last `refresh`."""
        return tuple(sorted((role, str(mark)) for role, mark in self._marks.items()))

    @property
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
        return self._figure(name, scope, category, self._cells(name))

    def recount(self, figure: Figure) -> Figure:
        """Count a figure again from the journals, from the first row on, without what was kept."""
        return self._figure(figure.name, figure.scope, figure.category, self._counted_anew(figure.name))

    def categories(self, name: str) -> tuple[str, ...]:
        """Return the categories that a figure has even where nothing is counted; the levels are the policy's."""
        entry = self.entry(name)
        if name == "cases":
            return tuple(level.name for level in self._policies.levels(at=self._clock.now()).classes)
        return entry.categories if isinstance(entry, CaseFigure) else ()

    def source(self, name: str) -> Source:
        """Return from where a figure is counted."""
        return self._once(name, ("source", name), lambda: self._source(name))

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
        stamp = self._clock.now().strftime("%Y%m%d%H%M") if name.endswith("_times") else ""
        full = (role, stamp, *key)
        if full not in self._kept:
            self._kept[full] = make()
        return self._kept[full]  # type: ignore[return-value]

    def _tally(self, name: str, scope: Scope, by: Sequence[By]) -> dict[tuple[str, ...], Amount]:
        result: dict[tuple[str, ...], Amount] = {}
        for month, ori, category, count, milliseconds in self._rows(name, scope, by):
            names: dict[str, str] = {"month": month, "category": category}
            key = tuple(names[b] if b in names else self.places.of(ori, b) for b in by)  # type: ignore[arg-type]
            old = result.get(key, Amount(0))
            result[key] = Amount(old.number + count, old.milliseconds + milliseconds)
        return dict(sorted(result.items()))

    def _rows(self, name: str, scope: Scope, by: Sequence[By]) -> Iterable[tuple[str, str, str, int, int]]:
        """Return (month, ORI, category, count, milliseconds); what `by` does not need may be added up already."""
        if not isinstance(self.entry(name), Definition):
            for c in self._in_scope(self._cells(name), scope):
                yield c.month, c.ori, c.category, c.number, c.milliseconds
            return
        places = any(b not in ("month", "category") for b in by)
        columns = {"month": "month" in by, "ori": places, "category": "category" in by}
        wanted = [figure_cell.c[column] for column, needed in columns.items() if needed]
        query = self._cells_query(
            name,
            scope,
            select(
                *wanted, func.sum(figure_cell.c.count).label("n"), func.sum(figure_cell.c.milliseconds).label("spent")
            ),
        ).group_by(*wanted)
        with self._databases[self._role(name)].read() as connection:
            for row in connection.execute(query).mappings():
                if row["n"] is not None:
                    yield (
                        row["month"] if columns["month"] else "",
                        row["ori"] if places else "",
                        row["category"] if columns["category"] else "",
                        int(row["n"]),
                        int(row["spent"]),
                    )

    def _cells_query(self, name: str, scope: Scope, query: Select[Any]) -> Select[Any]:
        query = query.where(figure_cell.c.figure == name)
        oris = self.places.oris(scope.place)
        if oris is not None:
            query = query.where(figure_cell.c.ori.in_(oris))
        if scope.first:
            query = query.where(figure_cell.c.month >= scope.first)
        return query.where(figure_cell.c.month <= scope.last) if scope.last else query

    def _cells(self, name: str) -> Callable[[Scope], list[Cell]] | list[Cell]:
        entry = self.entry(name)
        if not isinstance(entry, Definition):
            return self._once(name, ("cells", name), lambda: self._counted_anew(name))

        def kept(scope: Scope) -> list[Cell]:
            query = self._cells_query(name, scope, select(figure_cell))
            with self._databases[self._role(name)].read() as connection:
                return [
                    Cell(row["month"], row["ori"], row["category"], row["count"], row["milliseconds"], row["chain"])
                    for row in connection.execute(query).mappings()
                ]

        return kept

    def _counted_anew(self, name: str) -> list[Cell]:
        entry = self.entry(name)
        with self._databases[self._role(name)].read() as connection:
            if isinstance(entry, Definition):
                found = journal.facts(connection, entry, categoriser(entry, self._policies))
            else:
                found = case_figures.facts(connection, entry, self._clock.now())
            return list(gather(found).values())

    def _in_scope(self, cells: Callable[[Scope], list[Cell]] | list[Cell], scope: Scope) -> list[Cell]:
        if callable(cells):
            return cells(scope)
        oris = self.places.oris(scope.place)
        wanted = None if oris is None else set(oris)
        return [c for c in cells if scope.covers(c.month) and (wanted is None or c.ori in wanted)]

    def _figure(
        self, name: str, scope: Scope, category: str | None, cells: Callable[[Scope], list[Cell]] | list[Cell]
    ) -> Figure:
        entry = self.entry(name)
        found = [c for c in self._in_scope(cells, scope) if category is None or c.category == category]
        return Figure(
            name=name,
            title=entry.title,
            category=category,
            scope=scope,
            count=sum(c.number for c in found),
            milliseconds=sum(c.milliseconds for c in found),
            words=entry.words,
            source=self.source(name),
            cells=len(found),
            digest=digest(found),
            policies=self.versions(name),
        )


def _level_versions(connection: Connection) -> list[str]:
    query = select(case.c.level_version).where(case.c.level_version.is_not(None)).distinct()
    return sorted(connection.scalars(query))


def _mark_of_cases(database: Database) -> tuple[int, int]:
    """Return what moves whenever a case changes: a step of a machine, or a correction that ranks it again."""
    with database.read() as connection:
        return (
            int(connection.scalar(select(func.max(transition.c.sequence))) or 0),
            int(connection.scalar(select(func.max(correction.c.sequence))) or 0),
        )


__all__ = ["Amount", "Book", "By", "Level"]
