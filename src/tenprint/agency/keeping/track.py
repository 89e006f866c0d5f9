"""Wishes for an amendment and where they stand: the list, and one with what is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, select

from tenprint.accountability.ledger import redress_request
from tenprint.accountability.names import same_person
from tenprint.agency.keeping.amendable import Wanted
from tenprint.errors import UsageError
from tenprint.exchange.unit import Unit

MOST = 200  # of a list
OPEN, APPROVED, REFUSED = "open", "approved", "refused"


class Request(msgspec.Struct, frozen=True):
    """A request for amendment; what is sealed is None in a list, and where the record was expunged.

    Attributes:
        own: whether who looks took it in; then another person decides.
    """

    number: str
    correlation: str
    field: str
    taken_by: str
    taken_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    state: str
    own: bool
    wanted: Wanted | None = None
    grounds: str | None = None
    statement: str | None = None


def requests(unit: Unit) -> list[Request]:
    """Return the requests of this agency, open ones first, oldest first; the look is audited.

    Raises:
        NotAuthorisedError: nobody who decides on them.
    """
    session = unit.permit("redress:decide", "requests")
    unit.audit("redress:decide", "requests", purpose=session.purpose, outcome="list shown")
    query = select(redress_request).order_by(redress_request.c.decided_at.is_not(None), redress_request.c.number)
    return [_line(unit, row) for row in unit.connection.execute(query.limit(MOST))]


def request(unit: Unit, number: str) -> Request:
    """Return one request with what is asked for, and what was decided; the look is audited.

    Raises:
        NotAuthorisedError: nobody who decides on it.
        UsageError: there is no such request.
    """
    session = unit.permit("redress:decide", number)
    row = unit.connection.execute(select(redress_request).where(redress_request.c.number == number)).first()
    if row is None:
        raise UsageError(f"there is no request {number}")
    unit.audit("redress:decide", number, purpose=session.purpose, outcome="shown")
    about = row.correlation
    return msgspec.structs.replace(
        _line(unit, row),
        wanted=unit.unseal(about, row.wanted, Wanted, context="redress"),
        grounds=unit.unseal(about, row.grounds, str, context="redress grounds"),
        statement=unit.unseal(about, row.disagreement, str, context="disagreement"),
    )


def _line(unit: Unit, row: Row[Any]) -> Request:
    return Request(
        row.number,
        row.correlation,
        row.field,
        row.taken_by,
        row.taken_at,
        row.decided_by,
        row.decided_at,
        {"yes": APPROVED, "no": REFUSED}.get(row.approved or "", OPEN),
        same_person(row.taken_by, unit.actor),
    )
