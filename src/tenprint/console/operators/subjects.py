"""A subject's record: arrests, charges, dispositions, and the rap sheet as it is sent. Every look is written down."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tenprint.accountability.ledger import is_sealed
from tenprint.agency.criminal.rapsheet import rap_sheet
from tenprint.agency.criminal.records import arrests, missing_dispositions
from tenprint.agency.criminal.tables import criminal_encounter, criminal_subject
from tenprint.agency.state.tables import state_subject
from tenprint.console.framework.desk import Desk, at
from tenprint.console.framework.pages import page, see_other
from tenprint.console.framework.words import slug, unslug
from tenprint.exchange.unit import Unit

router = APIRouter()
RELAYS = ("state", "criminal")
READ = {"action": "record:read", "purpose": "criminal"}
LATEST = 20


@router.get("/subjects")
def subjects(desk: Annotated[Desk, at(*RELAYS, **READ, audited=False)], number: str = "") -> Response:
    """Ask for a number; nobody browses records by name."""
    number = number.strip().upper()
    if number:
        return see_other(desk, f"/subjects/{slug(number)}")
    with desk.act("criminal") as unit:
        unit.permit("record:read", "subjects")
        latest = _latest(unit, desk.agency.role)
        unit.audit("record:read", "subjects", purpose="criminal")
    return page(desk, "operators/subjects.html", title="Subjects", latest=latest, role=desk.agency.role)


@router.get("/subjects/{key}")
def subject(desk: Annotated[Desk, at(*RELAYS)], key: str) -> Response:
    """Show a record."""
    number = unslug(key)
    trail = (("Subjects", "/subjects"),)
    with desk.act("criminal") as unit:
        unit.permit("record:read", f"number:{number}"[:96])
        if desk.agency.role == "state":
            row = _state_subject(unit, number)
            unit.audit("record:read", f"number:{number}"[:96], purpose="criminal")
            return page(desk, "operators/state_subject.html", title=row["sid"], trail=trail, row=row)
        created = unit.connection.scalar(
            select(criminal_subject.c.created_at).where(criminal_subject.c.fbi_number == number)
        )
        if created is None:
            raise HTTPException(404, f"there is no subject {number}")
        history = arrests(unit, number, purpose="criminal")
        holders = unit.connection.scalars(
            select(criminal_encounter.c.holder).where(criminal_encounter.c.fbi_number == number)
        ).all()
        hidden = sum(is_sealed(unit.connection, holder) for holder in holders)
    return page(
        desk,
        "operators/subject.html",
        title=f"FBI number {number}",
        trail=trail,
        number=number,
        created=created,
        history=history,
        hidden=hidden,
        missing=missing_dispositions(history),
        sheet=rap_sheet(number, history),
    )


def _latest(unit: Unit, role: str) -> list[Any]:
    table = criminal_subject if role == "criminal" else state_subject
    return list(unit.connection.execute(select(table).order_by(table.c.number.desc()).limit(LATEST)))


def _state_subject(unit: Unit, number: str) -> dict[str, str]:
    query = select(state_subject)
    digits = number[2:]
    if number[:2].isalpha() and digits.isdigit():
        query = query.where(state_subject.c.state == number[:2], state_subject.c.number == int(digits))
    else:
        query = query.where(state_subject.c.fbi_number == number)
    row = unit.connection.execute(query).first()
    if row is None:
        raise HTTPException(404, f"there is no subject {number}")
    return {"sid": f"{row.state}{row.number:08d}", "fbi_number": row.fbi_number, "state": row.state}
