"""Counting as the journal grows: what is new since the last look is added to the cells, never all of it again."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from tenprint.policy import PolicyStore
from tenprint.statistics import journal
from tenprint.statistics.definitions import Definition, digest_of, kept_at
from tenprint.statistics.model import Cell, Where, gather
from tenprint.statistics.service_levels import category, limit_of, service_levels
from tenprint.statistics.tables import figure_cell, figure_position
from tenprint.storage import Database

SOME = 500  # cells read or written with one statement


def catch_up(database: Database, role: str, policies: PolicyStore) -> int:
    """Count what came into a role's journal since the last look; return the number of the last transition.

    Changed definitions or service levels are counted by from the beginning.
    """
    definitions = kept_at(role)
    known = digest_of(definitions, service_levels().digest + policies.digest())
    with database.write() as connection:
        until = journal.last(connection, is_sqlite=database.is_sqlite)
    with database.read() as connection:
        position = connection.execute(select(figure_position)).first()
    if position is not None and position.definitions == known and position.sequence >= until:
        return until
    with database.write() as connection:
        position = connection.execute(select(figure_position).with_for_update()).first()
        after = position.sequence if position is not None and position.definitions == known else 0
        if after >= until and after:
            return after  # somebody else counted on
        if after == 0:
            connection.execute(delete(figure_cell))
        for definition in definitions:
            _add(connection, definition, policies, after=after, until=until)
        connection.execute(delete(figure_position))
        connection.execute(insert(figure_position).values(id=1, sequence=until, definitions=known))
    return until


def categoriser(definition: Definition, policies: PolicyStore) -> journal.Categorise:
    """Return how a figure's durations are put into categories; a figure without any never asks."""
    if not definition.start:
        return lambda _start, _priority, _spent: ""
    limit = limit_of(service_levels().of(definition.name), policies)
    return lambda start, priority, spent: category(spent, limit(start, priority))


def _add(connection: Connection, definition: Definition, policies: PolicyStore, *, after: int, until: int) -> None:
    new = list(journal.facts(connection, definition, categoriser(definition, policies), after=after, until=until))
    if not new:
        return
    places = list(dict.fromkeys(Where(f"{f.at:%Y-%m}", f.ori, f.category) for f in new))
    known = _known(connection, definition.name, places) if after else {}
    cells = gather(new, known)
    touched = [cells[place] for place in places]
    for start in range(0, len(touched), SOME):
        some = touched[start : start + SOME]
        if known:
            _forget(connection, definition.name, some)
        connection.execute(insert(figure_cell), [_row(definition.name, cell) for cell in some])


def _row(figure: str, cell: Cell) -> dict[str, object]:
    return {
        "figure": figure,
        "month": cell.month,
        "ori": cell.ori,
        "category": cell.category,
        "count": cell.number,
        "milliseconds": cell.milliseconds,
        "chain": cell.chain,
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


__all__ = ["catch_up", "categoriser"]
