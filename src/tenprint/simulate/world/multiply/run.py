"""Multiplying a world: chunk by chunk, each one transaction at each agency; what was killed goes on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select

from tenprint.accountability.audit import Entry, append, audit
from tenprint.agency.base import Agency
from tenprint.agency.criminal.tables import criminal_subject
from tenprint.agency.state.tables import state_subject
from tenprint.errors import UsageError
from tenprint.simulate.world import office
from tenprint.simulate.world.driver import MARKER, Marker, open_world
from tenprint.simulate.world.multiply import parameters as p
from tenprint.simulate.world.multiply.copy import Copy, Plan
from tenprint.simulate.world.multiply.rows import copied, identifier, renamed, stored
from tenprint.simulate.world.multiply.template import Template, templates

STATE = "multiply.json"
SMALL = "small"  # folder of the small world inside the large one
ACTION = "simulate:multiply"


class State(msgspec.Struct, frozen=True):
    """What a folder says of how far it is: how many copies are wanted, from when on, and the small world's marker."""

    number: int
    start: datetime
    source: Marker


def multiply(
    source: Path,
    target: Path,
    number: int,
    *,
    staffed: bool = True,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Make a world with `number` copies more than the small one; a target that was begun is gone on with.

    Args:
        source: folder of a demo's world that nobody has open.
        target: folder of the new world.
        number: of copies.
        staffed: let support centre, field offices and jails work on the small world's cases first.
        progress: told how many there are so far.

    Raises:
        UsageError: no such world, or the target holds another one.
    """
    state = _prepare(source, target, number, staffed=staffed)
    world, _plan = open_world(target)
    with world:
        found = _templates(target)
        plan = Plan(found, world.criminal.activation, number, state.start)
        done = {role: _done(agency) for role, agency in world.agencies.items()}
        for first in range(0, number, p.CHUNK):
            last = min(first + p.CHUNK, number)
            missing = [role for role in world.agencies if done[role] <= first]
            if missing:
                copies = list(plan.copies(first, last))
                for role in missing:
                    _write(role, world.agencies[role], copies, last)
            progress(last)
    created = state.source.created - p.SPAN
    (target / MARKER).write_bytes(msgspec.json.encode(msgspec.structs.replace(state.source, created=created)))


def _prepare(source: Path, target: Path, number: int, *, staffed: bool) -> State:
    """Copy the small world, let its staff work, remember it beside the copies; a killed run goes on."""
    kept = target / STATE
    if kept.exists():
        state = msgspec.json.decode(kept.read_bytes(), type=State)
        if state.number != number:
            raise UsageError(f"this world has {state.number} copies", where=str(target), remedy="Name another folder.")
        return state
    if target.exists() and any(target.iterdir()):
        raise UsageError("the folder is not empty", where=str(target), remedy="Name another one.")
    making = target.with_name(f"{target.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    shutil.copytree(source, making / SMALL)
    world, _plan = open_world(making / SMALL)
    with world:
        if staffed:
            world.start()
            office.work(world)
        start = world.clock.now()
    shutil.copytree(making / SMALL, making, dirs_exist_ok=True)
    state = State(number, start, msgspec.json.decode((source / MARKER).read_bytes(), type=Marker))
    (making / STATE).write_bytes(msgspec.json.encode(state))
    shutil.rmtree(target, ignore_errors=True)
    making.rename(target)
    return state


def _templates(target: Path) -> list[Template]:
    world, _plan = open_world(target / SMALL)
    with world:
        return templates(world)


def _done(agency: Agency) -> int:
    """Return up to which copy an agency has them: the audit log says so."""
    mark = audit.c.entry.like(f'%"{ACTION}"%')
    with agency.database.read() as connection:
        text = connection.scalar(select(audit.c.entry).where(mark).order_by(audit.c.sequence.desc()).limit(1))
    return 0 if text is None else int(msgspec.json.decode(text, type=Entry).object)


def _write(role: str, agency: Agency, copies: list[Copy], last: int) -> None:
    tables: dict[str, list[dict[str, Any]]] = {}
    with agency.database.write() as connection:

        def seal(holder: str, plain: bytes, context: str) -> bytes:
            return agency.vault.seal(connection, holder, plain, context=context)

        for copy in copies:
            for table, row in copy.of.rows.get(role, ()):
                tables.setdefault(table.name, []).append(copied(table, row, copy, seal))
            for entry in copy.of.entries.get(role, ()):
                append(connection, _entry(entry, copy))
        for name, rows in tables.items():
            _insert(connection, name, rows)
        if role in ("criminal", "state"):
            _subjects(connection, role, copies)
        done = Entry(
            at=copies[-1].at, user=p.ACTOR, agency=agency.name, purpose="operation", action=ACTION, object=str(last)
        )
        append(connection, done)


def _insert(connection: Connection, name: str, rows: list[dict[str, Any]]) -> None:
    columns = list(rows[0])
    names, places = ", ".join(f'"{column}"' for column in columns), ", ".join("?" * len(columns))
    values = [tuple(stored(row[column]) for column in columns) for row in rows]
    connection.exec_driver_sql(f'INSERT INTO "{name}" ({names}) VALUES ({places})', values)  # noqa: S608


def _subjects(connection: Connection, role: str, copies: Iterable[Copy]) -> None:
    known = [copy for copy in copies if copy.of.fbi_number]
    if role == "criminal":
        rows: list[dict[str, Any]] = [
            {"number": p.FIRST_SUBJECT + c.number, "fbi_number": c.fbi_number, "created_at": c.at} for c in known
        ]
        table = criminal_subject
    else:
        rows = [{"state": c.ori[:2], "fbi_number": c.fbi_number} for c in known]
        table = state_subject
    if rows:
        connection.execute(insert(table), rows)


def _entry(entry: Entry, copy: Copy) -> Entry:
    """Return an audit entry about the original as one about the copy."""
    cause = entry.cause
    if cause is not None:
        cause = renamed(cause, copy) if ":" in cause else identifier(cause, copy)
    return msgspec.structs.replace(
        entry,
        at=entry.at + copy.delta,
        object=renamed(entry.object, copy),
        cause=cause,
        ori=copy.ori if entry.ori else None,
    )
