"""Expungement across agencies: on an order, everybody who was told forgets, and says so with a certificate.

The order travels under a name of its own, since what belongs to the booking can no longer be read. Each agency erases,
passes the order on to all whom it had told, and answers with what it erased.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select, update

from tenprint.accountability import disclosure
from tenprint.accountability.ledger import certificate, expunged_booking, expungement, sealed_record
from tenprint.agency.base import Handler
from tenprint.agency.booking.requests import end_requests
from tenprint.agency.correlation import ori_of
from tenprint.agency.criminal.agency import CriminalAgency
from tenprint.agency.criminal.tables import criminal_encounter, criminal_search, criminal_subject
from tenprint.agency.immigration.agency import ImmigrationAgency
from tenprint.agency.immigration.tables import immigration_encounter, immigration_search
from tenprint.agency.keeping.erase import Erased, erase_booking
from tenprint.agency.masterfile import MasterFile
from tenprint.agency.state.tables import state_subject
from tenprint.cases.expunging import expunge_case
from tenprint.errors import RefusedError, UsageError
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.messages import Expungement, ExpungementCertificate
from tenprint.exchange.tables import inbox
from tenprint.exchange.unit import Unit

GENERIC_ORI = "XX0000000"  # of an order that names no booking


def expunge_bookings(unit: Unit, correlations: list[str], authority: str, *, subjects: tuple[str, ...] = ()) -> str:
    """Forget bookings on an order, here and everywhere; return the order's number.

    Raises:
        UsageError: no booking, or no authority is named.
        RefusedError: software; an order is carried out by a named person.
    """
    if unit.actor in ("", "system"):
        raise RefusedError("a named person carries an order out")
    unit.permit("record:expunge", correlations[0] if correlations else "subject")
    if not authority.strip() or not (correlations or subjects):
        raise UsageError("an expungement names what is to be forgotten, and the order of the court")
    order = hashlib.sha256("\n".join([authority, *sorted(correlations)]).encode()).hexdigest()[:16]
    body = Expungement(order, authority, sorted(correlations), list(subjects))
    _carry_out(unit, body, received_from=None)
    return order


def expunge_subject(unit: Unit, number: str, authority: str) -> str:
    """Forget a person at a repository, by FBI number or FIN: all records and all bookings that were told of them.

    Raises:
        UsageError: this agency has no such subject.
        RefusedError: software.
    """
    if unit.actor in ("", "system"):
        raise RefusedError("a named person carries an order out")
    unit.permit("record:expunge", number)
    if isinstance(unit.agency, CriminalAgency):
        holders = _holders(unit, criminal_encounter, criminal_encounter.c.fbi_number, number)
        searched = select(criminal_search.c.correlation).where(criminal_search.c.fbi_number == number)
    elif isinstance(unit.agency, ImmigrationAgency):
        holders = _holders(unit, immigration_encounter, immigration_encounter.c.fin, number)
        searched = select(immigration_search.c.correlation).where(immigration_search.c.fin == number)
    else:
        raise UsageError("only a repository keeps persons by number")
    correlations = set(unit.connection.scalars(searched))
    if not holders and not correlations:
        raise UsageError(f"there is no subject {number}")
    return expunge_bookings(unit, sorted(correlations | set(holders)), authority, subjects=(number,))


def received(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """An order from a partner: carry it out once, however often and from however many it comes."""
    body = msgspec.msgpack.decode(envelope.payload, type=Expungement)
    done = unit.connection.execute(select(expungement).where(expungement.c.order == body.order)).first()
    erased = _carry_out(unit, body, received_from=envelope.sender)
    passed = done.passed_on_to.split(",") if done else erased[1]
    unit.send(
        "expunged",
        unit.agency.partners[envelope.sender].role,
        ExpungementCertificate(body.order, unit.now.isoformat(), erased[0].keys, erased[0].enrolments, passed),
        correlation=envelope.correlation,
        purpose=envelope.purpose,
    )


def certified(unit: Unit, envelope: Envelope, _prepared: None) -> None:
    """A partner's certificate."""
    body = msgspec.msgpack.decode(envelope.payload, type=ExpungementCertificate)
    where = (certificate.c.order == body.order) & (certificate.c.agency == envelope.sender)
    unit.connection.execute(delete(certificate).where(where))
    unit.connection.execute(
        insert(certificate).values(
            order=body.order,
            agency=envelope.sender,
            at=body.at,
            keys_destroyed=body.keys_destroyed,
            enrolments_removed=body.enrolments_removed,
            received_at=unit.now,
        )
    )
    unit.audit("expungement:certificate", body.order, purpose="court", outcome=f"from {envelope.sender}")


