"""Clocks that never run out in silence: prompts before the moment, an alarm at it, and again until it is stopped.

A clock only prompts. What must happen (a release, a decision) is a person's act; it stops the clock.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from sqlalchemy import delete, insert, select, update

from tenprint.cases.clock_tables import alarm, clock
from tenprint.cases.rules import ClockRules, case_rules
from tenprint.exchange.unit import Unit

log = structlog.get_logger()


class Prompt(NamedTuple):
    """One prompt: which clock, how urgent, and when it is or was due."""

    kind: str
    key: str
    level: str  # warning | overdue
    due_at: datetime


def start(unit: Unit, kind: str, key: str, *, at: datetime | None = None, hours: float | None = None) -> datetime:
    """Start a clock, or start it anew; return when it is due.

    Args:
        unit: the unit of work.
        kind: a kind of the rules.
        key: whose clock.
        at: when it began, where that is not now.
        hours: shorter than the rules give; never longer.
    """
    rules = case_rules().clock(kind)
    began = at or unit.now
    due = began + timedelta(hours=min(rules.hours, rules.hours if hours is None else hours))
    unit.connection.execute(delete(clock).where(clock.c.kind == kind, clock.c.key == key))
    unit.connection.execute(
        insert(clock).values(
            kind=kind, key=key, started_at=began, due_at=due, next_prompt_at=_first(rules, due, unit.now)
        )
    )
    return due


def stop(unit: Unit, kind: str, key: str) -> bool:
    """Stop a clock; True where one was running."""
    stopped = unit.connection.execute(
        update(clock)
        .where(clock.c.kind == kind, clock.c.key == key, clock.c.stopped_at.is_(None))
        .values(stopped_at=unit.now, stopped_by=unit.actor)
    )
    return stopped.rowcount > 0


def due_now(unit: Unit, kind: str, key: str) -> None:
    """Make a running clock due at once: what it allowed is no longer allowed."""
    unit.connection.execute(
        update(clock)
        .where(clock.c.kind == kind, clock.c.key == key, clock.c.stopped_at.is_(None))
        .values(due_at=unit.now, next_prompt_at=unit.now)
    )


def tick(unit: Unit) -> list[Prompt]:
    """Raise every prompt that is due; each stands in the alarm table, the audit log and the program's log."""
    rows = unit.connection.execute(
        select(clock).where(clock.c.stopped_at.is_(None), clock.c.next_prompt_at <= unit.now).order_by(clock.c.due_at)
    ).all()
    return [_prompt(unit, row.kind, row.key, row.due_at) for row in rows]


def _prompt(unit: Unit, kind: str, key: str, due: datetime) -> Prompt:
    rules = case_rules().clock(kind)
    level = "overdue" if unit.now >= due else "warning"
    following = [due - timedelta(hours=h) for h in rules.warn_before] + [due]
    later = [moment for moment in following if moment > unit.now]
    after = min(later) if later else unit.now + timedelta(hours=rules.repeat_every)
    where = (clock.c.kind == kind) & (clock.c.key == key)
    unit.connection.execute(update(clock).where(where).values(next_prompt_at=after))
    unit.connection.execute(insert(alarm).values(kind=kind, key=key, level=level, at=unit.now, due_at=due))
    unit.audit(f"clock:{level}", f"{kind} {key}"[:96], purpose="custody" if kind == "hold" else "case")
    (log.error if level == "overdue" else log.warning)(
        f"clock {level}", agency=unit.agency.name, kind=kind, key=key, due=due.isoformat()
    )
    return Prompt(kind, key, level, due)


def _first(rules: ClockRules, due: datetime, now: datetime) -> datetime:
    moments = [due - timedelta(hours=h) for h in rules.warn_before] + [due]
    return min((m for m in moments if m > now), default=now)
