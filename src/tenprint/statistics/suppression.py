"""Small counts are not shown in public, and neither is what would give them away: totals stay, neighbours go.

A table of counts with its row and column totals. A count below the threshold is hidden, zero too, so that a hidden
count says nothing. Then, until nothing changes, the smallest further counts are hidden (Working
Paper 22, section II.B):
- where a hidden count follows by subtraction. Rows and columns, the totals among them, are the nodes of a graph and
  hidden counts its edges; a count follows from the shown ones exactly where its edge is a bridge (Gusfield 1988).
- where what is hidden in a line with a shown total adds up to less than the threshold.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Generic, NamedTuple, TypeVar

import msgspec

from tenprint.policy import Header
from tenprint.policy.store import read_policy

FILE = Path(str(resources.files("tenprint.statistics") / "data" / "suppression.toml"))
K = TypeVar("K", bound=Hashable)


class Suppression(Header, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version: counts below `threshold`, zero among them, are not shown."""

    threshold: Annotated[int, msgspec.Meta(ge=2)]


@functools.cache
def suppression(path: Path = FILE) -> Suppression:
    """Read the policy.

    Raises:
        ConfigurationError: the file is missing or not of its form.
    """
    return read_policy(path, Suppression)


class Shown(NamedTuple, Generic[K]):
    """What may be shown of a table; None is hidden.

    Attributes:
        cells: (row, column) -> count.
        rows, columns: totals.
        total: of all.
    """

    cells: dict[tuple[K, K], int | None]
    rows: dict[K, int | None]
    columns: dict[K, int | None]
    total: int | None


def protect(
    counts: Mapping[tuple[K, K], int],
    *,
    threshold: int | None = None,
    hidden_rows: Collection[K] = (),
    hidden_columns: Collection[K] = (),
    hidden_total: bool = False,
) -> Shown[K]:
    """Hide what must be hidden of a table of counts with its totals.

    Args:
        counts: (row, column) -> count; what is missing is 0.
        threshold: other than the policy's.
        hidden_rows, hidden_columns, hidden_total: totals that another table of the same things hides.
    """
    least = threshold or suppression().threshold
    table = _Table(counts)
    table.hidden = {place for place, number in table.counts.items() if number < least}
    table.hidden |= {(row, _TOTAL) for row in hidden_rows if (row, _TOTAL) in table.counts}
    table.hidden |= {(_TOTAL, column) for column in hidden_columns if (_TOTAL, column) in table.counts}
    table.hidden |= {(_TOTAL, _TOTAL)} if hidden_total else set()
    while table.hide_more(least):
        pass
    return Shown(
        cells={(r, c): table.shown(r, c) for r in table.rows for c in table.columns},
        rows={r: table.shown(r, _TOTAL) for r in table.rows},
        columns={c: table.shown(_TOTAL, c) for c in table.columns},
        total=table.shown(_TOTAL, _TOTAL),
    )


class _Total:
    """The name of the row and of the column of totals."""


_TOTAL = _Total()
Place = tuple[Any, Any]


class _Table(Generic[K]):
    """Counts with their totals as one more row and one more column, and which of them are hidden."""

    def __init__(self, counts: Mapping[tuple[K, K], int]) -> None:
        self.rows = list(dict.fromkeys(row for row, _ in counts))
        self.columns = list(dict.fromkeys(column for _, column in counts))
        self.counts: dict[Place, int] = {(r, c): counts.get((r, c), 0) for r in self.rows for c in self.columns}
        self.counts |= {(r, _TOTAL): sum(counts.get((r, c), 0) for c in self.columns) for r in self.rows}
        self.counts |= {(_TOTAL, c): sum(counts.get((r, c), 0) for r in self.rows) for c in self.columns}
        self.counts[_TOTAL, _TOTAL] = sum(counts.values())
        self.hidden: set[Place] = set()

    def shown(self, row: object, column: object) -> int | None:
        return None if (row, column) in self.hidden else self.counts[row, column]

    def hide_more(self, least: int) -> bool:
        """Hide what gives a hidden count away; False where nothing does."""
        before = len(self.hidden)
        for line in self._lines():
            dark = [place for place in line[:-1] if place in self.hidden]
            if dark and line[-1] not in self.hidden and sum(self.counts[place] for place in dark) < least:
                self._hide_smallest(line[:-1], or_else=line[-1])
        for place in self._bridges():
            side = self._reach(("row", place[0]), without=place)
            across = (other for other in self.counts if (("row", other[0]) in side) != (("column", other[1]) in side))
            self._hide_smallest(across)
        return len(self.hidden) > before

    def _lines(self) -> Iterator[list[Place]]:
        for row in (*self.rows, _TOTAL):
            yield [(row, column) for column in (*self.columns, _TOTAL)]
        for column in (*self.columns, _TOTAL):
            yield [(row, column) for row in (*self.rows, _TOTAL)]

    def _hide_smallest(self, places: Iterable[Place], or_else: Place | None = None) -> None:
        open_places = [place for place in places if place not in self.hidden]
        if open_places:
            self.hidden.add(min(open_places, key=lambda place: (_TOTAL in place, self.counts[place])))
        elif or_else is not None:
            self.hidden.add(or_else)

    def _neighbours(self) -> dict[tuple[str, Any], list[tuple[tuple[str, Any], Place]]]:
        found: dict[tuple[str, Any], list[tuple[tuple[str, Any], Place]]] = {}
        for place in self.hidden:
            row, column = ("row", place[0]), ("column", place[1])
            found.setdefault(row, []).append((column, place))
            found.setdefault(column, []).append((row, place))
        return found

    def _reach(self, start: tuple[str, Any], *, without: Place) -> set[tuple[str, Any]]:
        graph, seen, waiting = self._neighbours(), {start}, [start]
        while waiting:
            for node, place in graph.get(waiting.pop(), ()):
                if place != without and node not in seen:
                    seen.add(node)
                    waiting.append(node)
        return seen

    def _bridges(self) -> list[Place]:
        """Return the hidden counts that follow from the shown ones (Tarjan 1974, without recursion)."""
        graph = self._neighbours()
        order: dict[tuple[str, Any], int] = {}
        low: dict[tuple[str, Any], int] = {}
        bridges: list[Place] = []
        for root in graph:
            if root in order:
                continue
            order[root] = low[root] = len(order)
            stack = [(root, None, iter(graph[root]))]
            while stack:
                node, came_by, edges = stack[-1]
                for other, place in edges:
                    if place == came_by:
                        continue
                    if other in order:
                        low[node] = min(low[node], order[other])
                        continue
                    order[other] = low[other] = len(order)
                    stack.append((other, place, iter(graph[other])))  # type: ignore[arg-type]
                    break
                else:
                    stack.pop()
                    if stack and came_by is not None:
                        parent = stack[-1][0]
                        low[parent] = min(low[parent], low[node])
                        if low[node] > order[parent]:
                            bridges.append(came_by)
        return bridges
