"""State machines as tables: (state, event) -> state. Every transition is written down with actor and cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from tenprint.errors import TransitionError, Where
from tenprint.exchange.tables import machine_state, transition
from tenprint.storage import scratch
from tenprint.storage.prepared import Prepared, PreparedList


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


_HERE = (machine_state.c.machine == bindparam("machine")) & (machine_state.c.key == bindparam("key"))
_LOOK = Prepared(select(machine_state.c.state).where(_HERE))
_HOLD = Prepared(select(machine_state.c.state).where(_HERE).with_for_update())
_HOLD_ALL = PreparedList(
    select(machine_state.c.machine, machine_state.c.key, machine_state.c.state), machine_state.c.key, lock=True
)
_FETCHED, _MOVED = "fetched states", "moved"
# One row for each key that a transaction moves: from the state that it found to the last one. Where another transaction
# came between, or began the same key, the row does not fit, and all of this is done again.
_MOVE = Prepared(
    insert(machine_state).inline(),
    columns=["machine", "key", "state", "since"],
    after=(
        " ON CONFLICT (machine, key) DO UPDATE SET state = excluded.state, since = excluded.since"
        " WHERE machine_state.state = :found"
    ),
    exact=True,
)
_NO_STATE = "-"  # no machine has it: there must be no row yet
_STEP = Prepared.insert(transition, "machine key origin event target at actor cause")


def current(connection: Connection, machine: StateMachine, key: str) -> str:
    """Return the state in which `key` is."""
    known = scratch.memo(connection)
    if known is not None and (machine.name, key) in known:
        return str(known[machine.name, key])
    row = _LOOK.first(connection, machine=machine.name, key=key)
    return str(row[0]) if row else machine.initial


def fetch(connection: Connection, keys: Iterable[str]) -> None:
    """Read and hold the states of several keys at once, for what this transaction does next."""
    known = scratch.memo(connection)
    if known is None:
        return
    fetched: set[str] = known.setdefault(_FETCHED, set())
    missing = [key for key in dict.fromkeys(keys) if key not in fetched]
    for machine, key, state in _HOLD_ALL.rows(connection, missing):
        known[machine, key] = state
    fetched.update(missing)


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
    known = scratch.memo(connection)
    row = known.get((machine.name, key)) if known is not None else None
    if row is None and (known is None or key not in known.get(_FETCHED, ())):
        # What this transaction has still to write is known above.
        found = _HOLD.rows_now(connection, {"machine": machine.name, "key": key})
        row = found[0][0] if found else None
    origin = row if row is not None else machine.initial
    target = machine.table.get((origin, event))
    if target is None:
        raise TransitionError(
            f"{event!r} is not possible in the state {origin!r}",
            where=Where(source=f"{machine.name} {key}"),
            remedy=f"Possible here: {', '.join(machine.events(origin)) or 'nothing, the state is final'}.",
        )
    _move(connection, machine.name, key, row, target, at)
    step = {"machine": machine.name, "key": key, "origin": origin, "event": event, "target": target}
    scratch.later(connection, "transition", _STEP, step | {"at": at, "actor": actor, "cause": cause})
    if known is not None:
        known[machine.name, key] = target
    return target


def _move(connection: Connection, machine: str, key: str, found: str | None, target: str, at: datetime) -> None:
    """Write the new state by the end of the transaction; one that was still to be written is replaced."""
    known = scratch.memo(connection)
    written = scratch.flushes(connection)
    waiting = known.get((_MOVED, machine, key)) if known is not None else None
    if waiting is not None and waiting[0] == written:
        waiting[1].update(state=target, since=at)
        return
    row = {"machine": machine, "key": key, "state": target, "since": at, "found": found or _NO_STATE}
    scratch.later(connection, "machine_state", _MOVE, row)
    if known is not None:
        known[_MOVED, machine, key] = (scratch.flushes(connection), row)
