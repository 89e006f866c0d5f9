"""The support centre's research: attached once, linked by digest to what it rests on, reused, answered with its gaps.

It says what the sources answered. It sets no status and proposes nothing.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import NamedTuple

import msgspec
from sqlalchemy import insert, select

from tenprint.cases import clocks
from tenprint.cases.evidence import ledger
from tenprint.cases.machine import RESEARCH
from tenprint.cases.opening import find
from tenprint.cases.permission import permit
from tenprint.cases.rules import case_rules
from tenprint.cases.tables import case_research
from tenprint.errors import RefusedError, UsageError
from tenprint.exchange import states
from tenprint.exchange.messages import ImmigrationAlienResponse
from tenprint.exchange.unit import Unit


class Answer(StrEnum):
    """What a source answered."""

    RECORD = "record"
    NO_RECORD = "no_record"  # an absence; it says nothing
    NOT_AVAILABLE = "not_available"


class Asked(msgspec.Struct, frozen=True):
    """One source that was asked."""

    source: str
    answer: Answer
    note: str = ""


class Content(msgspec.Struct, frozen=True):
    """What research consists of; its digest covers all of it, so also the evidence and the research before."""

    query: str  # SHA-256 of the query
    evidence: list[str]  # digests of the items
    asked: list[Asked]
    summary: str
    previous: str | None = None
    reused_from: str | None = None

    def digest(self) -> str:
        """Return the SHA-256 of all of it."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()


class Completeness(NamedTuple):
    """How many of the sources that are to be asked answered, and which did not."""

    answered: int
    wanted: int
    missing: list[str]


def completeness(asked: list[Asked]) -> Completeness:
    """Hold what was asked against the rules; a source that was not available did not answer."""
    wanted = case_rules().research.sources
    answered = {entry.source for entry in asked if entry.answer is not Answer.NOT_AVAILABLE}
    missing = [source for source in wanted if source not in answered]
    return Completeness(len(wanted) - len(missing), len(wanted), missing)


def attach(unit: Unit, number: str, asked: list[Asked], summary: str, *, reused_from: str | None = None) -> str:
    """Attach the research, or supplement what is attached; answer the query with it and its gaps.

    Args:
        unit: a technician's act.
        number: the case.
        asked: sources and what they answered.
        summary: in words, without a determination.
        reused_from: digest of the research of another booking of the same person that was taken over.

    Returns:
        The digest of what was attached.

    Raises:
        UsageError: no such case, nothing asked, or the research to reuse is not here.
        RefusedError: software, or the query has not arrived.
    """
    row = find(unit, number)
    if unit.actor in ("", "system"):
        raise RefusedError("research is signed by a named technician", where=number)
    permit(unit, "case:research", row)
    if row.query is None:
        raise RefusedError("the query has not arrived yet; there is nothing to research", where=number)
    if not asked:
        raise UsageError("no source was asked", remedy="Name each source and what it answered.")
    known = select(case_research.c.sequence).where(case_research.c.digest == reused_from)
    if reused_from is not None and unit.connection.scalar(known) is None:
        raise UsageError(f"there is no research {reused_from[:12]} to reuse")
    query = unit.unseal(row.correlation, row.query, msgspec.Raw, context="query")
    content = Content(
        query=hashlib.sha256(bytes(query or b"")).hexdigest(),
        evidence=[item.digest for item in ledger(unit, number, row.correlation)],
        asked=asked,
        summary=summary,
        previous=_last(unit, number),
        reused_from=reused_from,
    )
    unit.fire(RESEARCH, number, "supplement" if content.previous else "attach")
    gaps = completeness(asked)
    unit.connection.execute(
        insert(case_research).values(
            case=number,
            digest=content.digest(),
            previous=content.previous,
            reused_from=reused_from,
            technician=unit.actor,
            at=unit.now,
            asked=gaps.answered,
            wanted=gaps.wanted,
            content=unit.seal(row.correlation, content, context="research"),
        )
    )
    clocks.stop(unit, "research", number)
    unit.send(
        "iar",
        "criminal",
        ImmigrationAlienResponse(
            case=number,
            determination=None,
            officer=unit.actor,
            note=f"Sources answered: {gaps.answered} of {gaps.wanted}. No determination was made.",
            research=content.digest(),
            answered=gaps.answered,
            wanted=gaps.wanted,
            missing=gaps.missing,
        ),
        correlation=row.correlation,
        purpose="criminal",
    )
    unit.audit("case:research", number, purpose="criminal", outcome=f"{gaps.answered} of {gaps.wanted} sources")
    return content.digest()


def attached(unit: Unit, number: str) -> list[Content]:
    """Return the research of a case, oldest first.

    Raises:
        RefusedError: content does not have the digest under which it was attached.
    """
    correlation = find(unit, number).correlation
    rows = unit.connection.execute(
        select(case_research).where(case_research.c.case == number).order_by(case_research.c.sequence)
    ).all()
    result = []
    for row in rows:
        content = unit.unseal(correlation, row.content, Content, context="research")
        if content is None:
            continue
        if content.digest() != row.digest:
            raise RefusedError(f"the research {row.digest[:12]} was altered", where=number)
        result.append(content)
    return result


def is_attached(unit: Unit, number: str) -> bool:
    """Whether a technician has attached research."""
    return states.current(unit.connection, RESEARCH, number) == "attached"


def _last(unit: Unit, number: str) -> str | None:
    return unit.connection.scalar(
        select(case_research.c.digest)
        .where(case_research.c.case == number)
        .order_by(case_research.c.sequence.desc())
        .limit(1)
    )
