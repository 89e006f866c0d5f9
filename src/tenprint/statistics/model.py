"""What all figures consist of: facts, cells of facts, and the chain by which a recount is compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

GENESIS = "0" * 64
NOTHING = ""  # the category of figures that have none


class Fact(NamedTuple):
    """One row that counts once.

    Attributes:
        key: what the row is about; it never leaves the database that it was read from.
        at: when it happened.
        ori: of the booking agency.
        category: within the figure.
        milliseconds: duration up to it, 0 where none is measured.
    """

    key: str
    at: datetime
    ori: str
    category: str = NOTHING
    milliseconds: int = 0


class Where(NamedTuple):
    """To which cell a fact belongs."""

    month: str
    ori: str
    category: str


class Cell(NamedTuple):
    """The facts of a month, an ORI and a category.

    Attributes:
        month: YYYY-MM in UTC.
        ori, category: of the facts.
        number: how many.
        milliseconds: sum of their durations.
        chain: SHA-256 over the chain of the facts before and each fact, in the order in which they were counted.
    """

    month: str
    ori: str
    category: str
    number: int
    milliseconds: int
    chain: str


def where(fact: Fact) -> Where:
    """Return the cell of a fact."""
    return Where(f"{fact.at.astimezone(UTC):%Y-%m}", fact.ori, fact.category)


def link(chain: str, fact: Fact) -> str:
    """Return the chain after one more fact."""
    text = f"{chain}\n{fact.key}\n{fact.at.astimezone(UTC).isoformat()}\n{fact.category}\n{fact.milliseconds}"
    return hashlib.sha256(text.encode()).hexdigest()


def gather(facts: Iterable[Fact], known: dict[Where, Cell] | None = None) -> dict[Where, Cell]:
    """Put facts into cells, on top of those that are known."""
    cells = known if known is not None else {}
    for fact in facts:
        place = where(fact)
        old = cells.get(place)
        count, spent, chain = (old.number, old.milliseconds, old.chain) if old else (0, 0, GENESIS)
        cells[place] = Cell(*place, count + 1, spent + fact.milliseconds, link(chain, fact))
    return cells


def month_digest(cells: Iterable[Cell]) -> str:
    """Return the SHA-256 over the cells of one month, whatever their order."""
    lines = sorted(f"{c.ori} {c.category} {c.number} {c.milliseconds} {c.chain}" for c in cells)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def digest_of_months(months: Mapping[str, str]) -> str:
    """Return the SHA-256 over the digests of months."""
    return hashlib.sha256("\n".join(f"{month} {months[month]}" for month in sorted(months)).encode()).hexdigest()


def digest(cells: Iterable[Cell]) -> str:
    """Return the SHA-256 over cells, whatever their order: the same cells, the same digest."""
    by_month: dict[str, list[Cell]] = {}
    for cell in cells:
        by_month.setdefault(cell.month, []).append(cell)
    return digest_of_months({month: month_digest(found) for month, found in by_month.items()})
