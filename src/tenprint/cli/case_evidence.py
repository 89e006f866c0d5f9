"""`tenprint case add-evidence|address|research`: the ledger and the support centre's research."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from tenprint.cases import evidence
from tenprint.cases import research as support_centre
from tenprint.cases.rules import case_rules
from tenprint.cases.vocabulary import Affirms, Reliability
from tenprint.cli.case_options import DEMO, OFFICER, TECHNICIAN, Grounds, Number, World, acting
from tenprint.errors import UsageError


def add_evidence(
    number: Number,
    officer: Annotated[str, typer.Option(help="Your name.")],
    source: Annotated[str, typer.Option(help="Who says it; items of one source are not independent.")],
    kind: Annotated[str, typer.Option(help="Kind of record, as removal, birth certificate.")],
    date: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])],
    note: Annotated[str, typer.Option(help="What it says.")],
    affirms: Annotated[Affirms, typer.Option(help="What it affirms; that a record is missing affirms nothing.")],
    reliability: Annotated[Reliability, typer.Option(help="How it is tied to the person.")] = Reliability.UNVERIFIED,
    rests_on: Annotated[str | None, typer.Option(help="Digest of the item it was taken from.")] = None,
    world: World = DEMO,
) -> None:
    """Add an item to the evidence ledger."""
    with acting(world, officer, OFFICER) as unit:
        digest = evidence.add(
            unit,
            number,
            source=source,
            kind=kind,
            date=f"{date:%Y-%m-%d}",
            affirms=affirms,
            reliability=reliability,
            detail={"note": note},
            rests_on=rests_on,
        )
    typer.echo(f"{number}: evidence {digest} added")


def address(
    number: Number,
    item: Annotated[int, typer.Argument(help="Number of the item, as `tenprint case show` has it.")],
    officer: Annotated[str, typer.Option(help="Your name.")],
    grounds: Grounds,
    world: World = DEMO,
) -> None:
    """Say why evidence of citizenship or lawful presence does not stand against a request."""
    with acting(world, officer, OFFICER) as unit:
        evidence.address(unit, number, item, grounds)
    typer.echo(f"{number}: item {item} addressed")


def research(
    number: Number,
    technician: Annotated[str, typer.Option(help="Your name.")],
    asked: Annotated[list[str], typer.Option(help="SOURCE=record|no_record|not_available; for each source.")],
    summary: Annotated[str, typer.Option(help="What the sources say, without a determination.")],
    reuse: Annotated[str | None, typer.Option(help="Digest of research on the same person to take over.")] = None,
    world: World = DEMO,
) -> None:
    """Attach the support centre's research; the response names its gaps."""
    answers = [_asked(text) for text in asked]
    with acting(world, technician, TECHNICIAN) as unit:
        digest = support_centre.attach(unit, number, answers, summary, reused_from=reuse)
    gaps = support_centre.completeness(answers)
    typer.echo(f"{number}: research {digest}: {gaps.answered} of {gaps.wanted} sources answered")


def _asked(text: str) -> support_centre.Asked:
    source, _, answer = text.rpartition("=")
    if not source or answer not in list(support_centre.Answer):
        known = "; ".join(case_rules().research.sources)
        raise UsageError(f"{text!r} names no source and answer", remedy=f"SOURCE=record; sources: {known}.")
    return support_centre.Asked(source, support_centre.Answer(answer))


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("add-evidence")(add_evidence)
    app.command()(address)
    app.command()(research)
