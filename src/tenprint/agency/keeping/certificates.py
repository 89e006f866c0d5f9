"""Orders that were carried out, and the certificates of those to whom they were passed on."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import select

from tenprint.accountability.ledger import certificate, expungement
from tenprint.exchange.unit import Unit


class Certificate(msgspec.Struct, frozen=True):
    """What a partner says that it erased."""

    agency: str
    at: str
    keys_destroyed: int
    enrolments_removed: int


class Order(msgspec.Struct, frozen=True):
    """An order, what was erased here, and who certified and who has not yet; it names nobody."""

    order: str
    authority: str
    received_from: str | None
    by: str
    at: datetime
    bookings: int
    keys_destroyed: int
    enrolments_removed: int
    certificates: list[Certificate]
    missing: list[str]


def orders(unit: Unit) -> list[Order]:
    """Return the orders, oldest first; the look is audited.

    Raises:
        NotAuthorisedError: neither a records clerk nor an auditor of this agency.
    """
    session = unit.permit("record:certificates", "orders")
    unit.audit("record:certificates", "orders", purpose=session.purpose)
    given: dict[str, list[Certificate]] = {}
    for row in unit.connection.execute(select(certificate).order_by(certificate.c.agency)):
        entry = Certificate(row.agency, row.at, row.keys_destroyed, row.enrolments_removed)
        given.setdefault(row.order, []).append(entry)
    rows = unit.connection.execute(select(expungement).order_by(expungement.c.at, expungement.c.order)).all()
    return [
        Order(
            row.order,
            row.authority,
            row.received_from,
            row.by,
            row.at,
            row.bookings,
            row.keys_destroyed,
            row.enrolments_removed,
            given.get(row.order, []),
            sorted(set(filter(None, row.passed_on_to.split(","))) - {c.agency for c in given.get(row.order, [])}),
        )
        for row in rows
    ]
