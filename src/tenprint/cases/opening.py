"""A query arrives: open the case, compute its level from convictions only, and wait for an officer."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from tenprint.cases.machine import CASE
from tenprint.cases.tables import case
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
            insert(case).values(case=number, correlation=correlation, ori=ori, county=county, citizenship_claimed=False)
        )
    return number


def open_case(unit: Unit, correlation: str, query: ImmigrationAlienQuery, levels: LevelPolicy) -> str:
    """Open the case; only the convictions reach the ranking, by type."""
    number = ensure(unit, correlation, ori=query.ori, county=query.county)
    result = priority_level(query.convictions, levels)
    unit.connection.execute(
        update(case)
        .where(case.c.case == number)
        .values(
            opened_at=unit.now,
            county=query.county,
            level=result.level,
            level_version=result.policy_version,
            level_reasons=unit.seal(correlation, list(result.reasons), context="level"),
            dispositions_missing=query.dispositions_missing,
            query=unit.seal(correlation, query, context="query"),
        )
    )
    unit.fire(CASE, number, "open")
    unit.audit("case:open", number, purpose="criminal")
    return number
