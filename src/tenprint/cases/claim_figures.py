"""Figures on claims to citizenship: how many, from where, what became of them, and the errors they uncovered."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from tenprint.cases.tables import case_claim
from tenprint.exchange.tables import transition


class ClaimFigures(msgspec.Struct, frozen=True):
    """Counted from the claims and the journal of transitions.

    Attributes:
        claims: all claims; one case may have several.
        cases: cases with a claim.
        by_channel: claims by channel.
        open, overdue: not decided yet; of them past their deadline.
        citizens, not_citizens: cases by what a supervisor decided.
        citizens_requested: confirmed citizens of whom a request had been made before: errors.
        error_rate: of all cases in which a request was confirmed, the share that were citizens; None without any.
    """

    claims: int
    cases: int
    by_channel: dict[str, int]
    open: int
    overdue: int
    citizens: int
    not_citizens: int
    citizens_requested: int
    error_rate: float | None


def claim_figures(connection: Connection, now: datetime) -> ClaimFigures:
    """Count the claims of an enforcement agency's database."""
    rows = connection.execute(select(case_claim)).all()
    requested = set(
        connection.scalars(
            select(transition.c.key).where(transition.c.machine == "case", transition.c.event == "confirm_request")
        )
    )
    citizens = {row.case for row in rows if row.result == "citizen"}
    undecided = [row for row in rows if row.resolved_at is None]
    wrong = citizens & requested
    return ClaimFigures(
        claims=len(rows),
        cases=len({row.case for row in rows}),
        by_channel=dict(sorted(Counter(row.channel for row in rows).items())),
        open=len(undecided),
        overdue=sum(row.due_at <= now for row in undecided),
        citizens=len(citizens),
        not_citizens=len({row.case for row in rows if row.result == "not_citizen"} - citizens),
        citizens_requested=len(wrong),
        error_rate=len(wrong) / len(requested) if requested else None,
    )
