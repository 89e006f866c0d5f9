"""State machines as tables: (state, event) -> state. Every transition is written down with actor and cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from tenprint.errors import TransitionError, Where
from tenprint.exchange.tables import machine_state, transition


@dataclass(frozen=True)
class StateMachine:
    """A named table of transitions.

    Attributes:
        name: key in the journal.
        initial: the state before the first event.
        table: (state, event) -> next state. What is not in the table cannot happen.
        final: states that no event leaves.
    """

    name: str
    initial: str
    table: Mapping[tuple[str, str], str]
    final: frozenset[str]

    def __post_init__(self) -> None:
        left = {state for state, _ in self.table}
        if self.final & left:
            raise ValueError(f"{self.name}: final states with a way out: {sorted(self.final & left)}")
        dead_ends = set(self.table.values()) - left - self.final
        if dead_ends:
            raise ValueError(f"{self.name}: states without a way out that are not final: {sorted(dead_ends)}")

    def events(self, state: str) -> list[str]:
        """Return the events that are possible in a state."""
        return [event for origin, event in self.table if origin == state]


def current(connection: Connection, machine: StateMachine, key: str) -> str:
    """Return the state in which `key` is."""
    row = connection.scalar(
        select(machine_state.c.state).where(machine_state.c.machine == machine.name, machine_state.c.key == key)
    )
    return row if row is not None else machine.initial


def fire(
    connection: Connection,
    machine: StateMachine,
    key: str,
    event: str,
    *,
    actor: str,
    at: datetime,
    cause: str | None = None,
) -> str:
    """Take one step and write it down; return the new state.

    Raises:
        TransitionError: the table has no such step from the present state.
    """
    where = (machine_state.c.machine == machine.name) & (machine_state.c.key == key)
    row = connection.execute(select(machine_state.c.state).where(where).with_for_update()).scalar()
    origin = row if row is not None else machine.initial
    target = machine.table.get((origin, event))
    if target is None:
        raise TransitionError(
            f"{event!r} is not possible in the state {origin!r}",
            where=Where(source=f"{machine.name} {key}"),
            remedy=f"Possible here: {', '.join(machine.events(origin)) or 'nothing, the state is final'}.",
        )
    if row is None:
        connection.execute(insert(machine_state).values(machine=machine.name, key=key, state=target, since=at))
    else:
        connection.execute(update(machine_state).where(where).values(state=target, since=at))
    connection.execute(
        insert(transition).values(
            machine=machine.name,
            key=key,
            origin=origin,
            event=event,
            target=target,
            at=at,
            actor=actor,
            cause=cause,
        )
    )
    return target
