"""Amendments of arrests at the criminal repository; levels that rest on them are computed again."""

from __future__ import annotations

import msgspec
from sqlalchemy import select, update

from tenprint.agency.criminal.records import Arrest, Charge, Disposition
from tenprint.agency.criminal.tables import criminal_encounter
from tenprint.agency.keeping.amendable import Amendable, Wanted
from tenprint.agency.keeping.identity import bookings_relying_on, correct_history
from tenprint.errors import UsageError, ValueFormatError
from tenprint.exchange.unit import Unit

FIELDS = ("name", "date_of_birth", "sex", "place_of_birth", "disposition")


def arrest_of(unit: Unit, holder: str) -> Arrest | None:
    """Return the arrest of an encounter; None where there is none, or it was expunged."""
    sealed = unit.connection.scalar(select(criminal_encounter.c.arrest).where(criminal_encounter.c.holder == holder))
    return unit.unseal(holder, sealed, Arrest, context="arrest") if sealed is not None else None


def _check(unit: Unit, holder: str, field: str, wanted: Wanted) -> None:
    arrest = arrest_of(unit, holder)
    if arrest is None:
        raise UsageError(f"there is no record of an arrest {holder}")
    _amended(arrest, field, wanted)


def _apply(unit: Unit, number: str, holder: str, field: str, wanted: Wanted) -> list[str]:
    arrest = arrest_of(unit, holder)
    if arrest is None:
        raise UsageError("the record was expunged in the meantime", where=number)
    amended = _amended(arrest, field, wanted)
    unit.connection.execute(
        update(criminal_encounter)
        .where(criminal_encounter.c.holder == holder)
        .values(arrest=unit.seal(holder, amended, context="arrest"))
    )
    touched = bookings_relying_on(unit, holder)
    for correlation in touched:
        text = f"The {field.replace('_', ' ')} of the record of {amended.date} was amended ({number})."
        correct_history(unit, correlation, "amended", text)
    return touched


def _amended(arrest: Arrest, field: str, wanted: Wanted) -> Arrest:
    if field != "disposition":
        return msgspec.structs.replace(arrest, **{field: wanted.value})
    if not 0 <= wanted.charge < len(arrest.charges):
        raise UsageError(f"the record has {len(arrest.charges)} charges, counted from 0")
    try:
        disposition = msgspec.json.decode(wanted.value, type=Disposition)
    except msgspec.MsgspecError as error:
        raise ValueFormatError(f"not a disposition: {error}", where="amendment") from None
    charges = list(arrest.charges)
    old = charges[wanted.charge]
    charges[wanted.charge] = Charge(old.offence, old.literal, disposition)
    return msgspec.structs.replace(arrest, charges=charges)


ARRESTS = Amendable(FIELDS, _check, _apply)
