"""Figures of cases, kept: a case that changed is taken out of the cells in which it counted, and counted anew.

A cell's chain runs over its facts in the order of their cases, so it comes out the same however it came about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, insert, or_, select

from tenprint.accountability.ledger import correction
from tenprint.cases.tables import case
from tenprint.exchange.tables import transition
from tenprint.statistics import case_figures
from tenprint.statistics.case_figures import CASE_FIGURES, ROLE_OF_CASES, CaseFigure
from tenprint.statistics.definitions import digest_of_text
from tenprint.statistics.model import GENESIS, Cell, Fact, Where, gather, where
from tenprint.statistics.tables import case_fact, figure_cell

SOME = 100  # cases or cells in one statement; SQLite takes no deeper tree of conditions than 1000
VERSION = "1"  # to be raised where what a fact is made of changes without a change of a query


def digest(role: str) -> str:
    """Return a digest of what is counted of cases; empty at other roles."""
    if role != ROLE_OF_CASES:
        return ""
    return digest_of_text([VERSION, *(f"{entry.name} {entry.query}" for entry in CASE_FIGURES)])


def changed(connection: Connection, after: int, corrected: int) -> list[str]:
    """Return the cases of which a machine took a step, or that were corrected, since these two sequences."""
    moved = select(transition.c.key).where(transition.c.sequence > after)
    named = select(case.c.case).join(correction, correction.c.correlation == case.c.correlation)
    found = set(connection.scalars(moved)) | set(connection.scalars(named.where(correction.c.sequence > corrected)))
    return sorted(found)


def renew(connection: Connection, cases: Sequence[str] | None, now: datetime, *, count: int) -> None:
    """Count these cases anew, or all."""
    if cases is None:
        connection.execute(delete(case_fact))
    for figure in CASE_FIGURES:
        touched: set[Where] = set()
        chunks: list[Sequence[str] | None] = [None]
        if cases is not None:
            chunks = [cases[start : start + SOME] for start in range(0, len(cases), SOME)]
        for chunk in chunks:
            touched |= _exchange(connection, figure, chunk, now)
        _write(connection, figure.name, sorted(touched), known=cases is not None, count=count)


def _exchange(connection: Connection, figure: CaseFigure, cases: Sequence[str] | None, now: datetime) -> set[Where]:
    """Put the facts of some cases in the place of the former ones; return the cells of both."""
    touched: set[Where] = set()
    if cases is not None:
        own = and_(case_fact.c.figure == figure.name, case_fact.c.case.in_(cases))
        before = connection.execute(select(case_fact.c.month, case_fact.c.ori, case_fact.c.category).where(own))
        touched |= {Where(*row) for row in before}
        if touched:
            connection.execute(delete(case_fact).where(own))
    found = case_figures.facts(connection, figure, now, cases=cases)
    new = sorted(fact for fact in found if not case_figures.is_running(fact))
    numbers: dict[str, int] = {}
    rows = []
    for fact in new:
        place = where(fact)
        touched.add(place)
        number = numbers[fact.key] = numbers.get(fact.key, -1) + 1
        rows.append(_row(figure.name, fact, place, number))
    if rows:
        connection.execute(insert(case_fact), rows)
    return touched


def _row(figure: str, fact: Fact, place: Where, number: int) -> dict[str, Any]:
    return {
        "figure": figure,
        "case": fact.key,
        "number": number,
        "at": fact.at,
        "milliseconds": fact.milliseconds,
        **place._asdict(),
    }


def _write(connection: Connection, figure: str, places: list[Where], *, known: bool, count: int) -> None:
    """Gather the facts of cells anew and write the cells; one that lost its last fact stays with a count of 0."""
    if not known:
        rows = connection.execute(select(case_fact).where(case_fact.c.figure == figure))
        _insert(connection, figure, gather(_facts(rows)).values(), count)
        return
    for start in range(0, len(places), SOME):
        some = places[start : start + SOME]
        rows = connection.execute(select(case_fact).where(or_(*(_at(case_fact, figure, place) for place in some))))
        cells = {place: Cell(*place, 0, 0, GENESIS) for place in some} | gather(_facts(rows))
        connection.execute(delete(figure_cell).where(or_(*(_at(figure_cell, figure, place) for place in some))))
        _insert(connection, figure, cells.values(), count)


def _at(table: Table, figure: str, place: Where) -> ColumnElement[bool]:
    """A cell's rows; each condition names every column of the index, for a list of triples would not use it."""
    column = table.c
    return and_(
        column.figure == figure,
        column.month == place.month,
        column.ori == place.ori,
        column.category == place.category,
    )


def _facts(rows: Iterable[Row[Any]]) -> list[Fact]:
    return sorted(Fact(row.case, row.at, row.ori, row.category, row.milliseconds) for row in rows)


def _insert(connection: Connection, figure: str, cells: Iterable[Cell], count: int) -> None:
    rows = [
        {
            "figure": figure, "month": c.month, "ori": c.ori, "category": c.category, "count": c.number,
            "milliseconds": c.milliseconds, "chain": c.chain, "changed": count,
        }
        for c in cells
    ]  # fmt: skip
    if rows:
        connection.execute(insert(figure_cell), rows)
