"""What a corrected identity or history means for a case: another level, perhaps, and no request that rests on it."""

from __future__ import annotations

from sqlalchemy import update

from tenprint.cases import clocks, requests
from tenprint.cases.machine import CASE, REQUEST_STANDS
from tenprint.cases.opening import find, set_level
from tenprint.cases.tables import case
from tenprint.exchange import states
from tenprint.exchange.messages import ImmigrationAlienQuery
from tenprint.exchange.unit import Unit
from tenprint.policy import LevelPolicy


def rank_again(unit: Unit, number: str, query: ImmigrationAlienQuery, levels: LevelPolicy) -> None:
    """Compute the level from the corrected convictions; the change is audited."""
    before = find(unit, number).level
    after = set_level(unit, number, query, levels)
    unit.audit("case:level", number, purpose="redress", outcome=f"{before} to {after}")


def identity_corrected(unit: Unit, number: str) -> None:
    """Two persons were taken for one: a standing request is taken back, and an officer looks at the case afresh.

    What was determined stands in the decision journal; the case carries no determination any more.
    """
    row = find(unit, number)
    before = states.current(unit.connection, CASE, number)
    after = unit.fire(CASE, number, "identity_corrected")
    if before in REQUEST_STANDS:
        requests.withdraw(unit, row, "the identity was corrected")
        clocks.due_now(unit, "hold", number)
    if after != before:
        unit.connection.execute(
            update(case)
            .where(case.c.case == number)
            .values(
                determination=None,
                determined_by=None,
                determined_at=None,
                action=None,
                reasons=None,
                basis=None,
                confirmed_by=None,
                confirmed_at=None,
            )
        )
    unit.audit("case:identity_corrected", number, purpose="redress", outcome=f"{before} to {after}")
