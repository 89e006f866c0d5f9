"""A claim to citizenship may be made to anybody: one way in at every role, whatever is known of the booking there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from tenprint.agency.base import Agency
from tenprint.agency.booking.requests import pass_claim_on, stop_for_claim
from tenprint.agency.booking.tables import booking_claim, booking_request, booking_submission
from tenprint.agency.correlation import correlate, ori_of, tcn_of
from tenprint.agency.criminal.tables import criminal_search
from tenprint.agency.immigration.tables import immigration_search
from tenprint.agency.state.tables import state_relay
from tenprint.cases.claim import claim, hold
from tenprint.cases.opening import case_number
from tenprint.cases.tables import case, case_claim
from tenprint.cases.vocabulary import Channel
from tenprint.errors import RefusedError, UsageError
from tenprint.exchange.messages import CitizenshipClaim
from tenprint.exchange.unit import Unit

# role -> columns in which it knows bookings
BOOKINGS = {
    "booking": (booking_submission.c.correlation, booking_request.c.correlation),
    "state": (state_relay.c.correlation,),
    "criminal": (criminal_search.c.correlation,),
    "immigration": (immigration_search.c.correlation,),
    "enforcement": (case.c.correlation,),
}


def role_of(unit: Unit) -> str:
    """Return the role of the agency at which a unit works."""
    return unit.agency.partners[unit.agency.name].role


def booking_of(unit: Unit, name: str) -> str:
    """Return the booking (ORI:TCN) that this agency knows under its own name or under a case number.

    Raises:
        UsageError: this agency has no such booking.
    """
    for column in BOOKINGS[role_of(unit)]:
        if ":" in name:
            if unit.connection.scalar(select(column).where(column == name).limit(1)) is not None:
                return name
            continue
        for correlation in unit.connection.scalars(select(column).distinct()):
            if case_number(correlation) == name:
                return str(correlation)
    raise UsageError(f"there is no booking {name} here", remedy="Name it as ORI:TCN, or by its case number.")


def make_claim(unit: Unit, booking: str, channel: str, statement: str) -> str:
    """Write a claim down and stop what is under way; return the booking.

    Args:
        unit: of a person at work, at any role.
        booking: ORI:TCN or case number.
        channel: how it was made; see `vocabulary.Channel`.
        statement: what was said.

    Raises:
        UsageError: this agency has no such booking.
        RefusedError: software.
        NotAuthorisedError: not somebody who deals with people.
    """
    unit.permit("claim:make", booking)
    role = role_of(unit)
    if role == "enforcement":
        return _at_enforcement(unit, booking, channel, statement)
    correlation = booking_of(unit, booking)
    if role == "booking":
        pass_claim_on(unit, correlation, channel, statement)
    elif unit.actor in ("", "system"):
        raise RefusedError("a named person passes a claim on")
    else:
        body = CitizenshipClaim(channel, statement)
        unit.send("citizenship_claim", "enforcement", body, correlation=correlation, purpose="criminal", priority=1)
        unit.audit("claim:make", correlation, purpose="criminal")
    return correlation


def claim_in_letter(unit: Unit, name: str, statement: str) -> str | None:
    """Stop what is under way on a booking that a letter of the public names; None where none here has that name.

    Nobody is signed in, so it starts no case of its own: what the letter names has to be on record.
    """
    role = role_of(unit)
    if role == "enforcement":
        return _letter_at_enforcement(unit, name, statement)
    try:
        correlation = booking_of(unit, name)
    except UsageError:
        return None
    if role == "booking":
        stop_for_claim(unit, correlation, Channel.PERSON, statement)
    else:
        body = CitizenshipClaim(Channel.PERSON, statement)
        unit.send("citizenship_claim", "enforcement", body, correlation=correlation, purpose="criminal", priority=1)
    unit.audit("claim:letter", correlation, purpose="redress", outcome="passed on to the enforcement agency")
    return correlation


def stopped_at(unit: Unit, moment: datetime) -> bool:
    """Whether a claim was written down here at this very moment: a letter and what it stopped are one transaction."""
    claims = (select(case_claim.c.at).where(case_claim.c.at == moment),
              select(booking_claim.c.at).where(booking_claim.c.at == moment))  # fmt: skip
    return any(unit.connection.scalar(query.limit(1)) is not None for query in claims)


def _letter_at_enforcement(unit: Unit, name: str, statement: str) -> str | None:
    row = unit.connection.execute(
        select(case).where((case.c.case == name.upper()) | case.c.correlation.in_((name, name.upper())))
    ).first()
    if row is None:
        return None
    origin = "public"
    hold(
        unit,
        row.correlation,
        ori=row.ori,
        county=row.county,
        channel=Channel.PERSON,
        origin=origin,
        statement=statement,
    )
    return str(row.correlation)


def _at_enforcement(unit: Unit, booking: str, channel: str, statement: str) -> str:
    """A claim may come before the query: a booking that is not known here yet gets a case that is held."""
    if ":" in booking:
        correlation = correlate(ori_of(booking), tcn_of(booking))
    else:
        correlation = booking_of(unit, booking)
    agency = unit.agency
    assert isinstance(agency, Agency)
    ori = ori_of(correlation)
    registered = agency.activation.agency(ori)
    county = registered.fips if registered else ""
    claim(unit, correlation, ori=ori, county=county, channel=channel, statement=statement)
    return correlation
