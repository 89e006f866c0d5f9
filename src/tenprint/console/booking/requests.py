"""Requests on persons in custody: what they ask, on what they rest, how they stand; service, and a claim passed on."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tenprint.agency.booking import custody, requests
from tenprint.agency.booking import reading as agency_reading
from tenprint.agency.booking.tables import booking_claim, booking_custody
from tenprint.cases.clock_tables import clock
from tenprint.cases.vocabulary import Channel
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page, see_other
from tenprint.console.framework.words import slug, unslug
from tenprint.errors import UsageError
from tenprint.exchange import states
from tenprint.exchange.machines import CUSTODY
from tenprint.exchange.tables import transition

router = APIRouter()
WORDS = {
    "detainer": "Detainer",
    "request_for_notification": "Request for notification",
}
CUSTODY_WORDS = {
    "book": "Booked into custody",
    "plan_release": "Release is planned",
    "begin_hold": "Held beyond release, on the request alone",
    "release": "Released",
    "transfer": "Transferred",
}
CHANNELS = tuple(str(channel) for channel in Channel)


@router.get("/requests")
def listing(desk: Annotated[Desk, at("booking")]) -> Response:
    """List the requests."""
    with desk.act("custody") as unit:
        found = agency_reading.requests(unit)[::-1]
    return page(desk, "booking/requests.html", title="Requests", found=found, words=WORDS)


@router.get("/requests/{key}")
def one(desk: Annotated[Desk, at("booking")], key: str) -> Response:
    """Show a request."""
    with desk.act("custody") as unit:
        found = _find(unit, unslug(key))
        state = states.current(unit.connection, CUSTODY, found.correlation)
        possible = [event for event in CUSTODY.events(state) if event in custody.EVENTS]
        claims = unit.connection.execute(
            select(booking_claim.c.at, booking_claim.c.told_to).where(booking_claim.c.correlation == found.correlation)
        ).all()
        running = unit.connection.execute(
            select(clock).where(clock.c.kind == "hold", clock.c.key == found.correlation, clock.c.stopped_at.is_(None))
        ).first()
        timeline = _timeline(unit, found)
    return page(
        desk,
        "booking/request.html",
        title=WORDS.get(found.kind, found.kind),
        trail=(("Requests", "/requests"),),
        found=found,
        custody=state,
        possible=possible,
        custody_words=CUSTODY_WORDS,
        claims=claims,
        running=running,
        timeline=timeline,
        channels=CHANNELS,
        now=desk.now,
    )


@router.post("/requests/{key}/serve")
def serve(desk: Annotated[Desk, at("booking")], key: str) -> Response:
    """A copy was served on the person."""
    with desk.act("custody") as unit:
        requests.serve(unit, unslug(key))
    return see_other(desk, f"/requests/{key_path(key)}", done="Service is recorded, and the sender was told.")


@router.post("/requests/{key}/claim")
def claim(
    desk: Annotated[Desk, at("booking")],
    key: str,
    channel: Annotated[Channel, Form()],
    statement: Annotated[str, Form(max_length=2000)],
) -> Response:
    """The person, or somebody for them, says that they are a citizen."""
    if not statement.strip():
        raise UsageError("a claim says what was said", remedy="Write it in the words that were used.")
    with desk.act("custody") as unit:
        found = _find(unit, unslug(key))
        requests.pass_claim_on(unit, found.correlation, channel, statement.strip())
    return see_other(desk, f"/requests/{key_path(key)}", done="The claim was passed on; the request is suspended.")


@router.post("/requests/{key}/custody")
def record(desk: Annotated[Desk, at("booking")], key: str, event: Annotated[str, Form()]) -> Response:
    """A custody event."""
    with desk.act("custody") as unit:
        found = _find(unit, unslug(key))
        custody.record(unit, found.correlation, event)
    return see_other(desk, f"/requests/{key_path(key)}", done=f"{CUSTODY_WORDS[event]}: recorded.")


def key_path(key: str) -> str:
    """Return a key that came from a path as part of one."""
    return slug(unslug(key))


def _find(unit: Any, request: str) -> agency_reading.ReceivedRequest:
    for found in agency_reading.requests(unit):
        if found.request == request:
            return found
    raise HTTPException(404)


def _timeline(unit: Any, found: agency_reading.ReceivedRequest) -> list[tuple[Any, str, str, str]]:
    rows = unit.connection.execute(
        select(transition.c.at, transition.c.event, transition.c.target, transition.c.actor)
        .where(transition.c.machine == "request", transition.c.key == found.request)
        .order_by(transition.c.sequence)
    ).all()
    entries = [
        (row.at, f"{row.event}: {row.target}".replace("_", " ").capitalize(), row.target, row.actor) for row in rows
    ]
    events = unit.connection.execute(
        select(booking_custody).where(booking_custody.c.correlation == found.correlation)
    ).all()
    entries += [(row.at, CUSTODY_WORDS.get(row.event, row.event), row.event, row.user) for row in events]
    return sorted(entries)
