"""The list of cases that a person may see: gravest level first, then the oldest. It names no person.

The database filters, orders and cuts; a page of a long list is as quick as that of a short one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Join, and_, case, false, func, or_, select, true

from tenprint.accountability.session import EVERY_OFFICE, Session
from tenprint.cases.machine import CASE
from tenprint.cases.tables import case as cases
from tenprint.errors import UsageError
from tenprint.exchange.tables import machine_state
from tenprint.exchange.unit import Unit
from tenprint.policy import LevelPolicy

OPEN = "open"  # every state but the last
CLOSED = "closed"


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


class CasePage(NamedTuple):
    """A part of the list, and how many cases there are in all."""

    lines: list[CaseLine]
    number: int


def list_cases(unit: Unit, levels: LevelPolicy) -> list[CaseLine]:
    """Return all cases that the person of this unit may list; the look is audited.

    Raises:
        NotAuthorisedError: the person may list no case at all, whatever its office.
    """
    return page_of_cases(unit, levels).lines


def page_of_cases(
    unit: Unit,
    levels: LevelPolicy,
    *,
    state: str = "",
    skip: int = 0,
    limit: int | None = None,
    after: str | None = None,
) -> CasePage:
    """Return a part of the cases that the person of this unit may list; the look is audited.

    Args:
        unit: of a person at work.
        levels: their order, gravest first.
        state: only cases in this state; `open`: all that are not closed; empty: all.
        skip: how many are left out at the beginning.
        limit: how many at most; None: all.
        after: only those behind this case in the order.

    Raises:
        NotAuthorisedError: the person may list no case at all, whatever its office.
        UsageError: the case `after` is not there.
    """
    session = unit.permit("case:list", "cases", relation="own_office")
    wanted = and_(offices_of(session), _in_state(state))
    present = func.coalesce(machine_state.c.state, CASE.initial)
    joined = _joined()
    order = _order(levels)
    query = select(cases, present.label("state")).select_from(joined).where(wanted)
    if after is not None:
        query = query.where(_behind(unit, order, after))
    found = unit.connection.execute(query.order_by(*order).offset(skip).limit(limit)).all()
    number = unit.connection.scalar(select(func.count()).select_from(joined).where(wanted)) or 0
    unit.audit("case:list", "cases", purpose=session.purpose, outcome=f"{len(found)} shown")
    lines = [
        CaseLine(
            case=row.case,
            level=row.level,
            state=row.state,
            office=row.field_office,
            county=row.county,
            opened=row.opened_at,
            determination=row.determination,
            action=row.action,
            custody=row.custody,
            outcome=row.outcome,
        )
        for row in found
    ]
    return CasePage(lines, int(number))


def proposals_by_officer(unit: Unit) -> list[tuple[str, int]]:
    """Return how many proposals of each officer wait for a supervisor, among the cases that the person may list.

    Raises:
        NotAuthorisedError: the person may list no case at all, whatever its office.
    """
    session = unit.permit("case:list", "cases", relation="own_office")
    number = func.count()
    query = (
        select(cases.c.determined_by, number)
        .select_from(_joined())
        .where(offices_of(session), _in_state("awaiting_supervisor"))
        .group_by(cases.c.determined_by)
        .order_by(number.desc(), cases.c.determined_by)
    )
    return [(str(name), int(count)) for name, count in unit.connection.execute(query)]


def offices_of(session: Session) -> ColumnElement[bool]:
    """Return of which offices the access table lets a person list cases."""
    own, other = (session.decide("case:list", relation).allowed for relation in ("own_office", "other_office"))
    if session.office == EVERY_OFFICE:
        return true() if own else false()
    if own and other:
        return true()
    at_home = cases.c.field_office == session.office
    return at_home if own else ~at_home if other else false()


def _joined() -> Join:
    return cases.outerjoin(
        machine_state, and_(machine_state.c.machine == CASE.name, machine_state.c.key == cases.c.case)
    )


def _in_state(state: str) -> ColumnElement[bool]:
    if not state:
        return true()
    if state == OPEN:
        return cases.c.closed_at.is_(None)
    if state == CLOSED:
        return cases.c.closed_at.is_not(None)
    return and_(cases.c.closed_at.is_(None), machine_state.c.state == state)


def _order(levels: LevelPolicy) -> list[ColumnElement[Any]]:
    ranks = {entry.name: number for number, entry in enumerate(levels.classes)}
    rank = case(ranks, value=cases.c.level, else_=len(ranks))
    # A case that a claim opened before its query arrived has no moment yet: it stands behind the others.
    return [rank, case((cases.c.opened_at.is_(None), 1), else_=0), cases.c.opened_at, cases.c.case]


def _behind(unit: Unit, order: list[ColumnElement[Any]], name: str) -> ColumnElement[bool]:
    row = unit.connection.execute(select(*order).where(cases.c.case == name)).first()
    if row is None:
        raise UsageError(f"there is no case {name}", remedy="Begin the list anew.")
    ways = []
    for place, value in enumerate(row):
        if value is not None:
            same = [column.is_not_distinct_from(row[before]) for before, column in enumerate(order[:place])]
            ways.append(and_(*same, order[place] > value))
    return or_(*ways)
