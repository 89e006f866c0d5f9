"""Sealing on a court's order: a record stays, and is shown for no purpose but the court's."""

from __future__ import annotations

from sqlalchemy import delete, insert

from tenprint.accountability.ledger import is_sealed, sealed_record
from tenprint.agency.criminal.records import number_of
from tenprint.agency.keeping.identity import bookings_relying_on, correct_history
from tenprint.errors import RefusedError, UsageError
from tenprint.exchange.unit import Unit


def seal_record(unit: Unit, holder: str, authority: str) -> list[str]:
    """Seal an arrest: it leaves rap sheets and levels; all who were told are told. Returns the bookings touched.

    Raises:
        UsageError: no such record, or no authority.
        RefusedError: software, or sealed already.
    """
    _check(unit, "record:seal", holder, authority)
    if is_sealed(unit.connection, holder):
        raise RefusedError("the record is sealed already", where=holder)
    unit.connection.execute(
        insert(sealed_record).values(holder=holder, authority=authority[:200], by=unit.actor, at=unit.now)
    )
    return _tell(unit, holder, "sealed", "A record was sealed by order of a court; do not use it.")


def unseal_record(unit: Unit, holder: str, authority: str) -> list[str]:
    """Open a sealed record again.

    Raises:
        UsageError: no such record, or no authority.
        RefusedError: software, or it is not sealed.
    """
    _check(unit, "record:unseal", holder, authority)
    if not is_sealed(unit.connection, holder):
        raise RefusedError("the record is not sealed", where=holder)
    unit.connection.execute(delete(sealed_record).where(sealed_record.c.holder == holder))
    return _tell(unit, holder, "unsealed", "A record that was sealed is open again by order of a court.")


def _check(unit: Unit, action: str, holder: str, authority: str) -> None:
    if unit.actor in ("", "system"):
        raise RefusedError("a named person carries an order out")
    unit.permit(action, holder, relation="sealed" if is_sealed(unit.connection, holder) else "agency")
    if not authority.strip() or number_of(unit, holder) is None:
        raise UsageError("sealing names a record on file, and the order of the court")


def _tell(unit: Unit, holder: str, kind: str, text: str) -> list[str]:
    touched = bookings_relying_on(unit, holder)
    for correlation in touched:
        correct_history(unit, correlation, kind, text)
    unit.audit(f"record:{kind}", holder, purpose="court")
    return touched
