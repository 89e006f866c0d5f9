"""`tenprint case show`: everything of one case; the look is audited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.console import Console
from sqlalchemy import Row, select

from tenprint.cases import custody, evidence, research
from tenprint.cases.machine import CASE
from tenprint.cases.opening import find
from tenprint.cases.tables import case_claim, case_decision
from tenprint.cases.vocabulary import Affirms
from tenprint.cli.case_options import DEMO, Number, World, act, opened
from tenprint.exchange import states
from tenprint.exchange.messages import ImmigrationAlienQuery
from tenprint.exchange.unit import Unit


def show(
    number: Number,
    world: World = DEMO,
    user: Annotated[str, typer.Option(help="Who looks; stands in the audit log.")] = "officer.reader",
) -> None:
    """Show a case: query, level with reasons, evidence, research, claims, custody, decisions. The look is audited."""
    with opened(world) as agencies, act(agencies.enforcement, user) as unit:
        row = find(unit, number)
        unit.audit("case:read", number, purpose="criminal")
        console = Console()
        console.rule(f"{number}: {states.current(unit.connection, CASE, number)} ({row.field_office})")
        for part in (_query, _evidence, _research, _claims, _custody, _decisions):
            for line in part(unit, row):
                console.print(line, highlight=False)


def _query(unit: Unit, row: Row[Any]) -> Iterator[str]:
    if row.query is None:
        yield "The query has not arrived."
        return
    query = unit.unseal(row.correlation, row.query, ImmigrationAlienQuery, context="query")
    reasons = unit.unseal(row.correlation, row.level_reasons, list[str], context="level")
    if query is None:
        yield "The person's data was expunged."
        return
    yield f"{query.name}, born {query.date_of_birth}, FBI number {query.fbi_number}"
    yield f"Charged with (no ground for a level): {'; '.join(query.charges) or 'not stated'}"
    yield f"Convictions: {'; '.join(c.words() for c in query.convictions) or 'none on record'}"
    yield f"Dispositions missing: {query.dispositions_missing}"
    yield f"[bold]{row.level}[/] under policy {row.level_version}: {' '.join(reasons or [])}"


def _evidence(unit: Unit, row: Row[Any]) -> Iterator[str]:
    for item in evidence.ledger(unit, row.case, row.correlation):
        says = "affirms nothing" if item.affirms is Affirms.NOTHING else f"affirms {item.affirms}"
        tied = f"({item.reliability}, {item.added_by})"
        yield f"evidence {item.number}: {item.date} {item.source}, {item.kind}: {says} {tied}"
        if item.addressed_by:
            yield f"  addressed by {item.addressed_by}: {item.addressed}"
    yield f"Independent sources that affirm removability: {evidence.independent_affirmative(unit, row.case)}"


def _research(unit: Unit, row: Row[Any]) -> Iterator[str]:
    for content in research.attached(unit, row.case):
        gaps = research.completeness(content.asked)
        yield f"research {content.digest()[:12]}: {gaps.answered} of {gaps.wanted} sources answered. {content.summary}"
        if gaps.missing:
            yield f"  not answered: {', '.join(gaps.missing)}"


def _claims(unit: Unit, row: Row[Any]) -> Iterator[str]:
    for entry in unit.connection.execute(select(case_claim).where(case_claim.c.case == row.case)):
        end = f"{entry.result} by {entry.resolved_by}" if entry.result else f"due {entry.due_at:%Y-%m-%d %H:%M}"
        yield f"claim to citizenship {entry.at:%Y-%m-%d %H:%M} from {entry.channel} at {entry.origin}: {end}"


def _custody(unit: Unit, row: Row[Any]) -> Iterator[str]:
    for event, at in custody.events(unit, row.case):
        yield f"custody {at:%Y-%m-%d %H:%M}: {event}"


def _decisions(unit: Unit, row: Row[Any]) -> Iterator[str]:
    for entry in unit.connection.execute(select(case_decision).where(case_decision.c.case == row.case)):
        grounds = unit.unseal(row.correlation, entry.grounds, str, context="grounds")
        what = " ".join(filter(None, (entry.step, entry.determination, entry.action, entry.reasons)))
        yield f"{entry.at:%Y-%m-%d %H:%M} {entry.actor}: {what}: {grounds}"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(show)
