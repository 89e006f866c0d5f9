"""The cells of one figure in memory, column by column: sums by month, category and place in milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

FIRST_SIZE = 1024  # cells for which there is room at first; it doubles
ORIS, CATEGORIES = 1 << 24, 1 << 12  # most of them in a cell's number


class Amount(NamedTuple):
    """How many, and the sum of their durations."""

    number: int
    milliseconds: int = 0


class Names:
    """Names and their numbers, in the order in which they were first seen."""

    def __init__(self) -> None:
        self.known: list[str] = []
        self._codes: dict[str, int] = {}

    def code(self, name: str) -> int:
        """Return a name's number."""
        found = self._codes.get(name)
        if found is None:
            found = self._codes[name] = len(self.known)
            self.known.append(name)
        return found


class Columns:
    """The cells of one figure. A cell that changes is exchanged in its place."""

    def __init__(self) -> None:
        self._names = {"month": Names(), "ori": Names(), "category": Names()}
        self._codes = {name: np.zeros(FIRST_SIZE, dtype=np.int32) for name in self._names}
        self._count = np.zeros(FIRST_SIZE, dtype=np.int64)
        self._spent = np.zeros(FIRST_SIZE, dtype=np.int64)
        self._index: dict[int, int] = {}
        self._places: dict[str, tuple[Names, list[int]]] = {}  # kind of place -> names, and the place of each ORI
        self.changed: dict[str, int] = {}  # month -> round in which a cell of it last changed

    def put(self, month: str, ori: str, category: str, count: int, milliseconds: int, changed: int) -> None:
        """Take over a cell, new or changed; a count of 0 is a cell that has lost all that it had."""
        codes = [names.code(name) for names, name in zip(self._names.values(), (month, ori, category), strict=True)]
        key = (codes[0] * ORIS + codes[1]) * CATEGORIES + codes[2]
        place = self._index.setdefault(key, len(self._index))
        if place == len(self._count):
            self._grow()
        for column, code in zip(self._codes.values(), codes, strict=True):
            column[place] = code
        self._count[place], self._spent[place] = count, milliseconds
        self.changed[month] = max(changed, self.changed.get(month, 0))

    def tally(
        self,
        by: Sequence[str],
        place: Callable[[str, str], str],
        *,
        oris: Sequence[str] | None = None,
        first: str | None = None,
        last: str | None = None,
    ) -> dict[tuple[str, ...], Amount]:
        """Return sums by month, category or kind of place.

        Args:
            by: `month`, `category`, `ori`, or what `place` knows.
            place: (ORI, kind) -> place.
            oris: only these; None: all.
            first, last: months, both included.
        """
        size = len(self._index)
        keep = self._count[:size] > 0
        if oris is not None:
            wanted = set(oris)
            keep &= self._those("ori", size, lambda name: name in wanted)
        if first or last:
            keep &= self._those("month", size, lambda name: (first or name) <= name <= (last or name))
        chosen = np.flatnonzero(keep)
        if not len(chosen):
            return {}
        key = np.zeros(len(chosen), dtype=np.int64)
        levels: list[list[str]] = []
        for name in by:
            codes, names = self._level(name, place, chosen)
            key = key * len(names) + codes
            levels.append(names)
        found, inverse = np.unique(key, return_inverse=True)
        # Sums of whole numbers below 2**53 are exact in a float64.
        numbers = np.bincount(inverse, weights=self._count[chosen])
        times = np.bincount(inverse, weights=self._spent[chosen])
        result = {
            _names(whole, levels): Amount(int(number), int(time))
            for whole, number, time in zip(found.tolist(), numbers, times, strict=True)
        }
        return dict(sorted(result.items()))

    def _those(self, column: str, size: int, good: Callable[[str], bool]) -> NDArray[np.bool_]:
        chosen = np.array([good(name) for name in self._names[column].known], dtype=bool)
        return chosen[self._codes[column][:size]]

    def _level(
        self, kind: str, place: Callable[[str, str], str], chosen: NDArray[np.intp]
    ) -> tuple[NDArray[np.int32], list[str]]:
        if kind in self._names:
            return self._codes[kind][chosen], self._names[kind].known
        names, codes = self._places.setdefault(kind, (Names(), []))
        codes += [names.code(place(ori, kind)) for ori in self._names["ori"].known[len(codes) :]]
        return np.array(codes, dtype=np.int32)[self._codes["ori"][chosen]], names.known

    def _grow(self) -> None:
        more = len(self._count) * 2
        self._codes = {name: _longer(column, more) for name, column in self._codes.items()}
        self._count, self._spent = _longer(self._count, more), _longer(self._spent, more)


def _longer(column: NDArray[Any], size: int) -> NDArray[Any]:
    made = np.zeros(size, dtype=column.dtype)
    made[: len(column)] = column
    return made


def _names(whole: int, levels: list[list[str]]) -> tuple[str, ...]:
    parts = []
    for names in reversed(levels):
        whole, part = divmod(whole, len(names))
        parts.append(names[part])
    return tuple(reversed(parts))
