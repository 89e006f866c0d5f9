"""A figure with its lineage: everything that somebody needs who wants to count again."""

from __future__ import annotations

import msgspec

from tenprint.statistics.scope import Scope


class Source(msgspec.Struct, frozen=True):
    """From where a figure was counted.

    Attributes:
        role: whose database.
        tables: which tables of it.
        query: the SQL of the rows that count.
    """

    role: str
    tables: tuple[str, ...]
    query: str


class Figure(msgspec.Struct, frozen=True):
    """A count, what it was counted from, and a digest by which a recount is compared.

    Attributes:
        name, title: of the figure.
        category: only this one; None for all.
        scope: place and months.
        count: how many.
        milliseconds: sum of the durations, of figures that measure some.
        words: the inclusion rule.
        source: from where.
        cells: how many cells of month, ORI and category it adds up.
        digest: SHA-256 over these cells and the chains of their rows.
        policies: versions on which it rests, by kind.
    """

    name: str
    title: str
    category: str | None
    scope: Scope
    count: int
    milliseconds: int
    words: str
    source: Source
    cells: int
    digest: str
    policies: dict[str, str]

    def agrees_with(self, other: Figure) -> bool:
        """Whether a recount came to the same count from the same rows."""
        return (self.count, self.milliseconds, self.cells, self.digest) == (
            other.count,
            other.milliseconds,
            other.cells,
            other.digest,
        )
