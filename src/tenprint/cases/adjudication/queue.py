"""The queue: which tasks an examiner can take, and what they see of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select

from tenprint.cases.adjudication.blind import letters, task_name
from tenprint.cases.adjudication.model import Payload
from tenprint.cases.adjudication.tables import adjudication, conclusion, examination_look
from tenprint.errors import UsageError
from tenprint.exchange.unit import Unit


class Task(msgspec.Struct, frozen=True):
    """What an examiner is given. It names neither booking nor person, and shows no score.

    Attributes:
        name: of the task, for this examiner alone.
        waiting_since: when it was queued.
        letters: one for each candidate.
    """

    name: str
    waiting_since: datetime
    letters: list[str]


def open_adjudication(
    unit: Unit,
    correlation: str,
    candidates: list[tuple[str, float]],
    *,
    purpose: str = "criminal",
    prints: Mapping[int, bytes] | None = None,
    images: Mapping[int, bytes] | None = None,
) -> None:
    """Queue a search's candidates (subject, log-likelihood ratio) for examiners."""
    payload = Payload(candidates, dict(prints or {}), dict(images or {}))
    unit.connection.execute(
        insert(adjudication).values(
            correlation=correlation,
            kind="search",
            purpose=purpose,
            opened_at=unit.now,
            disagreement=False,
            candidates=unit.seal(correlation, payload, context="adjudication"),
        )
    )


def tasks(unit: Unit) -> list[Task]:
    """Return what the examiner `unit.actor` can take: open, not concluded by them, oldest first; the look is audited.

    Raises:
        NotAuthorisedError: not an examiner of this agency.
    """
    unit.permit("examination:list", "queue")
    unit.audit("examination:list", "queue", purpose="examination")
    done = select(conclusion.c.correlation).where(conclusion.c.examiner == unit.actor)
    rows = unit.connection.execute(
        select(adjudication)
        .where(adjudication.c.closed_at.is_(None), adjudication.c.correlation.not_in(done))
        .order_by(adjudication.c.opened_at, adjudication.c.correlation)
    ).all()
    result = []
    for row in rows:
        payload = payload_of(unit, row)
        if payload is not None:
            names = letters(unit, row.correlation, unit.actor, (holder for holder, _ in payload.candidates))
            result.append(Task(task_name(unit, row.correlation, unit.actor), row.opened_at, list(names)))
    return result


def find(unit: Unit, name: str) -> Row[Any]:
    """Return the open adjudication that this examiner knows under a task's name.

    Raises:
        UsageError: the examiner has no such task.
    """
    rows = unit.connection.execute(select(adjudication).where(adjudication.c.closed_at.is_(None))).all()
    for row in rows:
        if task_name(unit, row.correlation, unit.actor) == name:
            return row
    raise UsageError(f"{unit.actor} has no task {name}", remedy="See `tenprint adjudicate list`.")


def look(unit: Unit, name: str) -> tuple[Row[Any], Payload, dict[str, str]]:
    """Open a task: its row, what it holds, and letter -> holder. The first look is timed, every look is audited.

    This is for the code that draws the pictures; none of it but prints and letters may be shown.

    Raises:
        UsageError: the examiner has no such task, or its person was expunged.
    """
    unit.permit("examination:look", name)
    row = find(unit, name)
    payload = payload_of(unit, row)
    if payload is None:
        raise UsageError(f"the prints of task {name} were expunged")
    known = (examination_look.c.correlation == row.correlation) & (examination_look.c.examiner == unit.actor)
    if unit.connection.scalar(select(examination_look.c.at).where(known)) is None:
        unit.connection.execute(
            insert(examination_look).values(correlation=row.correlation, examiner=unit.actor, at=unit.now)
        )
    unit.audit("examination:look", row.correlation, purpose="examination")
    return row, payload, letters(unit, row.correlation, unit.actor, (holder for holder, _ in payload.candidates))


def payload_of(unit: Unit, row: Row[Any]) -> Payload | None:
    """Return what is looked at; None where it was expunged."""
    return unit.unseal(row.correlation, row.candidates, Payload, context="adjudication")
