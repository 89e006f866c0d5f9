"""State identification numbers: one for each subject of a state; of two that prove to be one person, one goes."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from tenprint.agency.state.tables import state_subject
from tenprint.exchange.unit import Unit


def state_number(unit: Unit, state: str, fbi_number: str) -> str:
    """Return the state identification number of a subject, a new one at the first time."""
    where = (state_subject.c.state == state) & (state_subject.c.fbi_number == fbi_number)
    row = unit.connection.execute(select(state_subject.c.number, state_subject.c.same_as).where(where)).first()
    if row is not None:
        return _text(state, row.same_as or row.number)
    number = unit.connection.scalar(
        insert(state_subject).values(state=state, fbi_number=fbi_number).returning(state_subject.c.number)
    )
    return _text(state, int(number or 0))


def merge_numbers(unit: Unit, formerly: str, fbi_number: str) -> None:
    """Two FBI numbers are one person: each state's later answers carry one number; the other is kept as the same."""
    for row in unit.connection.execute(select(state_subject).where(state_subject.c.fbi_number == formerly)).all():
        where = (state_subject.c.state == row.state) & (state_subject.c.fbi_number == fbi_number)
        survivor = unit.connection.execute(select(state_subject).where(where)).first()
        if survivor is None:
            number = unit.connection.scalar(
                insert(state_subject)
                .values(state=row.state, fbi_number=fbi_number, same_as=row.number)
                .returning(state_subject.c.number)
            )
            unit.audit("identity:merge", f"sid:{_text(row.state, int(number or 0))}", purpose="redress")
        elif (survivor.same_as or survivor.number) != row.number:
            target = survivor.same_as or survivor.number
            unit.connection.execute(
                update(state_subject).where(state_subject.c.number == row.number).values(same_as=target)
            )
            unit.audit("identity:merge", f"sid:{_text(row.state, row.number)}", purpose="redress")


def _text(state: str, number: int) -> str:
    return f"{state}{number:08d}"
