"""The list of cases that a person may see: gravest level first, then the oldest. It names no person."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import select

from tenprint.cases.machine import CASE
from tenprint.cases.tables import case
from tenprint.exchange.tables import machine_state
from tenprint.exchange.unit import Unit
from tenprint.policy import LevelPolicy


class CaseLine(msgspec.Struct, frozen=True):
    """One case in a list."""

    case: str
    level: str | None
    state: str
    office: str
    county: str
    opened: datetime | None
    determination: str | None
    action: str | None
    custody: str | None
    outcome: str | None


def list_cases(unit: Unit, levels: LevelPolicy) -> list[CaseLine]:
    """Return the cases that the person of this unit may list; the look is audited.

    Args:
        unit: of a person at work.
        levels: their order, gravest first.

    Raises:
        NotAuthorisedError: the person may list no case at all, whatever its office.
    """
    session = unit.permit("case:list", "cases", relation="own_office")
    rank = {entry.name: number for number, entry in enumerate(levels.classes)}
    state_of = dict(
        unit.connection.execute(
            select(machine_state.c.key, machine_state.c.state).where(machine_state.c.machine == CASE.name)
        )
        .tuples()
        .all()
    )
    rows = [
        row
        for row in unit.connection.execute(select(case))
        if session.decide("case:list", session.relation_to_case(row.field_office)).allowed
    ]
    rows.sort(key=lambda r: (rank.get(r.level, len(rank)), r.opened_at is None, r.opened_at, r.case))
    unit.audit("case:list", "cases", purpose=session.purpose, outcome=f"{len(rows)} shown")
    return [
        CaseLine(
            case=row.case,
            level=row.level,
            state=state_of.get(row.case, CASE.initial),
            office=row.field_office,
            county=row.county,
            opened=row.opened_at,
            determination=row.determination,
            action=row.action,
            custody=row.custody,
            outcome=row.outcome,
        )
        for row in rows
    ]
