"""A role's counts in memory: loaded once, and from then on only what another round of counting changed."""

from __future__ import annotations

from sqlalchemy import Connection, select

from tenprint.statistics.cells import Position
from tenprint.statistics.columns import Columns
from tenprint.statistics.tables import figure_cell
from tenprint.storage import Database

NOTHING = Position(0, "")


class Kept:
    """The cells of all figures of a role.

    Attributes:
        position: up to which round they are those of the database.
    """

    def __init__(self) -> None:
        self._figures: dict[str, Columns] = {}
        self.position = NOTHING

    def refresh(self, database: Database, position: Position) -> bool:
        """Take over what changed up to a position; True where anything did."""
        if position == self.position:
            return False
        if position.definitions != self.position.definitions:
            self._figures, self.position = {}, NOTHING
        with database.read() as connection:
            self._load(connection, after=self.position.round)
        self.position = position
        return True

    def figure(self, name: str) -> Columns:
        """Return the cells of a figure."""
        return self._figures.setdefault(name, Columns())

    def _load(self, connection: Connection, *, after: int) -> None:
        cell = figure_cell.c
        columns = (cell.figure, cell.month, cell.ori, cell.category, cell["count"], cell.milliseconds, cell.changed)
        for name, *values in connection.execute(select(*columns).where(cell.changed > after)):
            self.figure(name).put(*values)
