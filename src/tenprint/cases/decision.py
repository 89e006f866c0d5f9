"""An officer determines and proposes; another person, the supervisor, confirms. Software does neither."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select, update

from tenprint.cases.evidence import independent_affirmative
from tenprint.cases.machine import CASE
from tenprint.cases.tables import case, case_decision
from tenprint.errors import RefusedError, UsageError
from tenprint.exchange.messages import DetainerCancellation, DetainerRequest, ImmigrationAlienResponse
from tenprint.exchange.unit import Unit

EVIDENCE_NEEDED = 2  # independent affirmative items before anyone may request anything of a jail
HOLD_HOURS = 48  # 8 CFR 287.7(d) of the time: beyond the moment at which the person would be released
SOFTWARE = "system"  # the actor of steps that software takes; it can never decide


class Determination(StrEnum):
    """What an officer determines."""

    UNITED_STATES_CITIZEN = "united_states_citizen"
    LAWFUL_PERMANENT_RESIDENT = "lawful_permanent_resident"
    LAWFULLY_PRESENT = "lawfully_present"
    SUBJECT_TO_REMOVAL = "subject_to_removal"
    UNDETERMINED = "undetermined"


class Action(StrEnum):
    """What an officer proposes; no action is as easy as any."""

    NO_ACTION = "no_action"
    REQUEST_FOR_NOTIFICATION = "request_for_notification"
    DETAINER = "detainer"


class Outcome(StrEnum):
    """How a case ended."""

    TRANSFERRED = "transferred_to_custody"
    RELEASED = "released_by_jail"
    REMOVED = "removed"
    RELIEF_GRANTED = "relief_granted"
    NO_FURTHER_ACTION = "no_further_action"


def decide(unit: Unit, number: str, determination: Determination, action: Action, grounds: str) -> None:
    """Record what the officer `unit.actor` determined and proposes; answer the query with it.

    Raises:
        UsageError: there is no such case, or no grounds are given.
        RefusedError: no named officer, or a request without its preconditions.
        TransitionError: the case is not waiting for an officer.
    """
    row = _case(unit, number)
    _person(unit)
    if not grounds.strip():
        raise UsageError("a decision needs its grounds", remedy="Say in a sentence on what it rests.")
    if action is not Action.NO_ACTION:
        _check_request(unit, number, determination)
    unit.fire(CASE, number, "determine")
    unit.connection.execute(
        update(case)
        .where(case.c.case == number)
        .values(determination=str(determination), determined_by=unit.actor, determined_at=unit.now, action=str(action))
    )
    _write(unit, row, "determine", grounds, str(determination), str(action))
    unit.send(
        "iar",
        "criminal",
        ImmigrationAlienResponse(number, str(determination), unit.actor, f"Determined: {determination}."),
        correlation=row.correlation,
        purpose="criminal",
    )


def confirm(unit: Unit, number: str, *, agree: bool, grounds: str) -> None:
    """Record that the supervisor `unit.actor` confirms the proposal, or returns the case to the officer.

    Raises:
        RefusedError: the supervisor is the officer, or the preconditions of a request no longer hold.
        TransitionError: the case is not waiting for a supervisor (a claim stopped it, perhaps).
    """
    row = _case(unit, number)
    _person(unit)
    if unit.actor == row.determined_by:
        raise RefusedError("nobody confirms their own decision", where=number, remedy="Another person confirms.")
    if not agree:
        unit.fire(CASE, number, "return")
        _write(unit, row, "return", grounds)
        return
    if row.action == Action.NO_ACTION:
        unit.fire(CASE, number, "confirm_no_action")
        values = {"outcome": str(Outcome.NO_FURTHER_ACTION), "outcome_at": unit.now, "closed_at": unit.now}
    else:
        _check_request(unit, number, Determination(row.determination))
        unit.fire(CASE, number, "confirm_request")
        values = {}
        request = DetainerRequest(number, row.action, row.determined_by, unit.actor, grounds, HOLD_HOURS)
        unit.send("detainer", "booking", request, correlation=row.correlation, purpose="criminal", priority=2)
    unit.connection.execute(
        update(case).where(case.c.case == number).values(confirmed_by=unit.actor, confirmed_at=unit.now, **values)
    )
    _write(unit, row, "confirm", grounds, row.determination, row.action)


def cancel(unit: Unit, number: str, reason: str) -> None:
    """Cancel a request; the cancellation wins over the request wherever they meet."""
    row = _case(unit, number)
    _person(unit)
    unit.fire(CASE, number, "cancel")
    send_cancellation(unit, number, row.correlation, reason)
    _write(unit, row, "cancel", reason)


def send_cancellation(unit: Unit, number: str, correlation: str, reason: str) -> None:
    """Tell the jail that the request no longer stands."""
    body = DetainerCancellation(number, unit.actor, reason)
    unit.send("detainer_cancellation", "booking", body, correlation=correlation, purpose="criminal", priority=1)


def record_outcome(unit: Unit, number: str, outcome: Outcome, note: str) -> None:
    """Record how a case with a request ended; it is closed then."""
    row = _case(unit, number)
    _person(unit)
    unit.fire(CASE, number, "outcome")
    unit.connection.execute(
        update(case).where(case.c.case == number).values(outcome=str(outcome), outcome_at=unit.now, closed_at=unit.now)
    )
    _write(unit, row, "outcome", note)


def _check_request(unit: Unit, number: str, determination: Determination) -> None:
    if determination is not Determination.SUBJECT_TO_REMOVAL:
        raise RefusedError(
            f"a request of the jail does not follow from {determination}",
            where=number,
            remedy="Propose no_action, or determine on the evidence that the person is subject to removal.",
        )
    found = independent_affirmative(unit, number)
    if found < EVIDENCE_NEEDED:
        raise RefusedError(
            f"{found} independent affirmative item(s) of evidence; {EVIDENCE_NEEDED} are needed",
            where=number,
            remedy="Add what an independent source affirms. That a record is missing is no evidence.",
        )


def _person(unit: Unit) -> None:
    if not unit.actor.strip() or unit.actor == SOFTWARE:
        raise RefusedError("a decision needs a named person", remedy="Say who decides.")


def _case(unit: Unit, number: str) -> Row[Any]:
    row = unit.connection.execute(select(case).where(case.c.case == number).with_for_update()).first()
    if row is None:
        raise UsageError(f"there is no case {number}", remedy="See `tenprint case list`.")
    return row


def _write(
    unit: Unit, row: Row[Any], step: str, grounds: str, determination: str | None = None, action: str | None = None
) -> None:
    unit.connection.execute(
        insert(case_decision).values(
            case=row.case,
            at=unit.now,
            actor=unit.actor,
            step=step,
            determination=determination,
            action=action,
            grounds=unit.seal(row.correlation, grounds, context="grounds"),
        )
    )
    unit.audit(f"case:{step}", row.case, purpose="criminal")
