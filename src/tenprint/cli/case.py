"""`tenprint case`: cases at the enforcement agency. Who acts here is a named person; software only shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from tenprint.cases import decision, evidence
from tenprint.cases.claim import resolve as resolve_claim
from tenprint.cases.decision import Action, Determination, Outcome
from tenprint.cases.machine import CASE
from tenprint.cases.tables import case as case_table
from tenprint.cases.tables import case_decision
from tenprint.errors import UsageError
from tenprint.exchange import states
from tenprint.exchange.messages import ImmigrationAlienQuery
from tenprint.exchange.unit import Unit
from tenprint.ids import new_message_id
from tenprint.runtime.embedded import Embedded
from tenprint.simulate.world.driver import open_world

app = typer.Typer(no_args_is_help=True)
World = Annotated[Path, typer.Option(help="Folder of the demo's world.")]
Number = Annotated[str, typer.Argument(help="Case number, as `tenprint case list` shows it.")]
Grounds = Annotated[str, typer.Option(help="On what the decision rests, in a sentence.")]
DEMO = Path("demo")


@app.command("list")
def list_cases(world: World = DEMO, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """List all cases: gravest level first, then the oldest."""
    with _opened(world) as agencies, agencies.enforcement.database.read() as connection:
        levels = agencies.enforcement.policies.levels(at=agencies.clock.now())
        rank = {entry.name: number for number, entry in enumerate(levels.classes)}
        rows = connection.execute(select(case_table)).all()
        rows = sorted(rows, key=lambda r: (rank.get(r.level, len(rank)), r.opened_at is None, r.opened_at))
        listed = [
            {
                "case": row.case,
                "level": row.level,
                "state": states.current(connection, CASE, row.case),
                "county": row.county,
                "opened": row.opened_at,
                "determination": row.determination,
                "action": row.action,
                "outcome": row.outcome,
            }
            for row in rows
        ]
    if as_json:
        typer.echo(msgspec.json.encode(listed).decode())
        return
    table = Table(title=f"{len(listed)} cases", title_justify="left")
    for name in ("case", "level", "state", "county", "opened", "determination", "action", "outcome"):
        table.add_column(name)
    for entry in listed:
        table.add_row(*(_word(value) for value in entry.values()))
    Console().print(table)


@app.command()
def show(
    number: Number,
    world: World = DEMO,
    user: Annotated[str, typer.Option(help="Who looks; stands in the audit log.")] = "officer.reader",
) -> None:
    """Show a case: query, level with reasons, evidence, decisions. The look is audited."""
    with _opened(world) as agencies, _act(agencies, user) as unit:
        row = unit.connection.execute(select(case_table).where(case_table.c.case == number)).first()
        if row is None:
            raise UsageError(f"there is no case {number}", remedy="See `tenprint case list`.")
        unit.audit("case:read", number, purpose="criminal")
        console = Console()
        console.rule(f"{number}: {states.current(unit.connection, CASE, number)}")
        if row.query is not None:
            query = unit.unseal(row.correlation, row.query, ImmigrationAlienQuery, context="query")
            reasons = unit.unseal(row.correlation, row.level_reasons, list[str], context="level")
            if query is None:
                console.print("The person's data was expunged.")
            else:
                console.print(f"{query.name}, born {query.date_of_birth}, FBI number {query.fbi_number}")
                console.print(f"Charged with (no ground for a level): {'; '.join(query.charges) or 'not stated'}")
                console.print(f"Convictions: {'; '.join(c.words() for c in query.convictions) or 'none on record'}")
                console.print(f"Dispositions missing: {query.dispositions_missing}")
            console.print(f"[bold]{row.level}[/] under policy {row.level_version}: {' '.join(reasons or [])}")
        for item in evidence.ledger(unit, number, row.correlation):
            mark = "affirms" if item.affirmative else "records"
            console.print(f"evidence: {item.date} {item.source} {mark} {item.kind} (added by {item.added_by})")
        for entry in unit.connection.execute(select(case_decision).where(case_decision.c.case == number)):
            grounds = unit.unseal(row.correlation, entry.grounds, str, context="grounds")
            what = " ".join(filter(None, (entry.step, entry.determination, entry.action)))
            console.print(f"{entry.at:%Y-%m-%d %H:%M} {entry.actor}: {what}: {grounds}", highlight=False)


@app.command()
def decide(
    number: Number,
    officer: Annotated[str, typer.Option(help="Your name.")],
    determination: Annotated[Determination, typer.Option()],
    grounds: Grounds,
    action: Annotated[Action, typer.Option()] = Action.NO_ACTION,
    world: World = DEMO,
) -> None:
    """Determine as an officer and propose an action; another person confirms."""
    with _opened(world) as agencies:
        with _act(agencies, officer) as unit:
            decision.decide(unit, number, determination, action, grounds)
        _travel(agencies)
    typer.echo(f"{number}: {determination}, proposed {action}; waits for a supervisor")


@app.command()
def confirm(
    number: Number,
    supervisor: Annotated[str, typer.Option(help="Your name; not the officer's.")],
    grounds: Grounds,
    agree: Annotated[bool, typer.Option("--agree/--return", help="Confirm, or give back to the officer.")] = True,
    world: World = DEMO,
) -> None:
    """Confirm an officer's proposal as a supervisor, or return it."""
    with _opened(world) as agencies:
        with _act(agencies, supervisor) as unit:
            decision.confirm(unit, number, agree=agree, grounds=grounds)
        _travel(agencies)
    typer.echo(f"{number}: {'confirmed' if agree else 'returned'}")


