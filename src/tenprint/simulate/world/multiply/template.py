"""A booking of the small world with every row that it left at every agency: what is copied."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import RowMapping, Table, select

from tenprint.accountability.audit import Entry, audit
from tenprint.agency.base import Agency
from tenprint.agency.booking.tables import booking_submission
from tenprint.agency.criminal.tables import criminal_encounter, criminal_search
from tenprint.agency.immigration.tables import immigration_encounter, immigration_search
from tenprint.cases.opening import case_number
from tenprint.cases.tables import case
from tenprint.errors import UsageError
from tenprint.exchange.machines import SUBMISSION
from tenprint.exchange.tables import machine_state
from tenprint.runtime.embedded import Embedded
from tenprint.simulate.world.multiply.rules import LEFT_OUT, OWNERS, SEALED
from tenprint.storage.schema import metadata

PART = re.compile(r"[/#].*$")  # what a longer name has behind a case's number


@dataclass
class Template:
    """One booking.

    Attributes:
        correlation, ori, tcn, county, case: its names.
        start: when it was submitted.
        searched: whether the second repository was asked.
        settled: whether nothing waits any more: it is answered, and there is no case or a closed one.
        fbi_number, fin: of the person, where there is one.
        holders: whose encounters the person has: the booking's own, and earlier ones.
        rows: role -> (table, row), sealed contents opened.
        entries: role -> entries of the audit log about it.
    """

    correlation: str
    ori: str
    tcn: str
    case: str
    start: datetime
    county: str = ""
    searched: bool = False
    settled: bool = False
    fbi_number: str | None = None
    fin: str | None = None
    holders: set[str] = field(default_factory=set)
    rows: dict[str, list[tuple[Table, dict[str, Any]]]] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)

    def owns(self, row: Mapping[str, Any] | RowMapping) -> bool:
        """Whether a row belongs to the booking, or is an encounter of its person."""
        if row.get("holder") in self.holders:
            return True
        names = (row.get(name) for name in OWNERS)
        return any(isinstance(name, str) and PART.sub("", name) in (self.correlation, self.case) for name in names)


def templates(world: Embedded) -> list[Template]:
    """Return the bookings of a world that came to an answer, with their rows.

    Raises:
        UsageError: there is none.
    """
    found = _known(world)
    for role, agency in world.agencies.items():
        _read(role, agency, found)
    if not found:
        raise UsageError("no booking of this world was answered", remedy="Make one with `tenprint demo`.")
    return found


def _known(world: Embedded) -> list[Template]:
    with world.booking.database.read() as connection:
        states = machine_state.c.machine == SUBMISSION.name, machine_state.c.state.in_(("answered", "rejected"))
        done = set(connection.scalars(select(machine_state.c.key).where(*states)))
        rows = connection.execute(select(booking_submission).order_by(booking_submission.c.submitted_at)).all()
    found = [
        Template(row.correlation, row.ori, row.tcn, case_number(row.correlation), row.submitted_at)
        for row in rows
        if row.correlation in done and row.correlation == f"{row.ori}:{row.tcn}"
    ]
    with world.enforcement.database.read() as connection:
        closed = {row.correlation: row.closed_at is not None for row in connection.execute(select(case))}
    with world.immigration.database.read() as connection:
        fins = {row.correlation: row.fin for row in connection.execute(select(immigration_search))}
        encounters = connection.execute(select(immigration_encounter.c.holder, immigration_encounter.c.fin)).all()
    with world.criminal.database.read() as connection:
        numbers = {row.correlation: row.fbi_number for row in connection.execute(select(criminal_search))}
        arrests = connection.execute(select(criminal_encounter.c.holder, criminal_encounter.c.fbi_number)).all()
    registry = world.criminal.activation
    for entry in found:
        agency = registry.agency(entry.ori)
        entry.county = agency.fips if agency else ""
        entry.searched = entry.correlation in fins
        entry.settled = closed.get(entry.correlation, True)
        entry.fin, entry.fbi_number = fins.get(entry.correlation), numbers.get(entry.correlation)
        entry.holders = {row.holder for row in encounters if row.fin == entry.fin}
        entry.holders |= {row.holder for row in arrests if row.fbi_number == entry.fbi_number}
    return found


def _read(role: str, agency: Agency, found: list[Template]) -> None:
    with agency.database.read() as connection:
        for table in metadata.sorted_tables:
            if table.name in LEFT_OUT or not any(name in table.c for name in OWNERS):
                continue
            if not agency.database.engine.dialect.has_table(connection, table.name):
                continue
            for row in connection.execute(select(table)).mappings():
                for entry in found:
                    if entry.owns(row):
                        opened = _opened(agency, connection, table, dict(row), entry)
                        entry.rows.setdefault(role, []).append((table, opened))
        for text in connection.scalars(select(audit.c.entry).order_by(audit.c.sequence)):
            for entry in found:
                if entry.correlation in text or entry.case in text:
                    entry.entries.setdefault(role, []).append(msgspec.json.decode(text, type=Entry))


def _opened(agency: Agency, connection: Any, table: Table, row: dict[str, Any], entry: Template) -> dict[str, Any]:
    """Return a row with the contents that copies keep opened, all other sealed ones empty."""
    for name, value in row.items():
        if not isinstance(value, bytes):
            continue
        context = SEALED.get((table.name, name))
        holder = row.get("holder") or entry.correlation
        row[name] = agency.vault.open(connection, holder, value, context=context) if context else None
    return row
