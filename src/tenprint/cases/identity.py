"""What a corrected identity or history means for a case: another level, perhaps, and no request that rests on it."""

from __future__ import annotations

from sqlalchemy import update

from tenprint.cases import clocks, evidence, preconditions, requests
from tenprint.cases.machine import CASE, REQUEST_STANDS
from tenprint.cases.opening import find, set_level
from tenprint.cases.tables import case
from tenprint.cases.vocabulary import Action, Basis, Determination, Reliability
from tenprint.exchange import states
from tenprint.exchange.messages import Encounter, ImmigrationAlienQuery
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


def encounters_corrected(unit: Unit, number: str, encounters: list[Encounter]) -> None:
    """Put the encounters that are on record now in the place of those that came with the match."""
    row = find(unit, number)
    kept = {evidence.file_encounter(unit, number, entry) for entry in encounters}
    for item in evidence.ledger(unit, number, row.correlation):
        brought_by_a_match = item.reliability is Reliability.BIOMETRIC_RECORD and "claimed_citizenship" in item.detail
        if brought_by_a_match and item.digest not in kept:
            evidence.withdraw(unit, number, item.digest)
    look_again(unit, number)


def look_again(unit: Unit, number: str) -> bool:
    """Take a standing request back if what it needs is no longer there; True where it was taken back."""
    row = find(unit, number)
    if states.current(unit.connection, CASE, number) not in REQUEST_STANDS:
        return False
    proposal = preconditions.Proposal(
        row,
        Determination(row.determination),
        Action(row.action),
        Basis(row.basis) if row.basis else None,
        confirmed_by=row.confirmed_by,
    )
    if not preconditions.missing(unit, proposal):
        return False
    identity_corrected(unit, number)
    return True
