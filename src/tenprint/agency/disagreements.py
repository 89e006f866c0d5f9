"""Statements of disagreement: whoever is given a record is given what the person says against it, word for word."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from tenprint.accountability.ledger import is_sealed, redress_request
from tenprint.agency.criminal.tables import criminal_encounter
from tenprint.agency.immigration.tables import immigration_encounter
from tenprint.exchange.unit import Unit


def statements_on(unit: Unit, holders: Iterable[str]) -> list[str]:
    """Return the statements on records, oldest first; those on sealed records are as sealed as the records."""
    open_ones = [holder for holder in holders if not is_sealed(unit.connection, holder)]
    rows = unit.connection.execute(
        select(redress_request)
        .where(redress_request.c.correlation.in_(open_ones), redress_request.c.disagreement.is_not(None))
        .order_by(redress_request.c.number)
    ).all()
    texts = [(row, unit.unseal(row.correlation, row.disagreement, str, context="disagreement")) for row in rows]
    return [f"{row.number}, {row.field.replace('_', ' ')}: {text}" for row, text in texts if text is not None]


def on_history(unit: Unit, fbi_number: str | None) -> list[str]:
    """Return the statements on a criminal history."""
    query = select(criminal_encounter.c.holder).where(criminal_encounter.c.fbi_number == fbi_number)
    return statements_on(unit, unit.connection.scalars(query).all())


def on_encounters(unit: Unit, fin: str) -> list[str]:
    """Return the statements on the encounters of a subject."""
    query = select(immigration_encounter.c.holder).where(immigration_encounter.c.fin == fin)
    return statements_on(unit, unit.connection.scalars(query).all())


def with_statements(text: str, statements: Iterable[str]) -> str:
    """Return an answer's words with the statements after them."""
    return " ".join([text, *(f"The person disagrees ({statement})." for statement in statements)])
