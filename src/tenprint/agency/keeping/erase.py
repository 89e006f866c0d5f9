"""Erasing at one agency: rows and columns of a kind, or everything of a booking, with its key and its enrolment."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from tenprint import transaction
from tenprint.agency.booking.tables import booking_submission
from tenprint.agency.keeping.holdings import HOLDINGS, WITH_IMAGES, Holding
from tenprint.agency.masterfile import MasterFile
from tenprint.cases.opening import case_number
from tenprint.exchange.tables import inbox, outbox
from tenprint.exchange.unit import Unit
from tenprint.policy.retention import Data


class Erased(NamedTuple):
    """What was erased."""

    keys: int
    enrolments: int


def erase_kind(unit: Unit, role: str, correlation: str, kind: Data) -> None:
    """Erase one kind of data of a booking."""
    if role == "booking" and kind == "images":
        _strip_images(unit, correlation)
    for holding in HOLDINGS[role]:
        if holding.kind == kind:
            _erase(unit, holding, correlation)


def erase_booking(unit: Unit, role: str, correlation: str, masterfile: MasterFile | None) -> Erased:
    """Erase everything of a booking: rows, columns, enrolment, and the key under which all of it was sealed."""
    for holding in HOLDINGS[role]:
        _erase(unit, holding, correlation)
    return erase_holder(unit, correlation, masterfile)


def erase_holder(unit: Unit, holder: str, masterfile: MasterFile | None) -> Erased:
    """Destroy a holder's key and end its enrolment."""
    enrolled = 0
    if masterfile is not None and masterfile.is_enrolled(unit.connection, holder):
        masterfile.remove(unit.connection, holder)
        enrolled = 1
    vault: Any = unit.agency.vault
    return Erased(int(vault.destroy(unit.connection, holder)), enrolled)


def is_waiting(unit: Unit, correlation: str) -> bool:
    """Whether a message of the booking still has to be worked off or delivered."""
    return any(
        unit.connection.scalar(
            select(func.count()).where(table.c.correlation == correlation, table.c.state == "waiting")
        )
        for table in (inbox, outbox)
    )


def _erase(unit: Unit, holding: Holding, correlation: str) -> None:
    where: ColumnElement[bool] = holding.key == (case_number(correlation) if holding.through_case else correlation)
    if holding.types is None:
        where &= holding.table.c.type.not_in(WITH_IMAGES)
    elif holding.types:
        where &= holding.table.c.type.in_(holding.types)
    if not holding.columns:
        unit.connection.execute(delete(holding.table).where(where))
        return
    filled = or_(*(holding.table.c[name].is_not(None) for name in holding.columns))
    unit.connection.execute(update(holding.table).where(where, filled).values(dict.fromkeys(holding.columns)))


def _strip_images(unit: Unit, correlation: str) -> None:
    """Keep the text of what was submitted, without the records that carry prints."""
    where = booking_submission.c.correlation == correlation
    row = unit.connection.execute(select(booking_submission.c.data).where(where)).first()
    plain = unit.agency.vault.open(unit.connection, correlation, row.data, context="submission") if row else None
    if plain is None:
        return
    parsed = transaction.read(plain)
    for record in [entry for entry in parsed.records if entry.type not in (1, 2)]:
        parsed.remove(record)
    text = unit.agency.vault.seal(unit.connection, correlation, parsed.to_bytes(), context="submission")
    unit.connection.execute(update(booking_submission).where(where).values(data=text))
