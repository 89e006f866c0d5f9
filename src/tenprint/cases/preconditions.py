"""What must be so before the jail may be asked for anything. Which action needs which stands in the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from tenprint.cases import evidence, research
from tenprint.cases.rules import case_rules
from tenprint.cases.tables import case_claim
from tenprint.cases.vocabulary import Action, Basis, Determination
from tenprint.errors import RefusedError
from tenprint.exchange.unit import Unit


@dataclass(frozen=True)
class Proposal:
    """What is proposed on a case, and, once it was, who is about to confirm it."""

    row: Row[Any]
    determination: Determination
    action: Action
    basis: Basis | None
    confirmed_by: str | None = None


def subject_to_removal(_unit: Unit, proposal: Proposal) -> str | None:
    """The officer determined it."""
    if proposal.determination is not Determination.SUBJECT_TO_REMOVAL:
        return f"a request of the jail does not follow from {proposal.determination}"
    return None


def affirmative_evidence(unit: Unit, proposal: Proposal) -> str | None:
    """Independent sources affirm it; that a record is missing is no evidence."""
    found, needed = evidence.independent_affirmative(unit, proposal.row.case), case_rules().evidence.independent_items
    return f"{found} independent affirmative item(s) of evidence; {needed} are needed" if found < needed else None


def opposing_addressed(unit: Unit, proposal: Proposal) -> str | None:
    """Whatever affirms citizenship or lawful presence was addressed, by somebody other than who acts now to confirm."""
    items = evidence.unaddressed(unit, proposal.row.case, except_by=proposal.confirmed_by)
    if items:
        numbers = ", ".join(map(str, items))
        return f"evidence of citizenship or lawful presence was not addressed by another person (item {numbers})"
    return None


def research_attached(unit: Unit, proposal: Proposal) -> str | None:
    """The support centre asked its sources."""
    return None if research.is_attached(unit, proposal.row.case) else "no research is attached"


def no_open_claim(unit: Unit, proposal: Proposal) -> str | None:
    """No claim to citizenship waits for a supervisor."""
    query = select(case_claim.c.sequence).where(
        case_claim.c.case == proposal.row.case, case_claim.c.resolved_at.is_(None)
    )
    return None if unit.connection.scalar(query.limit(1)) is None else "a claim to citizenship is not decided"


def in_custody(_unit: Unit, proposal: Proposal) -> str | None:
    """The jail did not say that the person is gone."""
    return f"the person is {proposal.row.custody}" if proposal.row.custody in ("released", "transferred") else None


def basis_stated(_unit: Unit, proposal: Proposal) -> str | None:
    """A legal basis that the rules accept for this action."""
    accepted = case_rules().action(proposal.action).bases
    return None if proposal.basis in accepted else f"a legal basis is needed: {', '.join(accepted)}"


PRECONDITIONS: dict[str, Callable[[Unit, Proposal], str | None]] = {
    check.__name__: check
    for check in (
        subject_to_removal,
        affirmative_evidence,
        opposing_addressed,
        research_attached,
        no_open_claim,
        in_custody,
        basis_stated,
    )
}


def missing(unit: Unit, proposal: Proposal) -> list[str]:
    """Return what is missing for the proposal, in words; an empty list where nothing is."""
    checks = case_rules().action(proposal.action).preconditions
    return [reason for name in checks if (reason := PRECONDITIONS[name](unit, proposal)) is not None]


def check(unit: Unit, proposal: Proposal) -> None:
    """Refuse a proposal whose preconditions are not met.

    Raises:
        RefusedError: with everything that is missing.
    """
    reasons = missing(unit, proposal)
    if reasons:
        raise RefusedError(
            "; ".join(reasons),
            where=proposal.row.case,
            remedy="Propose no_action, or add what is missing. That a record was not found is no evidence.",
        )
