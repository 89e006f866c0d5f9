"""An officer determines and proposes; another person, the supervisor, confirms. Software does neither."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from tenprint.accountability.names import is_software
from tenprint.cases import clocks, preconditions, requests
from tenprint.cases.machine import CASE, REQUEST_STANDS
from tenprint.cases.opening import find
from tenprint.cases.permission import permit
from tenprint.cases.preconditions import Proposal
from tenprint.cases.statements import statements
from tenprint.cases.tables import case, case_claim, case_decision
from tenprint.cases.vocabulary import Action, Basis, Determination, Outcome, Reason
from tenprint.errors import RefusedError, UsageError
from tenprint.exchange import states
from tenprint.exchange.messages import ImmigrationAlienResponse
from tenprint.exchange.unit import Unit

__all__ = ["Action", "Basis", "Determination", "Outcome", "Reason", "cancel", "confirm", "decide", "record_outcome"]


def decide(
    unit: Unit,
    number: str,
    determination: Determination,
    action: Action,
    grounds: str,
    *,
    reasons: Sequence[Reason] = (Reason.STATED_IN_GROUNDS,),
    basis: Basis | None = None,
) -> None:
    """Record what the officer `unit.actor` determined and proposes; answer the query with it.

    Raises:
        UsageError: there is no such case, or no grounds or reasons are given.
        RefusedError: no named officer, no query yet, or a request without its preconditions.
        TransitionError: the case is not waiting for an officer.
    """
    row = find(unit, number)
    require_person(unit)
    permit(unit, "case:determine", row)
    if not grounds.strip() or not reasons:
        raise UsageError("a decision needs its grounds", remedy="Say in a sentence on what it rests.")
    if row.opened_at is None:
        raise RefusedError("the query has not arrived yet", where=number)
    preconditions.check(unit, Proposal(row, determination, action, basis))
    unit.fire(CASE, number, "determine")
    unit.connection.execute(
        update(case)
        .where(case.c.case == number)
        .values(
            determination=str(determination),
            determined_by=unit.actor,
            determined_at=unit.now,
            action=str(action),
            reasons=",".join(reasons),
            basis=basis,
            confirmed_by=None,
            confirmed_at=None,
        )
    )
    write(unit, row, "determine", grounds, determination=determination, action=action, reasons=reasons)
    unit.send(
        "iar",
        "criminal",
        ImmigrationAlienResponse(
            case=number,
            determination=str(determination),
            officer=unit.actor,
            note=" ".join([f"An officer determined: {determination}.", *statements(unit, row.correlation)]),
        ),
        correlation=row.correlation,
        purpose="criminal",
    )


def confirm(unit: Unit, number: str, *, agree: bool, grounds: str) -> None:
    """Record that the supervisor `unit.actor` confirms the proposal, or returns the case to the officer.

    Raises:
        UsageError: no grounds.
        RefusedError: the supervisor is the officer, or the preconditions of a request no longer hold.
        TransitionError: the case is not waiting for a supervisor (a claim stopped it, perhaps).
    """
    row = find(unit, number)
    require_person(unit)
    permit(unit, "case:confirm", row, row.determined_by)
    if not grounds.strip():
        raise UsageError("a decision needs its grounds", remedy="Say in a sentence on what it rests.")
    if not agree:
        unit.fire(CASE, number, "return")
        write(unit, row, "return", grounds)
        return
    if row.action == Action.NO_ACTION:
        unit.fire(CASE, number, "confirm_no_action")
        close(unit, number, Outcome.NO_FURTHER_ACTION)
    else:
        unit.fire(CASE, number, "confirm_request")
        proposal = Proposal(
            row,
            Determination(row.determination),
            Action(row.action),
            Basis(row.basis) if row.basis else None,
            confirmed_by=unit.actor,
        )
        preconditions.check(unit, proposal)
        requests.send_request(unit, row, claims_known=_claims_from_jail(unit, number))
    unit.connection.execute(
        update(case).where(case.c.case == number).values(confirmed_by=unit.actor, confirmed_at=unit.now)
    )
    write(unit, row, "confirm", grounds, determination=row.determination, action=row.action)


def cancel(unit: Unit, number: str, reason: str) -> None:
    """Cancel a request; the cancellation wins over the request wherever they meet.

    Raises:
        UsageError: no such case or no reason.
        TransitionError: no request stands.
    """
    row = find(unit, number)
    require_person(unit)
    permit(unit, "case:cancel", row)
    if not reason.strip():
        raise UsageError("a cancellation says why", remedy="Give a reason.")
    unit.fire(CASE, number, "cancel")
    requests.withdraw(unit, row, reason)
    clocks.due_now(unit, "hold", number)
    write(unit, row, "cancel", reason)


def record_outcome(unit: Unit, number: str, outcome: Outcome, note: str) -> None:
    """Record how a case with a request ended; it is closed then, and its request with it, wherever that is."""
    row = find(unit, number)
    require_person(unit)
    permit(unit, "case:outcome", row)
    before = states.current(unit.connection, CASE, number)
    unit.fire(CASE, number, "outcome")
    if before in REQUEST_STANDS:
        requests.withdraw(unit, row, f"the case was closed: {outcome}")
        clocks.due_now(unit, "hold", number)
    close(unit, number, outcome)
    write(unit, row, "outcome", note)


def close(unit: Unit, number: str, outcome: Outcome) -> None:
    """Write the end of a case and stop its clocks; a hold's clock runs on until the jail says that it ended."""
    for kind in ("research", "claim_review"):
        clocks.stop(unit, kind, number)
    unit.connection.execute(
        update(case).where(case.c.case == number).values(outcome=str(outcome), outcome_at=unit.now, closed_at=unit.now)
    )


def require_person(unit: Unit) -> None:
    """Refuse software.

    Raises:
        RefusedError: the actor is not a named person.
    """
    if is_software(unit.actor):
        raise RefusedError("a decision needs a named person", remedy="Say who decides.")


def write(
    unit: Unit,
    row: Row[Any],
    step: str,
    grounds: str,
    *,
    determination: str | None = None,
    action: str | None = None,
    reasons: Sequence[str] = (),
) -> None:
    """Write a step of the decision journal, and the audit entry that goes with it."""
    unit.connection.execute(
        insert(case_decision).values(
            case=row.case,
            at=unit.now,
            actor=unit.actor,
            step=step,
            determination=None if determination is None else str(determination),
            action=None if action is None else str(action),
            reasons=",".join(reasons) or None,
            grounds=unit.seal(row.correlation, grounds, context="grounds"),
        )
    )
    unit.audit(f"case:{step}", row.case, purpose="criminal")


def _claims_from_jail(unit: Unit, number: str) -> int:
    query = (
        select(func.count())
        .select_from(case_claim)
        .where(case_claim.c.case == number, case_claim.c.origin == "booking")
    )
    return int(unit.connection.scalar(query) or 0)
