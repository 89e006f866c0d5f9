"""Everything of one case for a person who may read it: the one function that shows a case; the look is audited."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import select

from tenprint.cases import custody, evidence, research
from tenprint.cases.machine import CASE
from tenprint.cases.opening import find
from tenprint.cases.permission import permit
from tenprint.cases.statements import statements
from tenprint.cases.tables import case_claim, case_decision
from tenprint.exchange import states
from tenprint.exchange.messages import ImmigrationAlienQuery
from tenprint.exchange.unit import Unit


class Claim(msgspec.Struct, frozen=True):
    """A claim to citizenship."""

    at: datetime
    channel: str
    origin: str
    due_at: datetime
    result: str | None
    resolved_by: str | None
    statement: str | None


class Step(msgspec.Struct, frozen=True):
    """A step of the decision journal."""

    at: datetime
    actor: str
    step: str
    determination: str | None
    action: str | None
    reasons: str | None
    grounds: str | None


class Research(msgspec.Struct, frozen=True):
    """Research as it was attached, and its gaps."""

    digest: str
    answered: int
    wanted: int
    missing: list[str]
    summary: str
    asked: list[research.Asked]


class CaseView(msgspec.Struct, frozen=True):
    """A case.

    Attributes:
        case, correlation, ori, county, office, state: which, whose and where it stands.
        opened, closed: moments.
        query: None where it has not arrived or was expunged.
        level, level_version, level_reasons: of convictions only.
        dispositions_missing, charge_known: gaps of the record, said openly.
        determination, determined_by, action, basis, confirmed_by, outcome: what people decided.
        custody, custody_events: what the jail said.
        independent: how many independent sources affirm removability.
        ledger, research, claims, decisions: in the order in which they came.
        statements: what the person says against a record, word for word.
    """

    case: str
    correlation: str
    ori: str
    county: str
    office: str
    state: str
    opened: datetime | None
    closed: datetime | None
    query: ImmigrationAlienQuery | None
    query_arrived: bool
    level: str | None
    level_version: str | None
    level_reasons: list[str]
    dispositions_missing: int | None
    charge_known: bool | None
    determination: str | None
    determined_by: str | None
    action: str | None
    basis: str | None
    confirmed_by: str | None
    outcome: str | None
    custody: str | None
    custody_events: list[tuple[str, datetime]]
    independent: int
    ledger: list[evidence.Item]
    research: list[Research]
    claims: list[Claim]
    decisions: list[Step]
    statements: list[str]


def look(unit: Unit, number: str) -> CaseView:
    """Return a case as it is now.

    Raises:
        UsageError: there is no such case.
        NotAuthorisedError: the person of this unit may not read it.
    """
    row = find(unit, number)
    permit(unit, "case:read", row)
    unit.audit("case:read", number, purpose=unit.session.purpose if unit.session else "none")
    query = unit.unseal(row.correlation, row.query, ImmigrationAlienQuery, context="query") if row.query else None
    return CaseView(
        case=number,
        correlation=row.correlation,
        ori=row.ori,
        county=row.county,
        office=row.field_office,
        state=states.current(unit.connection, CASE, number),
        opened=row.opened_at,
        closed=row.closed_at,
        query=query,
        query_arrived=row.opened_at is not None,
        level=row.level,
        level_version=row.level_version,
        level_reasons=unit.unseal(row.correlation, row.level_reasons, list[str], context="level") or [],
        dispositions_missing=row.dispositions_missing,
        charge_known=row.charge_known,
        determination=row.determination,
        determined_by=row.determined_by,
        action=row.action,
        basis=row.basis,
        confirmed_by=row.confirmed_by,
        outcome=row.outcome,
        custody=row.custody,
        custody_events=custody.events(unit, number),
        independent=evidence.independent_affirmative(unit, number),
        ledger=evidence.ledger(unit, number, row.correlation),
        research=[_research(content) for content in research.attached(unit, number)],
        claims=_claims(unit, number, row.correlation),
        decisions=_decisions(unit, number, row.correlation),
        statements=[*(query.disagreements if query else []), *statements(unit, row.correlation)],
    )


def _research(content: research.Content) -> Research:
    gaps = research.completeness(content.asked)
    return Research(content.digest(), gaps.answered, gaps.wanted, gaps.missing, content.summary, content.asked)


def _claims(unit: Unit, number: str, correlation: str) -> list[Claim]:
    rows = unit.connection.execute(select(case_claim).where(case_claim.c.case == number)).all()
    return [
        Claim(
            row.at,
            row.channel,
            row.origin,
            row.due_at,
            row.result,
            row.resolved_by,
            unit.unseal(correlation, row.statement, str, context="claim"),
        )
        for row in sorted(rows, key=lambda r: r.sequence)
    ]


def _decisions(unit: Unit, number: str, correlation: str) -> list[Step]:
    rows = unit.connection.execute(select(case_decision).where(case_decision.c.case == number)).all()
    return [
        Step(
            row.at,
            row.actor,
            row.step,
            row.determination,
            row.action,
            row.reasons,
            unit.unseal(correlation, row.grounds, str, context="grounds"),
        )
        for row in sorted(rows, key=lambda r: r.sequence)
    ]
