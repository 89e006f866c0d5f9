"""What a person may do to a case: their relation to it comes from its office and from who decided on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from tenprint.exchange.unit import Unit


def permit(unit: Unit, action: str, row: Row[Any], *decided_by: str | None) -> None:
    """Ask the access table whether the person of this unit may do this to the case.

    Args:
        unit: of a person at work.
        action: as the table names it.
        row: the case.
        decided_by: whose decision it is about, where it is about one.

    Raises:
        NotAuthorisedError: nobody is signed in, or no row of the table grants it.
    """
    session = unit.session
    relation = session.relation_to_case(row.field_office, *decided_by) if session else "agency"
    unit.permit(action, row.case, relation=relation)
