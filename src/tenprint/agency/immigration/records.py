"""Encounters and the subjects to whom they belong."""

from __future__ import annotations

from sqlalchemy import insert, select

from tenprint.agency.immigration.tables import immigration_encounter
from tenprint.exchange.messages import Encounter
from tenprint.exchange.unit import Unit


def add_encounter(unit: Unit, holder: str, fin: str, encounter: Encounter) -> None:
    """Put an encounter on record."""
    unit.connection.execute(
        insert(immigration_encounter).values(
            holder=holder, fin=fin, encounter=unit.seal(holder, encounter, context="encounter")
        )
    )


def subject_of(unit: Unit, holder: str) -> str | None:
    """Return the FIN of the subject to whom an enrolled encounter belongs."""
    return unit.connection.scalar(select(immigration_encounter.c.fin).where(immigration_encounter.c.holder == holder))


def encounter_of(unit: Unit, holder: str) -> Encounter | None:
    """Return an encounter; None where there is none, or it was expunged."""
    query = select(immigration_encounter.c.encounter).where(immigration_encounter.c.holder == holder)
    return unit.unseal(holder, unit.connection.scalar(query), Encounter, context="encounter")


def encounters(unit: Unit, fin: str, *, purpose: str) -> list[Encounter]:
    """Return a subject's encounters; the look is written into the audit log."""
    rows = unit.connection.execute(
        select(immigration_encounter.c.holder, immigration_encounter.c.encounter)
        .where(immigration_encounter.c.fin == fin)
        .order_by(immigration_encounter.c.holder)
    )
    unit.audit("record:read", f"fin:{fin}", purpose=purpose)
    found = (unit.unseal(row.holder, row.encounter, Encounter, context="encounter") for row in rows)
    return sorted((e for e in found if e is not None), key=lambda e: (e.date, e.number))