def _carry_out(unit: Unit, body: Expungement, *, received_from: str | None) -> tuple[Erased, list[str]]:
    told: dict[str, list[str]] = {}
    for correlation in [c for c in body.correlations if _is_new(unit, body.order, c)]:
        for recipient in _who_knows(unit, correlation):
            if recipient not in (received_from, unit.agency.name):
                told.setdefault(recipient, []).append(correlation)
    keys = enrolments = 0
    for correlation in body.correlations:
        erased = _forget(unit, correlation)
        keys, enrolments = keys + erased.keys, enrolments + erased.enrolments
    for number in body.subjects:
        _forget_number(unit, number)
    known = unit.connection.scalar(select(expungement.c.order).where(expungement.c.order == body.order))
    recipients = sorted(told)
    for recipient in recipients:
        unit.send(
            "expunge",
            unit.agency.partners[recipient].role,
            Expungement(body.order, body.authority, told[recipient], body.subjects),
            correlation=_order_correlation(body),
            purpose="criminal",
            priority=1,
        )
    if known is None:
        unit.connection.execute(
            insert(expungement).values(
                order=body.order,
                authority=body.authority[:200],
                received_from=received_from,
                by=unit.actor,
                at=unit.now,
                bookings=len(body.correlations),
                keys_destroyed=keys,
                enrolments_removed=enrolments,
                passed_on_to=",".join(recipients),
            )
        )
    unit.audit("record:expunge", body.order, purpose="court", outcome=f"keys destroyed: {keys}")
    return Erased(keys, enrolments), recipients


def _forget(unit: Unit, correlation: str) -> Erased:
    """Erase a booking, or an encounter that no booking of ours made, with its rows that a number leads to."""
    role = unit.agency.partners[unit.agency.name].role
    if role == "enforcement":
        expunge_case(unit, correlation)
    if role == "booking":
        end_requests(unit, correlation)
    masterfile = _masterfile(unit)
    erased = erase_booking(unit, role, correlation, masterfile)
    if role in ("criminal", "immigration"):
        table = criminal_encounter if role == "criminal" else immigration_encounter
        unit.connection.execute(delete(table).where(table.c.holder == correlation))
        unit.connection.execute(delete(sealed_record).where(sealed_record.c.holder == correlation))
    for search, columns in _NUMBERS.get(role, ()):
        unit.connection.execute(
            update(search).where(search.c.correlation == correlation).values(dict.fromkeys(columns))
        )
    return erased


_NUMBERS: dict[str, tuple[tuple[Any, tuple[str, ...]], ...]] = {
    "criminal": ((criminal_search, ("fbi_number", "second_reference")),),
    "immigration": ((immigration_search, ("fin",)),),
}


def _who_knows(unit: Unit, correlation: str) -> list[str]:
    """Return whom we told of a booking, and who told us."""
    senders = unit.connection.scalars(select(inbox.c.sender).where(inbox.c.correlation == correlation).distinct())
    return list(dict.fromkeys([*disclosure.recipients(unit.connection, correlation), *sorted(senders)]))


def _is_new(unit: Unit, order: str, correlation: str) -> bool:
    """Whether this order was not carried out on this booking before; from now on it was."""
    digest = hashlib.sha256(correlation.encode()).hexdigest()
    where = (expunged_booking.c.order == order) & (expunged_booking.c.digest == digest)
    if unit.connection.scalar(select(expunged_booking.c.order).where(where)) is not None:
        return False
    unit.connection.execute(insert(expunged_booking).values(order=order, digest=digest))
    return True


def _forget_number(unit: Unit, number: str) -> None:
    unit.connection.execute(delete(state_subject).where(state_subject.c.fbi_number == number))
    left = select(criminal_encounter.c.holder).where(criminal_encounter.c.fbi_number == number)
    if unit.connection.scalar(left.limit(1)) is None:
        unit.connection.execute(delete(criminal_subject).where(criminal_subject.c.fbi_number == number))


def _holders(unit: Unit, table: Any, column: Any, number: str) -> list[str]:
    return list(unit.connection.scalars(select(table.c.holder).where(column == number)))


def _masterfile(unit: Unit) -> MasterFile | None:
    agency = unit.agency
    return agency.masterfile if isinstance(agency, CriminalAgency | ImmigrationAgency) else None


def _order_correlation(body: Expungement) -> str:
    """Return the name under which an order travels: an ORI, which partners check, and the order's number."""
    bookings = [c for c in body.correlations if ":" in c and not c.startswith("person:")]
    ori = ori_of(bookings[0]) if bookings else GENERIC_ORI
    return f"{ori}:ORDER-{body.order}"


HANDLERS = {"expunge": Handler(received), "expunged": Handler(certified)}
