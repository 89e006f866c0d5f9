"""Which bookings a role has answered since a moment: from then on their retention counts. Each query uses an index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, select

from tenprint.accountability.ledger import retention
from tenprint.agency.booking.tables import booking_answer, booking_submission
from tenprint.agency.criminal.tables import criminal_search
from tenprint.agency.immigration.tables import immigration_search
from tenprint.agency.state.tables import state_relay
from tenprint.cases.tables import case
from tenprint.exchange.tables import inbox, transition
from tenprint.policy.retention import Outcome, Role


class Settled(NamedTuple):
    """A booking that was answered; its purpose is `tot:CAR` where only the transaction's type is known."""

    correlation: str
    purpose: str
    outcome: Outcome
    at: datetime


def settled(connection: Connection, role: Role, since: datetime | None) -> Iterator[Settled]:
    """Yield what was answered at or after a moment and has no plan of retention yet.

    Args:
        connection: to the agency's database.
        role: of the agency.
        since: None for all, whenever it was.
    """
    if role == "booking":
        query = select(booking_submission.c.purpose, booking_answer).join(
            booking_answer, booking_answer.c.correlation == booking_submission.c.correlation
        )
        query = query.where(booking_answer.c.kind != "second")
        for row in _fresh(connection, query, booking_answer.c.correlation, booking_answer.c.received_at, since):
            outcome: Outcome = "error" if row.kind.startswith("ERR") else "hit" if row.identified else "no_hit"
            yield Settled(row.correlation, row.purpose, outcome, row.received_at)
    elif role == "state":
        for row in _answered(connection, state_relay, since):
            outcome = "error" if row.answer.startswith("ERR") else "hit" if row.identified else "no_hit"
            yield Settled(row.correlation, f"tot:{row.tot}", outcome, row.answered_at)
    elif role == "criminal":
        for row in _answered(connection, criminal_search, since):
            yield Settled(row.correlation, row.purpose, "hit" if row.identified else "no_hit", row.answered_at)
        yield from _refused(connection, since)
    elif role == "immigration":
        for row in _answered(connection, immigration_search, since):
            yield Settled(row.correlation, "criminal", "hit" if row.outcome == "match" else "no_hit", row.answered_at)
    else:
        query = select(case).where(case.c.closed_at.is_not(None))
        for row in _fresh(connection, query, case.c.correlation, case.c.closed_at, since):
            yield Settled(row.correlation, "criminal", "hit", row.closed_at)


def _answered(connection: Connection, table: Any, since: datetime | None) -> list[Any]:
    query = select(table).where(table.c.answered_at.is_not(None))
    return _fresh(connection, query, table.c.correlation, table.c.answered_at, since)


def _refused(connection: Connection, since: datetime | None) -> Iterator[Settled]:
    query = (
        select(transition.c.key, transition.c.at, inbox.c.purpose)
        .join(inbox, and_(inbox.c.correlation == transition.c.key, inbox.c.type == "submission"), isouter=True)
        .where(transition.c.machine == "submission", transition.c.event == "reject")
    )
    for row in _fresh(connection, query, transition.c.key, transition.c.at, since):
        yield Settled(row.key, row.purpose or "criminal", "error", row.at)


def _fresh(connection: Connection, query: Select[Any], key: Any, at: Any, since: datetime | None) -> list[Any]:
    """Add what makes a query incremental: from a moment on, and not planned yet."""
    if since is not None:
        query = query.where(at >= since)
    planned = select(retention.c.correlation).where(retention.c.correlation == key)
    return list(connection.execute(query.where(~planned.exists())))
