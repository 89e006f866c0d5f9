"""Facts of a journal: the first of the counted events of each key, with its duration where one is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, select

from tenprint.exchange.tables import outbox, transition
from tenprint.statistics.definitions import Definition
from tenprint.statistics.model import Fact

# (start, priority, milliseconds) -> category, of a figure that measures durations
Categorise = Callable[[Any, int | None, int], str]


def statement(definition: Definition, *, after: int = 0, until: int | None = None) -> Select[Any]:
    """Return the query for a figure's facts, in the order of the journal.

    Args:
        definition: what is counted.
        after: only of transitions after this one.
        until: and up to this one.
    """
    earlier = transition.alias("earlier")
    counted = and_(transition.c.machine == definition.machine, transition.c.event.in_(definition.event))
    before = and_(
        earlier.c.machine == definition.machine,
        earlier.c.key == transition.c.key,
        earlier.c.event.in_(definition.event),
        earlier.c.sequence < transition.c.sequence,
    )
    columns: list[Any] = [transition.c.key, transition.c.at]
    if definition.start:
        begun = transition.alias("begun")
        columns += [
            select(func.min(begun.c.at))
            .where(
                begun.c.machine == definition.machine,
                begun.c.key == transition.c.key,
                # An index by event would have every row of it read for each key; the empty text keeps to that by key.
                begun.c.event.concat("") == definition.start,
            )
            .scalar_subquery()
            .label("begun_at"),
            select(func.min(outbox.c.priority))
            .where(outbox.c.correlation == transition.c.key, outbox.c.type == "submission")
            .scalar_subquery()
            .label("priority"),
        ]
    query = select(*columns).where(counted, ~exists().where(before), transition.c.sequence > after)
    if until is not None:
        query = query.where(transition.c.sequence <= until)
    return query.order_by(transition.c.sequence)


def facts(
    connection: Connection,
    definition: Definition,
    categorise: Categorise,
    *,
    after: int = 0,
    until: int | None = None,
) -> Iterator[Fact]:
    """Yield the facts of a figure whose keys are bookings (`ORI:TCN`)."""
    for row in connection.execute(statement(definition, after=after, until=until)):
        ori = row.key.partition(":")[0]
        if not definition.start or row.begun_at is None:
            yield Fact(row.key, row.at, ori)
            continue
        spent = max(0, round((row.at - row.begun_at).total_seconds() * 1000))
        yield Fact(row.key, row.at, ori, categorise(row.begun_at, row.priority, spent), spent)


def last(connection: Connection, *, is_sqlite: bool) -> int:
    """Return the last transition's number behind which no earlier one can still be committed."""
    if not is_sqlite:  # sequences are drawn before the commit; wait for those who are writing now
        connection.exec_driver_sql('LOCK TABLE "transition" IN SHARE MODE')
    return int(connection.scalar(select(func.max(transition.c.sequence))) or 0)
