"""`tenprint case decide|confirm|cancel|outcome`: what an officer and a supervisor do."""

from __future__ import annotations

from typing import Annotated

import typer

from tenprint.cases import decision
from tenprint.cases.vocabulary import Action, Basis, Determination, Outcome, Reason
from tenprint.cli.case_options import DEMO, OFFICER, SUPERVISOR, Grounds, Number, World, acting

Officer = Annotated[str, typer.Option(help="Your name.")]


def decide(
    number: Number,
    officer: Officer,
    determination: Annotated[Determination, typer.Option()],
    grounds: Grounds,
    action: Annotated[Action, typer.Option()] = Action.NO_ACTION,
    reason: Annotated[list[Reason] | None, typer.Option(help="May be given more than once.")] = None,
    basis: Annotated[Basis | None, typer.Option(help="Legal basis; a detainer needs one.")] = None,
    world: World = DEMO,
) -> None:
    """Determine as an officer and propose an action; another person confirms."""
    with acting(world, officer, OFFICER) as unit:
        decision.decide(
            unit,
            number,
            determination,
            action,
            grounds,
            reasons=reason or [Reason.STATED_IN_GROUNDS],
            basis=basis,
        )
    typer.echo(f"{number}: {determination}, proposed {action}; waits for a supervisor")


def confirm(
    number: Number,
    supervisor: Annotated[str, typer.Option(help="Your name; not the officer's.")],
    grounds: Grounds,
    agree: Annotated[bool, typer.Option("--agree/--return", help="Confirm, or give back to the officer.")] = True,
    world: World = DEMO,
) -> None:
    """Confirm an officer's proposal as a supervisor, or return it."""
    with acting(world, supervisor, SUPERVISOR) as unit:
        decision.confirm(unit, number, agree=agree, grounds=grounds)
    typer.echo(f"{number}: {'confirmed' if agree else 'returned'}")


def cancel(
    number: Number, officer: Officer, reason: Annotated[str, typer.Option(help="Why.")], world: World = DEMO
) -> None:
    """Cancel a request; the cancellation always wins."""
    with acting(world, officer, OFFICER) as unit:
        decision.cancel(unit, number, reason)
    typer.echo(f"{number}: cancelled")


def outcome(
    number: Number,
    officer: Officer,
    code: Annotated[Outcome, typer.Option()],
    note: Annotated[str, typer.Option()] = "",
    world: World = DEMO,
) -> None:
    """Record how a case ended."""
    with acting(world, officer, OFFICER) as unit:
        decision.record_outcome(unit, number, code, note)
    typer.echo(f"{number}: {code}")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (decide, confirm, cancel, outcome):
        app.command()(command)
