"""Long lists, newest first, by key: the millionth page is as quick as the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select

SIZE = 50


class Slice(NamedTuple):
    """A page of a list.

    Attributes:
        rows: newest first.
        older, newer: query strings of the pages beside it; None where there is none.
    """

    rows: Sequence[Row[Any]]
    older: str | None
    newer: str | None


def newest_first(
    connection: Connection,
    query: Select[Any],
    key: ColumnElement[int],
    *,
    before: int | None = None,
    after: int | None = None,
    size: int = SIZE,
) -> Slice:
    """Return one page.

    Args:
        connection: to read by.
        query: without an order; its rows must have a column named as `key`.
        key: a unique column that grows.
        before, after: from the page's address: rows older, or newer, than this key.
        size: rows of a page.
    """
    if after is not None:
        found = list(connection.execute(query.where(key > after).order_by(key.asc()).limit(size + 1)))
        more_newer, rows = len(found) > size, found[:size][::-1]
        more_older = True
    else:
        limited = query if before is None else query.where(key < before)
        found = list(connection.execute(limited.order_by(key.desc()).limit(size + 1)))
        more_older, rows = len(found) > size, found[:size]
        more_newer = before is not None
    if not rows:
        return Slice((), None, None)
    name = key.key or ""
    first, last = (getattr(row, name) for row in (rows[0], rows[-1]))
    return Slice(rows, f"before={last}" if more_older else None, f"after={first}" if more_newer else None)
