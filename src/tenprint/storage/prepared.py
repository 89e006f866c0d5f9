"""Statements that are compiled once and then run on the driver's own cursor: the journal runs a dozen for each message.

Building, hashing and adapting a statement costs SQLAlchemy some 0.1 ms each time; the database itself needs a tenth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Dialect, Table, bindparam, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement, Select

from tenprint.errors import UnavailableError
from tenprint.storage.scratch import flush_what_is_read

Values = Mapping[str, Any]
_NAMED = re.compile(r":(\w+)")
_SIZES = (1, 8, 64)  # of lists of values in a statement: each size is compiled once


class _Form(NamedTuple):
    """A statement as one kind of database has it."""

    text: str
    order: tuple[str, ...] | None  # of the parameters, where they have no names
    constants: dict[str, Any]  # values that stand in the statement itself, as the driver wants them
    binders: dict[str, Callable[[Any], Any]]
    readers: tuple[Callable[[Any], Any] | None, ...]


class Prepared:
    """A statement with named parameters, run as often as wanted.

    Args:
        statement: a Core statement whose values are `bindparam`s, or an insert whose values are `columns`.
        columns: of an insert.
        after: SQL that follows, with `:name` for texts that are parameters too.
        exact: each row of parameters must change a row of the table.
    """

    def __init__(
        self, statement: ClauseElement, *, columns: Sequence[str] | None = None, after: str = "", exact: bool = False
    ) -> None:
        self._statement = statement
        self._columns = list(columns) if columns is not None else None
        self._after = after
        self._exact = exact
        self._forms: dict[str, _Form] = {}

    @classmethod
    def insert(cls, table: Table, columns: str, *, unless_there: bool = False) -> Prepared:
        """Return an insert into a table, of the columns named, apart from each other by spaces.

        Args:
            table, columns: where, and what.
            unless_there: rows whose key is there already are left out.
        """
        after = " ON CONFLICT DO NOTHING" if unless_there else ""
        return cls(insert(table).inline(), columns=columns.split(), after=after)

    def run(self, connection: Connection, rows: Sequence[Values]) -> int:
        """Run once for each row of parameters; return how many rows of the table were changed in all."""
        form = self.form(connection)
        flush_what_is_read(connection, form.text)
        return self.run_now(connection, rows)

    def run_now(self, connection: Connection, rows: Sequence[Values]) -> int:
        """Like `run`, whatever the transaction has still to write."""
        form = self.form(connection)
        bound = [_bind(form, row) for row in rows]
        cursor = connection.connection.cursor()
        try:
            if len(bound) == 1:
                cursor.execute(form.text, bound[0])
            else:
                cursor.executemany(form.text, bound)
            changed = int(cursor.rowcount)
        except Exception as error:
            raise _translated(connection, form.text, error) from error
        finally:
            cursor.close()
        if self._exact and changed != len(rows):
            raise UnavailableError("another worker changed the same thing in this moment", remedy="It is tried again.")
        return changed

    def rows(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """Run a query; return its rows."""
        flush_what_is_read(connection, self.form(connection).text)
        return self.rows_now(connection, values)

    def rows_now(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Like `rows`, whatever the transaction has still to write."""
        form = self.form(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(form.text, _bind(form, values))
            found = cursor.fetchall()
        except Exception as error:
            raise _translated(connection, form.text, error) from error
        finally:
            cursor.close()
        if any(form.readers):
            return [tuple(r(v) if r else v for r, v in zip(form.readers, row, strict=True)) for row in found]
        return [tuple(row) for row in found]

    def first(self, connection: Connection, **values: Any) -> tuple[Any, ...] | None:
        """Run a query; return its first row, None where there is none."""
        found = self.rows(connection, **values)
        return found[0] if found else None

    def form(self, connection: Connection) -> _Form:
        """Return the statement as this connection's database has it."""
        dialect = connection.dialect
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = self._compile(dialect)
        return form

    def _compile(self, dialect: Dialect) -> _Form:
        options: dict[str, Any] = {} if self._columns is None else {"column_keys": self._columns}
        compiled: Any = self._statement.compile(dialect=dialect, **options)
        binders = {
            name: binder
            for bind, name in compiled.bind_names.items()
            if (binder := bind.type.dialect_impl(dialect).bind_processor(dialect))
        }
        constants = {
            name: binders[name](bind.value) if name in binders else bind.value
            for bind, name in compiled.bind_names.items()
            if not bind.required
        }
        columns = self._statement.selected_columns if isinstance(self._statement, Select) else ()
        readers = tuple(c.type.dialect_impl(dialect).result_processor(dialect, None) for c in columns)
        order = tuple(compiled.positiontup) if compiled.positional else None
        after = self._after
        if order is None:
            after = _NAMED.sub(r"%(\1)s::VARCHAR", after)
        else:
            order += tuple(_NAMED.findall(after))
            after = _NAMED.sub("?", after)
        return _Form(str(compiled) + after, order, constants, binders, readers)


class PreparedList:
    """A query for the rows whose column has one of a list's values.

    Args:
        query: what is selected.
        column: held against the list.
        lock: rows are held until the transaction's end.
    """

    def __init__(self, query: Select[Any], column: ColumnElement[Any], *, lock: bool = False) -> None:
        self._sizes: dict[int, Prepared] = {}
        for size in _SIZES:
            found = query.where(column.in_([bindparam(f"v{n}", type_=column.type) for n in range(size)]))
            self._sizes[size] = Prepared(found.with_for_update() if lock else found)

    def rows(self, connection: Connection, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Return the rows of all these values."""
        flush_what_is_read(connection, self._sizes[1].form(connection).text)
        return self.rows_now(connection, values)

    def rows_now(self, connection: Connection, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Like `rows`, whatever the transaction has still to write."""
        found: list[tuple[Any, ...]] = []
        rest = list(values)
        while rest:
            size = next((size for size in _SIZES if size >= len(rest)), _SIZES[-1])
            part, rest = rest[:size], rest[size:]
            part += part[-1:] * (size - len(part))
            found += self._sizes[size].rows_now(connection, {f"v{n}": value for n, value in enumerate(part)})
        return found


def _bind(form: _Form, values: Values) -> Any:
    binders = form.binders
    bound = {name: binders[name](value) if name in binders else value for name, value in values.items()}
    if form.constants:
        bound |= form.constants
    return bound if form.order is None else [bound[name] for name in form.order]


def _translated(connection: Connection, text: str, error: Exception) -> Exception:
    """Return a driver's error as SQLAlchemy's, without the parameters, which may be personal data."""
    base = connection.dialect.dbapi.Error  # type: ignore[union-attr]
    if not isinstance(error, base):
        return error
    instance = DBAPIError.instance(text, None, error, base, hide_parameters=True, dialect=connection.dialect)
    return instance if isinstance(instance, Exception) else error
