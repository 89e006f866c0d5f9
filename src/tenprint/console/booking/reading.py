"""What the booking pages read: submissions by page, one submission with its file, its way in time."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, select

from tenprint import transaction
from tenprint.agency.booking.tables import booking_submission
from tenprint.console.framework.desk import Desk
from tenprint.console.framework.paging import Slice, newest_first
from tenprint.errors import UsageError
from tenprint.exchange.machines import SUBMISSION
from tenprint.exchange.tables import SUBMITTED, machine_state, outbox, transition
from tenprint.transaction import Transaction

STATES = ("submitted", "answered", "rejected")


class Sent(NamedTuple):
    """A submission; its file is None where its retention is over."""

    row: Row[Any]
    state: str
    parsed: Transaction | None


class Step(NamedTuple):
    """One step of a submission's way; `at` is None where it was not taken yet."""

    words: str
    at: datetime | None
    note: str
    tone: str


def listing(desk: Desk, state: str, before: int | None, after: int | None) -> Slice:
    """Return submissions, newest first, with the state in which each is; of the user's own ORI only."""
    with desk.read() as connection:
        return newest_first(connection, _query(desk, state), transition.c.sequence, before=before, after=after)


def _query(desk: Desk, state: str) -> Select[Any]:
    machine = (transition.c.machine == SUBMISSION.name) & (transition.c.event == "submit")
    if state in ("", "answered"):  # most rows: walk down the key; an index by event would have all of them sorted
        machine = (transition.c.machine.concat("") == SUBMISSION.name) & (transition.c.event.concat("") == "submit")
    if state == "submitted":  # few among many: begin with their states
        waiting = select(machine_state.c.key).where(machine_state.c.machine == SUBMISSION.name, SUBMITTED)
        machine = (
            (transition.c.machine == SUBMISSION.name)
            & transition.c.key.in_(waiting)
            & (transition.c.event.concat("") == "submit")
        )
    if state == "rejected":  # few among many, too
        machine = (transition.c.machine == SUBMISSION.name) & (transition.c.event == "reject")
    query = (
        select(transition.c.sequence, booking_submission, machine_state.c.state, machine_state.c.since)
        .join(booking_submission, booking_submission.c.correlation == transition.c.key)
        .join(
            machine_state,
            (machine_state.c.machine == SUBMISSION.name) & (machine_state.c.key == transition.c.key),
        )
        .where(machine)
    )
    if state in STATES:
        query = query.where(machine_state.c.state == state)
    if desk.account.ori is not None:
        query = query.where(booking_submission.c.ori == desk.account.ori)
    return query


def open_submission(desk: Desk, correlation: str, *, audited: bool = True) -> Sent:
    """Return a submission of the user's ORI with its file; the look is audited.

    Raises:
        UsageError: there is no such submission of the user's ORI.
        NotAuthorisedError: not somebody who books.
    """
    with desk.act("criminal") as unit:
        unit.permit("answer:read", correlation)
        query = select(booking_submission).where(booking_submission.c.correlation == correlation)
        row = unit.connection.execute(query).first()
        if row is None or desk.account.ori not in (None, row.ori):
            raise UsageError(f"there is no submission {correlation}")
        if audited:
            unit.audit("answer:read", correlation, purpose="criminal")
        data = unit.agency.vault.open(unit.connection, correlation, row.data, context="submission")
        state = state_of(unit.connection, correlation)
    return Sent(row, state, None if data is None else transaction.read(data))


def state_of(connection: Connection, correlation: str) -> str:
    """Return the state of a submission."""
    where = (machine_state.c.machine == SUBMISSION.name) & (machine_state.c.key == correlation)
    return str(connection.scalar(select(machine_state.c.state).where(where)) or SUBMISSION.initial)


def way(desk: Desk, correlation: str) -> list[Step]:
    """Return the steps of a submission as this agency's journal knows them."""
    with desk.read() as connection:
        submitted = connection.execute(
            select(booking_submission.c.submitted_at, booking_submission.c.submitted_by).where(
                booking_submission.c.correlation == correlation
            )
        ).first()
        sent = connection.execute(
            select(outbox.c.state, outbox.c.finished_at, outbox.c.receiver, outbox.c.attempts, outbox.c.error)
            .where(outbox.c.correlation == correlation, outbox.c.type == "submission")
            .order_by(outbox.c.sequence)
        ).first()
        answers = connection.execute(
            select(transition.c.event, transition.c.at)
            .where(transition.c.machine == SUBMISSION.name, transition.c.key == correlation)
            .order_by(transition.c.sequence)
        ).all()
    steps = []
    if submitted is not None:
        steps.append(Step("Accepted here, durably", submitted.submitted_at, f"by {submitted.submitted_by}", "good"))
    if sent is not None:
        steps.append(_delivery(sent))
    taken = {row.event: row.at for row in answers}
    if "reject" in taken:
        steps.append(Step("Rejected", taken["reject"], "correct it and send again under a new TCN", "stop"))
    elif "answer" in taken:
        steps.append(Step("Answered", taken["answer"], "", "good"))
    else:
        steps.append(Step("Waiting for the answer", None, "searched by state and criminal repository", "busy"))
    if "second_answer" in taken:
        steps.append(
            Step("Second answer relayed", taken["second_answer"], "for information; nothing is to be done", "good")
        )
    return steps


def _delivery(sent: Any) -> Step:
    if sent.state == "sent":
        return Step(f"Delivered to {sent.receiver}", sent.finished_at, "", "good")
    if sent.state == "dead":
        return Step(f"Not delivered to {sent.receiver}", None, sent.error or "", "stop")
    note = f"tried {sent.attempts} times, goes on by itself" if sent.attempts else ""
    return Step(f"On its way to {sent.receiver}", None, note, "busy")
