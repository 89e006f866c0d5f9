"""Adjudication: candidates between the bands are looked at by two examiners, blind to each other and to context."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Column, Integer, String, Table, UniqueConstraint, insert, select, update

from tenprint.errors import RefusedError, UsageError
from tenprint.exchange.unit import Unit
from tenprint.storage.schema import Moment, Sealed, metadata

EXAMINERS_NEEDED = 2  # who agree; a third decides where two do not

adjudication = Table(
    "adjudication",
    metadata,
    Column("correlation", String(64), primary_key=True),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("subject", String(96)),  # the candidate that was identified, None for none
    Column("candidates", Sealed, nullable=False),
)

conclusion = Table(
    "conclusion",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("correlation", String(64), nullable=False, index=True),
    Column("examiner", String(80), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("subject", String(96)),
    Column("at", Moment, nullable=False),
    UniqueConstraint("correlation", "examiner"),
)


class Verdict(StrEnum):
    """What an examiner concludes of a candidate."""

    IDENTIFICATION = "identification"
    EXCLUSION = "exclusion"
    INCONCLUSIVE = "inconclusive"
    NOT_SUITABLE = "not_suitable"


def open_adjudication(unit: Unit, correlation: str, candidates: list[tuple[str, float]]) -> None:
    """Queue a search's candidates (subject, log-likelihood ratio) for examiners."""
    unit.connection.execute(
        insert(adjudication).values(
            correlation=correlation,
            opened_at=unit.now,
            candidates=unit.seal(correlation, candidates, context="adjudication"),
        )
    )


def conclude(unit: Unit, correlation: str, verdict: Verdict, subject: str | None) -> tuple[bool, str | None]:
    """Record the conclusion of the examiner `unit.actor`; return whether it is settled, and the identified subject.

    Raises:
        UsageError: an identification without a subject.
        RefusedError: closed already, or this examiner concluded before.
    """
    if (verdict is Verdict.IDENTIFICATION) != (subject is not None):
        raise UsageError("an identification names the candidate, any other conclusion names none")
    row = unit.connection.execute(select(adjudication).where(adjudication.c.correlation == correlation)).first()
    if row is None or row.closed_at is not None:
        raise RefusedError(f"there is no open adjudication of {correlation}", where="adjudication")
    before = unit.connection.execute(select(conclusion).where(conclusion.c.correlation == correlation)).all()
    if any(entry.examiner == unit.actor for entry in before):
        raise RefusedError(f"{unit.actor} concluded on {correlation} before", remedy="Another examiner looks now.")
    unit.connection.execute(
        insert(conclusion).values(
            correlation=correlation, examiner=unit.actor, verdict=str(verdict), subject=subject, at=unit.now
        )
    )
    unit.audit("adjudication:conclude", correlation, purpose="examination")
    verdicts = [(entry.verdict, entry.subject) for entry in before] + [(str(verdict), subject)]
    agreed = [v for v in set(verdicts) if verdicts.count(v) >= EXAMINERS_NEEDED]
    if not agreed:
        return False, None
    chosen = agreed[0][1] if agreed[0][0] == Verdict.IDENTIFICATION else None
    unit.connection.execute(
        update(adjudication).where(adjudication.c.correlation == correlation).values(closed_at=unit.now, subject=chosen)
    )
    return True, chosen


def examiners_of(unit: Unit, correlation: str) -> list[str]:
    """Return who concluded on a search."""
    return list(
        unit.connection.scalars(
            select(conclusion.c.examiner).where(conclusion.c.correlation == correlation).order_by(conclusion.c.sequence)
        )
    )
