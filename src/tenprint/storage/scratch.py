"""What a transaction knows and has still to write: rows of a table gathered and written together, at the latest before
anybody reads the table, and before the commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

if TYPE_CHECKING:
    from tenprint.storage.prepared import Prepared, Values

KEY = "scratch"


class Scratch:
    """Of one transaction.

    Attributes:
        memo: what was read and nobody else can change before the transaction's end.
        rows: statement -> rows of parameters, in the order in which they were asked for.
        tables: names of the tables that these statements change, each with the last of its statements.
        flushes: how often what was gathered has been written.
    """

    def __init__(self) -> None:
        self.memo: dict[Any, Any] = {}
        self.rows: dict[Prepared, list[Values]] = {}
        self.tables: dict[str, Prepared] = {}
        self.flushes = 0


def begin(connection: Connection) -> None:
    """Begin to gather; at a transaction's begin."""
    connection.info[KEY] = Scratch()


def end(connection: Connection) -> None:
    """Forget everything; at a transaction's end, whatever it was."""
    connection.info.pop(KEY, None)


def memo(connection: Connection) -> dict[Any, Any] | None:
    """Return what this transaction knows; None where nobody may rely on it."""
    scratch: Scratch | None = connection.info.get(KEY)
    return None if scratch is None else scratch.memo


def flushes(connection: Connection) -> int:
    """Return how often this transaction has written what it had gathered."""
    scratch: Scratch | None = connection.info.get(KEY)
    return 0 if scratch is None else scratch.flushes


def later(connection: Connection, table: str, statement: Prepared, row: Values, *, last: bool = False) -> None:
    """Write a row by the end of the transaction.

    Args:
        connection: of the transaction.
        table: that the statement changes.
        statement: to run.
        row: its parameters.
        last: only the last row counts: it says how things are.
    """
    scratch: Scratch | None = connection.info.get(KEY)
    if scratch is None:
        statement.run(connection, [row])
        return
    if statement in scratch.rows and scratch.tables.get(table) is not statement:
        flush(connection)  # another statement has changed the table since: one before, one after it
    scratch.tables[table] = statement
    rows = scratch.rows.setdefault(statement, [])
    if last:
        rows.clear()
    rows.append(row)


def flush(connection: Connection) -> None:
    """Write what was gathered."""
    scratch: Scratch | None = connection.info.get(KEY)
    if scratch is None or not scratch.rows:
        return
    rows, scratch.rows = scratch.rows, {}
    scratch.tables = {}
    scratch.flushes += 1
    for statement, values in rows.items():
        statement.run_now(connection, values)


def flush_what_is_read(connection: Connection, text: str) -> None:
    """Write what was gathered where a statement names one of its tables."""
    scratch: Scratch | None = connection.info.get(KEY)
    if scratch is not None and scratch.tables and any(table in text for table in scratch.tables):
        flush(connection)
