"""A query arrives: open the case, compute its level from convictions only, and wait for an officer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select, update

from tenprint.cases import clocks
from tenprint.cases.machine import CASE
from tenprint.cases.offices import field_offices
from tenprint.cases.tables import case
from tenprint.errors import UsageError
from tenprint.exchange.messages import ImmigrationAlienQuery
from tenprint.exchange.unit import Unit
from tenprint.ids import derived_message_id
from tenprint.policy import LevelPolicy, priority_level


def case_number(correlation: str) -> str:
    """Return the case of a booking: always the same one, so that a repeated message opens no second."""
    return f"C-{derived_message_id('case', correlation)[:12].upper()}"


def ensure(unit: Unit, correlation: str, *, ori: str, county: str) -> str:
    """Return the case of a booking, with a bare row where there was none yet."""
    number = case_number(correlation)
    if unit.connection.scalar(select(case.c.case).where(case.c.case == number)) is None:
        unit.connection.execute(
            insert(case).values(
                case=number,
                correlation=correlation,
                ori=ori,
                county=county,
                field_office=field_offices().of(county),
                citizenship_claimed=False,
                requests=0,
            )
        )
    return number


def find(unit: Unit, number: str) -> Row[Any]:
    """Return a case's row, locked until the unit ends.

    Raises:
        UsageError: there is no such case.
    """
    row = unit.connection.execute(select(case).where(case.c.case == number).with_for_update()).first()
    if row is None:
        raise UsageError(f"there is no case {number}", remedy="See `tenprint case list`.")
    return row


def open_case(unit: Unit, correlation: str, query: ImmigrationAlienQuery, levels: LevelPolicy) -> str:
    """Open the case; only the convictions reach the ranking, by type. A case that was closed before stays closed."""
    number = ensure(unit, correlation, ori=query.ori, county=query.county)
    set_level(unit, number, query, levels)
    unit.connection.execute(
        update(case)
        .where(case.c.case == number)
        .values(
            opened_at=unit.now,
            county=query.county,
            field_office=field_offices().of(query.county),
            charge_known=bool(query.charges),
            custody="in_custody" if query.in_custody else None,
            query=unit.seal(correlation, query, context="query"),
        )
    )
    if unit.fire(CASE, number, "open") != "closed":
        clocks.start(unit, "research", number)
    unit.audit("case:open", number, purpose="criminal")
    return number


def set_level(unit: Unit, number: str, query: ImmigrationAlienQuery, levels: LevelPolicy) -> str:
    """Compute the level from the query's convictions, at opening and after a correction of the record."""
    correlation = find(unit, number).correlation
    result = priority_level(query.convictions, levels)
    unit.connection.execute(
        update(case)
        .where(case.c.case == number)
        .values(
            level=result.level,
            level_version=result.policy_version,
            level_reasons=unit.seal(correlation, list(result.reasons), context="level"),
            dispositions_missing=query.dispositions_missing,
        )
    )
    return result.level
