"""`tenprint case show`: everything of one case; the look is audited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from tenprint.cases.view import CaseView, look
from tenprint.cases.vocabulary import Affirms
from tenprint.cli.case_options import DEMO, OFFICER, Json, Number, World, looking


def show(
    number: Number,
    world: World = DEMO,
    user: Annotated[str, typer.Option(help="Who looks; stands in the audit log.")] = "officer.reader",
    as_json: Json = False,
) -> None:
    """Show a case: query, level with reasons, evidence, research, claims, custody, decisions. The look is audited."""
    with looking(world, user, OFFICER) as unit:
        seen = look(unit, number)
    if as_json:
        typer.echo(msgspec.json.encode(seen).decode())
        return
    console = Console()
    console.rule(f"{number}: {seen.state} ({seen.office})")
    for part in (_query, _evidence, _statements, _research, _claims, _custody, _decisions):
        for line in part(seen):
            console.print(line, highlight=False)


def _query(seen: CaseView) -> Iterator[str]:
    if not seen.query_arrived:
        yield "The query has not arrived."
        return
    query = seen.query
    if query is None:
        yield "The person's data was expunged."
        return
    yield f"{query.name}, born {query.date_of_birth}, FBI number {query.fbi_number}"
    yield f"Charged with (no ground for a level): {'; '.join(query.charges) or 'not stated'}"
    yield f"Convictions: {'; '.join(c.words() for c in query.convictions) or 'none on record'}"
    yield f"Dispositions missing: {query.dispositions_missing}"
    yield f"[bold]{seen.level}[/] under policy {seen.level_version}: {' '.join(seen.level_reasons)}"


def _evidence(seen: CaseView) -> Iterator[str]:
    for item in seen.ledger:
        says = "affirms nothing" if item.affirms is Affirms.NOTHING else f"affirms {item.affirms}"
        tied = f"({item.reliability}, {item.added_by})"
        yield f"evidence {item.number}: {item.date} {item.source}, {item.kind}: {says} {tied}"
        if item.withdrawn_by:
            yield f"  corrected by {item.withdrawn_by}: counts no more"
        if item.addressed_by:
            yield f"  addressed by {item.addressed_by}: {item.addressed}"
    yield f"Independent sources that affirm removability: {seen.independent}"


def _statements(seen: CaseView) -> Iterator[str]:
    yield from (f"the person disagrees: {text}" for text in seen.statements)


def _research(seen: CaseView) -> Iterator[str]:
    for entry in seen.research:
        yield f"research {entry.digest[:12]}: {entry.answered} of {entry.wanted} sources answered. {entry.summary}"
        if entry.missing:
            yield f"  not answered: {', '.join(entry.missing)}"


def _claims(seen: CaseView) -> Iterator[str]:
    for entry in seen.claims:
        end = f"{entry.result} by {entry.resolved_by}" if entry.result else f"due {entry.due_at:%Y-%m-%d %H:%M}"
        yield f"claim to citizenship {entry.at:%Y-%m-%d %H:%M} from {entry.channel} at {entry.origin}: {end}"


def _custody(seen: CaseView) -> Iterator[str]:
    for event, at in seen.custody_events:
        yield f"custody {at:%Y-%m-%d %H:%M}: {event}"


def _decisions(seen: CaseView) -> Iterator[str]:
    for entry in seen.decisions:
        what = " ".join(filter(None, (entry.step, entry.determination, entry.action, entry.reasons)))
        yield f"{entry.at:%Y-%m-%d %H:%M} {entry.actor}: {what}: {entry.grounds}"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(show)
