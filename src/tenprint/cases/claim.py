"""The citizenship-claim hold: a claim, from whatever role and channel, stops the case and what is under way."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from tenprint.cases import clocks, requests
from tenprint.cases.decision import Determination, Outcome, close, require_person, write
from tenprint.cases.machine import CASE, REQUEST_STANDS
from tenprint.cases.opening import ensure, find
from tenprint.cases.permission import permit
from tenprint.cases.tables import case, case_claim
from tenprint.errors import UsageError
from tenprint.exchange import states
from tenprint.exchange.unit import Unit


def claim(unit: Unit, correlation: str, *, ori: str, county: str, channel: str, statement: str = "") -> str:
    """Write down as a person of this agency that a claim was made; the case is held at once. See `hold`.

    Raises:
        RefusedError: software.
        NotAuthorisedError: not somebody who deals with people.
    """
    require_person(unit)
    unit.permit("claim:make", correlation)
    origin = unit.agency.partners[unit.agency.name].role
    return hold(unit, correlation, ori=ori, county=county, channel=channel, origin=origin, statement=statement)


def hold(unit: Unit, correlation: str, *, ori: str, county: str, channel: str, origin: str, statement: str = "") -> str:
    """Hold the case of a booking, also one whose query has not arrived; a standing request is taken back at once.

    Args:
        unit: the message's or the person's unit of work.
        correlation: the booking.
        ori, county: of the booking agency.
        channel: how the claim was made; see `vocabulary.Channel`.
        origin: role at which it was made.
        statement: what was said; sealed.

    Returns:
        The case number.
    """
    number = ensure(unit, correlation, ori=ori, county=county)
    row = find(unit, number)
    before = states.current(unit.connection, CASE, number)
    after = unit.fire(CASE, number, "claim")
    if before in REQUEST_STANDS:
        requests.withdraw(unit, row, "a citizenship claim was made")
        clocks.due_now(unit, "hold", number)
    clocks.stop(unit, "research", number)
    due = clocks.start(unit, "claim_review", number)
    unit.connection.execute(
        insert(case_claim).values(
            case=number,
            origin=origin,
            channel=channel[:20],
            at=unit.now,
            case_state=before,
            due_at=due,
            statement=unit.seal(correlation, statement, context="claim"),
        )
    )
    unit.connection.execute(update(case).where(case.c.case == number).values(citizenship_claimed=True))
    unit.audit("case:citizenship_claim", number, purpose="criminal", outcome=f"{after}, from {channel}"[:80])
    return number


def resolve(unit: Unit, number: str, *, citizen: bool, grounds: str) -> None:
    """Decide as a supervisor on all open claims of a case: a citizen's case is closed with no request.

    Raises:
        UsageError: there is no such case, no open claim, or no grounds.
        RefusedError: software, or the person who determined on this case before.
    """
    row = find(unit, number)
    require_person(unit)
    permit(unit, "claim:resolve", row, row.determined_by)
    if not grounds.strip():
        raise UsageError("a decision needs its grounds", remedy="Say in a sentence on what it rests.")
    open_claims = (case_claim.c.case == number) & case_claim.c.resolved_at.is_(None)
    if unit.connection.scalar(select(func.count()).select_from(case_claim).where(open_claims)) == 0:
        raise UsageError(f"no claim to citizenship is open on {number}")
    unit.fire(CASE, number, "citizen" if citizen else "not_citizen")
    unit.connection.execute(
        update(case_claim)
        .where(open_claims)
        .values(resolved_at=unit.now, resolved_by=unit.actor, result="citizen" if citizen else "not_citizen")
    )
    clocks.stop(unit, "claim_review", number)
    if citizen:
        unit.connection.execute(
            update(case)
            .where(case.c.case == number)
            .values(
                determination=str(Determination.UNITED_STATES_CITIZEN),
                determined_by=unit.actor,
                determined_at=unit.now,
                action="no_action",
                reasons="citizen",
            )
        )
        if row.closed_at is None:
            close(unit, number, Outcome.NO_FURTHER_ACTION)
    write(unit, row, "citizen" if citizen else "not_citizen", grounds)
