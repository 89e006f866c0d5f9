"""The evidence ledger: each item has source, date and kind, and says something or reports an absence.

Absence of a record counts for nothing. Items of the same source are not independent of each other.
"""

from __future__ import annotations

import hashlib

import msgspec
from sqlalchemy import insert, select

from tenprint.cases.tables import case_evidence
from tenprint.exchange.unit import Unit


class Item(msgspec.Struct, frozen=True):
    """One item of the ledger, opened."""

    source: str
    kind: str
    date: str
    affirmative: bool
    added_by: str
    detail: dict[str, object]


def add(
    unit: Unit,
    number: str,
    correlation: str,
    *,
    source: str,
    kind: str,
    date: str,
    affirmative: bool,
    detail: dict[str, object],
) -> None:
    """Write an item; the same item again (by content) changes nothing."""
    digest = hashlib.sha256(msgspec.json.encode([source, kind, date, affirmative, detail], order="sorted")).hexdigest()
    where = (case_evidence.c.case == number) & (case_evidence.c.digest == digest)
    if unit.connection.scalar(select(case_evidence.c.sequence).where(where)) is not None:
        return
    unit.connection.execute(
        insert(case_evidence).values(
            case=number,
            source=source,
            kind=kind,
            date=date,
            affirmative=affirmative,
            added_by=unit.actor,
            added_at=unit.now,
            digest=digest,
            detail=unit.seal(correlation, detail, context="evidence"),
        )
    )


def ledger(unit: Unit, number: str, correlation: str) -> list[Item]:
    """Return all items of a case, in the order in which they came."""
    rows = unit.connection.execute(
        select(case_evidence).where(case_evidence.c.case == number).order_by(case_evidence.c.sequence)
    ).all()
    items = []
    for row in rows:
        detail = unit.unseal(correlation, row.detail, dict[str, object], context="evidence") or {}
        items.append(Item(row.source, row.kind, row.date, row.affirmative, row.added_by, detail))
    return items


def independent_affirmative(unit: Unit, number: str) -> int:
    """Return how many independent sources affirm something; absences and repetitions count for nothing."""
    sources = unit.connection.scalars(
        select(case_evidence.c.source)
        .where(case_evidence.c.case == number, case_evidence.c.affirmative.is_(True))
        .distinct()
    )
    return len(set(sources))
