"""Requests on persons in the jail's custody: received, served, suspended by a claim, cancelled. Nothing revives one."""

from __future__ import annotations

import msgspec
from sqlalchemy import func, insert, select, update

from tenprint.agency.base import Handler
from tenprint.agency.booking.tables import booking_claim, booking_request
from tenprint.cases import clocks
from tenprint.errors import RefusedError, UsageError
from tenprint.exchange import states
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.machines import REQUEST
from tenprint.exchange.messages import (
    CitizenshipClaim,
    CustodyPrompt,
    DetainerAcknowledgement,
    DetainerCancellation,
    DetainerRequest,
)
from tenprint.exchange.unit import Unit


def detainer(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """A request by two named officers: keep it and acknowledge; suspended where a claim on its way was not known."""
    body = msgspec.msgpack.decode(envelope.payload, type=DetainerRequest)
    state = unit.fire(REQUEST, body.request, "request")
    known = select(booking_request.c.request).where(booking_request.c.request == body.request)
    if unit.connection.scalar(known) is None:
        unit.connection.execute(
            insert(booking_request).values(
                request=body.request,
                case=body.case,
                correlation=envelope.correlation,
                kind=body.kind,
                received_at=unit.now,
                hold_hours=body.hold_hours,
                served=False,
                data=unit.seal(envelope.correlation, body, context="request"),
            )
        )
    if claims_passed_on(unit, envelope.correlation) > body.claims_known:
        state = unit.fire(REQUEST, body.request, "suspend")
    answer = {"received": "request", "suspended": "suspended"}.get(state, "cancelled_before")
    _acknowledge(unit, envelope.correlation, body.case, body.request, answer)


def detainer_cancellation(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """A cancellation: it wins, whichever came first, and is acknowledged. A hold on it ends now."""
    body = msgspec.msgpack.decode(envelope.payload, type=DetainerCancellation)
    unit.fire(REQUEST, body.request, "cancel")
    clocks.due_now(unit, "hold", envelope.correlation)
    _acknowledge(unit, envelope.correlation, body.case, body.request, "cancellation")


def custody_prompt(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """A hold ends soon, or has: the jail's staff is told; the release is theirs."""
    body = msgspec.msgpack.decode(envelope.payload, type=CustodyPrompt)
    unit.audit(f"hold:{body.level}", body.case, purpose="custody", outcome=f"due {body.due_at}"[:80])


def serve(unit: Unit, request: str) -> None:
    """The jail served a copy of the request on the person; said by a named user.

    Raises:
        UsageError: there is no such request.
        TransitionError: it does not stand (a claim suspended it, perhaps).
    """
    unit.permit("request:serve", request)
    row = unit.connection.execute(select(booking_request).where(booking_request.c.request == request)).first()
    if row is None:
        raise UsageError(f"there is no request {request}")
    state = unit.fire(REQUEST, request, "serve")
    served = state == "served"
    if served:
        unit.connection.execute(
            update(booking_request)
            .where(booking_request.c.request == request)
            .values(served=True, served_at=unit.now, served_by=unit.actor)
        )
    unit.audit("request:serve", request, purpose="custody", outcome=state)
    _acknowledge(unit, row.correlation, row.case, request, "request" if served else "cancelled_before", served=served)


def pass_claim_on(unit: Unit, correlation: str, channel: str, statement: str) -> None:
    """Somebody at the jail says that the person is a citizen: pass it on, act on no request until it is decided.

    Raises:
        RefusedError: software; a person passes on what a person said.
    """
    if unit.actor in ("", "system"):
        raise RefusedError("a named person passes a claim on")
    unit.permit("claim:make", correlation)
    stop_for_claim(unit, correlation, channel, statement)
    unit.audit("claim:make", correlation, purpose="custody")


def stop_for_claim(unit: Unit, correlation: str, channel: str, statement: str) -> None:
    """A claim was made, to a person here or in a letter: suspend each request on the booking, pass the claim on."""
    unit.connection.execute(insert(booking_claim).values(correlation=correlation, at=unit.now, told_to=unit.actor))
    for request in standing(unit, correlation):
        unit.fire(REQUEST, request, "suspend")
        clocks.due_now(unit, "hold", correlation)
    unit.send(
        "citizenship_claim",
        "enforcement",
        CitizenshipClaim(channel, statement),
        correlation=correlation,
        purpose="criminal",
        priority=1,
    )


def standing(unit: Unit, correlation: str, *, among: tuple[str, ...] = ("received", "served")) -> list[str]:
    """Return the requests on a booking that stand."""
    names = unit.connection.scalars(
        select(booking_request.c.request)
        .where(booking_request.c.correlation == correlation)
        .order_by(booking_request.c.received_at)
    ).all()
    return [name for name in names if states.current(unit.connection, REQUEST, name) in among]


def end_requests(unit: Unit, correlation: str) -> None:
    """End every request on a booking, and the hold on it: its record is to be forgotten."""
    for request in standing(unit, correlation, among=("received", "served", "suspended")):
        unit.fire(REQUEST, request, "cancel")
    clocks.due_now(unit, "hold", correlation)


def claims_passed_on(unit: Unit, correlation: str) -> int:
    """Return how many claims this jail passed on."""
    query = select(func.count()).select_from(booking_claim).where(booking_claim.c.correlation == correlation)
    return int(unit.connection.scalar(query) or 0)


def _acknowledge(unit: Unit, correlation: str, case: str, request: str, of: str, *, served: bool = False) -> None:
    unit.send(
        "detainer_acknowledgement",
        "enforcement",
        DetainerAcknowledgement(case, of, served=served, request=request),
        correlation=correlation,
        purpose="criminal",
    )


HANDLERS = {
    "detainer": Handler(detainer),
    "detainer_cancellation": Handler(detainer_cancellation),
    "custody_prompt": Handler(custody_prompt),
}
