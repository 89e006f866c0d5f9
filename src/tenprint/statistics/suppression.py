"""Small counts are not shown in public, and neither is what would give them away: totals stay, neighbours go.

A table of counts with its row and column totals. A count below the threshold is hidden, zero too, so that a hidden
count says nothing. Then, until nothing changes, the smallest further counts are hidden (Working
Paper 22, section II.B):
- where a hidden count has a single value that fits all that is shown. Counts and totals are a flow in a network, none
  below zero; a hidden one can have another value exactly where a change of it can flow back to it through hidden ones
  (Gusfield 1988, section 3; a way against a count of zero is closed, for nothing can be taken from it).
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
    secret = [place for place, number in table.counts.items() if number < least]
    secret += [(row, _TOTAL) for row in hidden_rows if (row, _TOTAL) in table.counts]
    secret += [(_TOTAL, column) for column in hidden_columns if (_TOTAL, column) in table.counts]
    secret += [(_TOTAL, _TOTAL)] if hidden_total else []
    for place in secret:
        table.hide(place)
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
Node = tuple[str, Any]


class _Table(Generic[K]):
    """Counts with their totals as one more row and one more column, and which of them are hidden.

    All these numbers are a flow around a network whose nodes are the rows and columns: from its row to its column a
    count, from its column to the last row a column's total, from the last row to the last column the total of all, from
    there to its row a row's total. What flows into a node flows out of it.
    """

    def __init__(self, counts: Mapping[tuple[K, K], int]) -> None:
        self.rows = list(dict.fromkeys(row for row, _ in counts))
        self.columns = list(dict.fromkeys(column for _, column in counts))
        self.counts: dict[Place, int] = {(r, c): counts.get((r, c), 0) for r in self.rows for c in self.columns}
        self.counts |= {(r, _TOTAL): sum(counts.get((r, c), 0) for c in self.columns) for r in self.rows}
        self.counts |= {(_TOTAL, c): sum(counts.get((r, c), 0) for r in self.rows) for c in self.columns}
        self.counts[_TOTAL, _TOTAL] = sum(counts.values())
        self.hidden: dict[Place, None] = {}  # in the order in which they were hidden, so that it comes out the same
        self._varies: set[Place] = set()  # hidden ones with more than one value: what is hidden later takes none away
        self._ways: dict[Node, list[tuple[Node, Place]]] = {}
        self._out: dict[Node, set[Node]] = {}
        self._into: dict[Node, set[Node]] = {}

    def shown(self, row: object, column: object) -> int | None:
        return None if (row, column) in self.hidden else self.counts[row, column]

    def hide(self, place: Place) -> None:
        """Hide a number: more of it may flow, and less where there is some."""
        if place in self.hidden:
            return
        self.hidden[place] = None
        begin, end = _ends(place)
        self._open(begin, end, place)
        if self.counts[place] > 0:
            self._open(end, begin, place)

    def _open(self, begin: Node, end: Node, place: Place) -> None:
        self._ways.setdefault(begin, []).append((end, place))
        self._out.setdefault(begin, set()).add(end)
        self._into.setdefault(end, set()).add(begin)

    def _comes_back_soon(self, begin: Node, end: Node) -> bool:
        """Whether more can flow back over two other nodes, as it mostly can: found without a walk through the network.

        Between two nodes there is one number at most, so a way over others does not use the number itself.
        """
        nexts = self._out.get(end, set()) - {begin}
        return any(last != end and not nexts.isdisjoint(self._into.get(last, ())) for last in self._into.get(begin, ()))

    def hide_more(self, least: int) -> bool:
        """Hide what gives a hidden count away; False where nothing does."""
        before = len(self.hidden)
        for line in self._lines():
            dark = [place for place in line[:-1] if place in self.hidden]
            if dark and line[-1] not in self.hidden and sum(self.counts[place] for place in dark) < least:
                self._hide_smallest(line[:-1], or_else=line[-1])
        for place in [place for place in self.hidden if place not in self._varies]:
            self._let_vary(place)
        return len(self.hidden) > before

    def _let_vary(self, place: Place) -> None:
        """Hide one more number where a hidden one has a single value that fits all that is shown."""
        begin, end = _ends(place)
        if self._comes_back_soon(begin, end) or (self.counts[place] > 0 and self._comes_back_soon(end, begin)):
            self._varies.add(place)
            return
        reached = self._reach(end, begin, without=place)
        if begin in reached or (self.counts[place] > 0 and end in self._reach(begin, end, without=place)):
            self._varies.add(place)
            return
        self._hide_smallest(other for other in self.counts if self._leads_out(other, reached))

    def _leads_out(self, place: Place, inside: set[Node]) -> bool:
        begin, end = _ends(place)
        return (begin in inside and end not in inside) or (
            end in inside and begin not in inside and self.counts[place] > 0
        )

    def _lines(self) -> Iterator[list[Place]]:
        for row in (*self.rows, _TOTAL):
            yield [(row, column) for column in (*self.columns, _TOTAL)]
        for column in (*self.columns, _TOTAL):
            yield [(row, column) for row in (*self.rows, _TOTAL)]

    def _hide_smallest(self, places: Iterable[Place], or_else: Place | None = None) -> None:
        open_places = [place for place in places if place not in self.hidden]
        if open_places:
            self.hide(min(open_places, key=lambda place: (_TOTAL in place, self.counts[place])))
        elif or_else is not None:
            self.hide(or_else)

    def _reach(self, start: Node, goal: Node, *, without: Place) -> set[Node]:
        """Return the nodes to which hidden numbers carry a change from `start`; not all where `goal` is among them."""
        seen, waiting = {start}, [start]
        while waiting and goal not in seen:
            for node, place in self._ways.get(waiting.pop(), ()):
                if place != without and node not in seen:
                    seen.add(node)
                    waiting.append(node)
        return seen


def _ends(place: Place) -> tuple[Node, Node]:
    """Return from which node to which a number flows."""
    row, column = ("row", place[0]), ("column", place[1])
    against = (place[0] is _TOTAL) != (place[1] is _TOTAL)
    return (column, row) if against else (row, column)
