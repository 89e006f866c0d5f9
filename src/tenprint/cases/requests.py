"""Requests of the jail and their withdrawal. A cancellation wins over its request wherever the two are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, update

from tenprint.accountability import disclosure
from tenprint.cases.rules import case_rules
from tenprint.cases.tables import case
from tenprint.cases.vocabulary import Action
from tenprint.exchange import outbox
from tenprint.exchange.messages import DetainerCancellation, DetainerRequest
from tenprint.exchange.unit import Unit


def request_name(number: str, count: int) -> str:
    """Return the name of a case's n-th request."""
    return f"{number}/{count}"


def send_request(unit: Unit, row: Row[Any], *, claims_known: int) -> None:
    """Send a confirmed request to the jail.

    Args:
        unit: the supervisor's act.
        row: the case.
        claims_known: how many claims from the jail itself were known; the jail suspends a request that knew fewer than
            it has passed on, so that a claim on its way is never overtaken.
    """
    rules = case_rules().action(Action(row.action))
    count = row.requests + 1
    body = DetainerRequest(
        case=row.case,
        request=request_name(row.case, count),
        kind=row.action,
        officer=row.determined_by,
        supervisor=unit.actor,
        basis=row.basis or "none",
        hold_hours=rules.hold_hours,
        notice_hours=rules.notice_hours,
        claims_known=claims_known,
    )
    message = unit.send("detainer", "booking", body, correlation=row.correlation, purpose="criminal", priority=2)
    unit.connection.execute(
        update(case).where(case.c.case == row.case).values(requests=count, request_message=message, served_at=None)
    )


def withdraw(unit: Unit, row: Row[Any], reason: str) -> str:
    """Take a request back: out of the outbox where it never left, else by a cancellation. Returns which of the two.

    A request that a delivery had claimed may have arrived, even if the delivery failed: then the jail is told.
    """
    if row.request_message and outbox.withdraw(unit.connection, row.request_message, unit.now):
        disclosure.withdrawn(unit.connection, row.request_message, unit.now)
        unit.audit("case:withdraw_request", row.case, purpose="criminal")
        return "withdrawn"
    body = DetainerCancellation(row.case, request_name(row.case, row.requests), unit.actor, reason)
    unit.send("detainer_cancellation", "booking", body, correlation=row.correlation, purpose="criminal", priority=1)
    return "cancelled"
