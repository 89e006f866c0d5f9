"""Amendments of immigration encounters; cases that took them as evidence are told what is on record now."""

from __future__ import annotations

import re

import msgspec
from sqlalchemy import select, update

from tenprint.agency.immigration.records import encounter_of, subject_of
from tenprint.agency.immigration.tables import immigration_encounter, immigration_search
from tenprint.agency.keeping.amendable import Amendable, Wanted
from tenprint.agency.keeping.identity import tell_encounters
from tenprint.errors import UsageError, ValueFormatError
from tenprint.exchange.messages import Encounter
from tenprint.exchange.unit import Unit

FIELDS = ("date", "kind", "source", "claimed_name", "claimed_citizenship", "affirmative")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _check(unit: Unit, holder: str, field: str, wanted: Wanted) -> None:
    encounter = encounter_of(unit, holder)
    if encounter is None:
        raise UsageError(f"there is no encounter {holder}")
    _amended(encounter, field, wanted.value)


def _apply(unit: Unit, number: str, holder: str, field: str, wanted: Wanted) -> list[str]:
    encounter = encounter_of(unit, holder)
    if encounter is None:
        raise UsageError("the record was expunged in the meantime", where=number)
    amended = _amended(encounter, field, wanted.value)
    unit.connection.execute(
        update(immigration_encounter)
        .where(immigration_encounter.c.holder == holder)
        .values(encounter=unit.seal(holder, amended, context="encounter"))
    )
    fin = subject_of(unit, holder)
    touched = list(
        unit.connection.scalars(
            select(immigration_search.c.correlation)
            .where(immigration_search.c.fin == fin, immigration_search.c.outcome == "match")
            .order_by(immigration_search.c.correlation)
        )
    )
    for correlation in touched:
        text = f"The {field.replace('_', ' ')} of an encounter of {amended.date} was amended ({number})."
        tell_encounters(unit, correlation, fin or "", "amended", text)
    return touched


def _amended(encounter: Encounter, field: str, value: str) -> Encounter:
    if field == "affirmative":
        if value not in ("yes", "no"):
            raise ValueFormatError(f"{value!r} is neither yes nor no", where="amendment")
        return msgspec.structs.replace(encounter, affirmative=value == "yes")
    if field == "date" and not DATE.fullmatch(value):
        raise ValueFormatError(f"{value!r} is no date", where="amendment", remedy="As 2004-05-31.")
    if not value.strip():
        raise ValueFormatError("the new value is empty", where="amendment")
    return msgspec.structs.replace(encounter, **{field: value})


ENCOUNTERS = Amendable(FIELDS, _check, _apply)
