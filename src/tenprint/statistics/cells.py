"""Counting as the journal grows: what is new since the last look is added to the cells, never all of it again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from tenprint.accountability.ledger import correction
from tenprint.clock import Clock
from tenprint.policy import PolicyStore
from tenprint.statistics import case_cells, journal
from tenprint.statistics.case_figures import ROLE_OF_CASES
from tenprint.statistics.definitions import Definition, digest_of, kept_at
from tenprint.statistics.model import Cell, Where, gather
from tenprint.statistics.service_levels import category, limit_of, service_levels
from tenprint.statistics.tables import figure_cell, figure_position
from tenprint.storage import Database

SOME = 500  # cells read or written with one statement


class Position(NamedTuple):
    """How far a role's journal is counted.

    Attributes:
        round: how often there was something to count; a cell names the round in which it last changed.
        definitions: digest of what is counted; where it changes, all is counted anew.
    """

    round: int
    definitions: str


def catch_up(database: Database, role: str, policies: PolicyStore, clock: Clock) -> Position:
    """Count what came into a role's journal since the last look.

    Changed definitions or service levels are counted by from the beginning.
    """
    definitions = kept_at(role)
    known = digest_of(definitions, service_levels().digest + policies.digest() + case_cells.digest(role))
    with database.write() as connection:
        until = journal.last(connection, is_sqlite=database.is_sqlite)
    with database.read() as connection:
        corrected = int(connection.scalar(select(func.max(correction.c.sequence))) or 0)
        position = connection.execute(select(figure_position)).first()
    if position is not None and (position.definitions, position.sequence, position.corrected) == (
        known, max(until, position.sequence), max(corrected, position.corrected)
    ):  # fmt: skip
        return Position(position.round, known)
    with database.write() as connection:
        position = connection.execute(select(figure_position).with_for_update()).first()
        begun = position is not None and position.definitions == known
        after, before = (position.sequence, position.corrected) if begun and position else (0, 0)
        if begun and position and after >= until and before >= corrected:
            return Position(position.round, known)  # somebody else counted on
        count = position.round + 1 if position else 1
        if not begun:
            connection.execute(delete(figure_cell))
        for definition in definitions:
            _add(connection, definition, policies, after=after, until=until, count=count)
        if role == ROLE_OF_CASES:
            changed = case_cells.changed(connection, after, before) if begun else None
            case_cells.renew(connection, changed, clock.now(), count=count)
        connection.execute(delete(figure_position))
        connection.execute(
            insert(figure_position).values(
                id=1, sequence=max(after, until), corrected=corrected, round=count, definitions=known
            )
        )
    return Position(count, known)


def categoriser(definition: Definition, policies: PolicyStore) -> journal.Categorise:
    """Return how a figure's durations are put into categories; a figure without any never asks."""
    if not definition.start:
        return lambda _start, _priority, _spent: ""
    limit = limit_of(service_levels().of(definition.name), policies)
    return lambda start, priority, spent: category(spent, limit(start, priority))


def write_cells(connection: Connection, figure: str, cells: Iterable[Cell], *, known: bool, count: int) -> None:
    """Write cells of a figure, in the place of those that are `known` already."""
    touched = list(cells)
    for start in range(0, len(touched), SOME):
        some = touched[start : start + SOME]
        if known:
            _forget(connection, figure, some)
        connection.execute(insert(figure_cell), [_row(figure, cell, count) for cell in some])


def _add(
    connection: Connection, definition: Definition, policies: PolicyStore, *, after: int, until: int, count: int
) -> None:
    new = list(journal.facts(connection, definition, categoriser(definition, policies), after=after, until=until))
    if not new:
        return
    places = list(dict.fromkeys(Where(f"{f.at:%Y-%m}", f.ori, f.category) for f in new))
    known = _known(connection, definition.name, places) if after else {}
    cells = gather(new, known)
    write_cells(connection, definition.name, (cells[place] for place in places), known=bool(known), count=count)


def _row(figure: str, cell: Cell, count: int) -> dict[str, object]:
    return {
        "figure": figure,
        "month": cell.month,
        "ori": cell.ori,
        "category": cell.category,
        "count": cell.number,
        "milliseconds": cell.milliseconds,
        "chain": cell.chain,
        "changed": count,
    }


def _known(connection: Connection, figure: str, places: list[Where]) -> dict[Where, Cell]:
    oris = sorted({place.ori for place in places})
    months = sorted({place.month for place in places})
    wanted, known = set(places), {}
    for start in range(0, len(oris), SOME):
        rows = connection.execute(
            select(figure_cell).where(
                figure_cell.c.figure == figure,
                figure_cell.c.month.in_(months),
                figure_cell.c.ori.in_(oris[start : start + SOME]),
            )
        )
        for row in rows.mappings():
            place = Where(row["month"], row["ori"], row["category"])
            if place in wanted:
                known[place] = Cell(*place, row["count"], row["milliseconds"], row["chain"])
    return known


def _forget(connection: Connection, figure: str, cells: list[Cell]) -> None:
    for cell in cells:
        connection.execute(
            delete(figure_cell).where(
                figure_cell.c.figure == figure,
                figure_cell.c.month == cell.month,
                figure_cell.c.ori == cell.ori,
                figure_cell.c.category == cell.category,
            )
        )


__all__ = ["Position", "catch_up", "categoriser", "write_cells"]