@app.command()
def cancel(
    number: Number, officer: Annotated[str, typer.Option()], reason: Annotated[str, typer.Option()], world: World = DEMO
) -> None:
    """Cancel a request; the cancellation always wins."""
    with _opened(world) as agencies:
        with _act(agencies, officer) as unit:
            decision.cancel(unit, number, reason)
        _travel(agencies)
    typer.echo(f"{number}: cancelled")


@app.command()
def outcome(
    number: Number,
    officer: Annotated[str, typer.Option()],
    code: Annotated[Outcome, typer.Option()],
    note: Annotated[str, typer.Option()] = "",
    world: World = DEMO,
) -> None:
    """Record how a case ended."""
    with _opened(world) as agencies, _act(agencies, officer) as unit:
        decision.record_outcome(unit, number, code, note)
    typer.echo(f"{number}: {code}")


@app.command("add-evidence")
def add_evidence(
    number: Number,
    officer: Annotated[str, typer.Option()],
    source: Annotated[str, typer.Option(help="Who says it; items of one source are not independent.")],
    kind: Annotated[str, typer.Option()],
    date: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])],
    note: Annotated[str, typer.Option()],
    affirmative: Annotated[bool, typer.Option("--affirmative/--absence")] = False,
    world: World = DEMO,
) -> None:
    """Add an item to the evidence ledger; that a record is missing counts for nothing."""
    with _opened(world) as agencies, _act(agencies, officer) as unit:
        row = unit.connection.execute(select(case_table.c.correlation).where(case_table.c.case == number)).first()
        if row is None:
            raise UsageError(f"there is no case {number}", remedy="See `tenprint case list`.")
        evidence.add(
            unit,
            number,
            row.correlation,
            source=source,
            kind=kind,
            date=f"{date:%Y-%m-%d}",
            affirmative=affirmative,
            detail={"note": note},
        )
        unit.audit("case:add_evidence", number, purpose="criminal")
    typer.echo(f"{number}: evidence added")


@app.command()
def resolve(
    number: Number,
    supervisor: Annotated[str, typer.Option()],
    citizen: Annotated[bool, typer.Option("--citizen/--not-citizen")],
    world: World = DEMO,
) -> None:
    """Decide as a supervisor on a case that a claim to citizenship holds."""
    with _opened(world) as agencies:
        with _act(agencies, supervisor) as unit:
            resolve_claim(unit, number, citizen=citizen)
        _travel(agencies)
    typer.echo(f"{number}: {'closed, a citizen' if citizen else 'goes on'}")


@contextmanager
def _opened(folder: Path) -> Iterator[Embedded]:
    world, _plan = open_world(folder)
    with world:
        yield world


@contextmanager
def _act(world: Embedded, user: str) -> Iterator[Unit]:
    """One act of a named person; each has a cause of its own."""
    with world.enforcement.unit(cause=str(new_message_id()), actor=user) as unit:
        yield unit


def _travel(world: Embedded) -> None:
    """Let what the act caused reach the other agencies."""
    world.start()
    world.settle(60)


def _word(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value or "")
