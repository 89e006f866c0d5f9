"""The watch: what is overdue, dead or refused raises an alarm, once, and the alarm ends when the cause does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Column, Connection, Integer, String, Table, and_, func, insert, select, update

from tenprint.exchange.tables import CONNECTION, evidence, inbox, machine_state, outbox
from tenprint.exchange.waits import WAITS
from tenprint.policy import PriorityPolicy
from tenprint.storage.schema import Moment, metadata

queue_alarm = Table(
    "queue_alarm",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(24), nullable=False),
    Column("subject", String(80), nullable=False, index=True),
    Column("words", String(300), nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("cleared_at", Moment),
)


class Problem(NamedTuple):
    """Something that somebody has to look at."""

    kind: str  # overdue | late | dead_letters | refused | connection
    subject: str  # the queue and, for what is overdue, the priority
    words: str


def problems(connection: Connection, now: datetime, priorities: PriorityPolicy) -> list[Problem]:
    """Return what is wrong with the queues now.

    Args:
        connection: of the agency.
        now: the time.
        priorities: how soon a message of each priority (EBTS PRY) must be through.
    """
    found = []
    for name, table in (("inbox", inbox), ("outbox", outbox)):
        dead = connection.scalar(select(func.count()).select_from(table).where(table.c.state == "dead"))
        if dead:
            found.append(Problem("dead_letters", name, f"{dead} dead letter(s) in the {name}: see `tenprint status`"))
        oldest = connection.execute(
            select(table.c.priority, func.min(table.c.created_at).label("since"))
            .where(table.c.state == "waiting")
            .group_by(table.c.priority)
        )
        for row in oldest:
            due = priorities.due(row.since, tot="", pry=min(max(row.priority, 1), 9))
            if due.at < now:
                words = (
                    f"the oldest message of priority {row.priority} in the {name} was due at {due.at:%Y-%m-%d %H:%M}"
                )
                found.append(Problem("overdue", f"{name} {row.priority}", words))
    for wait in WAITS:
        late = connection.scalar(
            select(func.count())
            .select_from(machine_state)
            .where(
                machine_state.c.machine == wait.machine,
                machine_state.c.state == wait.state,
                machine_state.c.since < now - timedelta(seconds=wait.seconds),
            )
        )
        if late:
            found.append(Problem("late", f"{wait.machine} {wait.state}", f"{late} {wait.words}"))
    ours = evidence.c.reason.startswith(CONNECTION)
    refused = connection.scalar(select(func.max(evidence.c.sequence)).where(~ours))
    if refused:
        found.append(Problem("refused", f"evidence {refused}", "a message was refused and kept as evidence"))
    last = connection.execute(select(evidence).where(ours).order_by(evidence.c.sequence.desc()).limit(1)).first()
    if last:  # whoever showed a certificate is nobody's patient: its words are told
        found.append(Problem("connection", f"evidence {last.sequence}", last.reason))
    return found


def update_alarms(connection: Connection, now: datetime, found: list[Problem]) -> list[Problem]:
    """Raise an alarm for each problem that has none, end those whose problem is gone; return the new ones."""
    open_rows = connection.execute(
        select(queue_alarm.c.sequence, queue_alarm.c.kind, queue_alarm.c.subject).where(
            queue_alarm.c.cleared_at.is_(None)
        )
    ).all()
    standing = {(row.kind, row.subject) for row in open_rows}
    present = {(problem.kind, problem.subject) for problem in found}
    new = [problem for problem in found if (problem.kind, problem.subject) not in standing]
    for problem in new:
        connection.execute(
            insert(queue_alarm).values(
                kind=problem.kind, subject=problem.subject, words=problem.words[:300], raised_at=now
            )
        )
    gone = [row.sequence for row in open_rows if (row.kind, row.subject) not in present]
    if gone:
        connection.execute(
            update(queue_alarm)
            .where(and_(queue_alarm.c.sequence.in_(gone), queue_alarm.c.cleared_at.is_(None)))
            .values(cleared_at=now)
        )
    return new


def alarms(connection: Connection) -> list[tuple[str, str, datetime]]:
    """Return the standing alarms: kind, words, since when."""
    rows = connection.execute(
        select(queue_alarm).where(queue_alarm.c.cleared_at.is_(None)).order_by(queue_alarm.c.sequence)
    )
    return [(row.kind, row.words, row.raised_at) for row in rows]
