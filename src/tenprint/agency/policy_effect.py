"""What another version of the levels would mean for the cases of an agency: counts alone leave this module."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from tenprint.accountability.session import Session
from tenprint.agency.base import Agency
from tenprint.cases.tables import case
from tenprint.errors import UsageError
from tenprint.exchange.messages import ImmigrationAlienQuery
from tenprint.policy.cases import Case
from tenprint.policy.compare import Comparison, compare


def effect_on_cases(agency: Agency, session: Session, first: str, second: str) -> Comparison:
    """Compare two versions of the levels over all cases that have a history; nobody is named, no case is listed.

    The look is written down first. Reading holds up no writer.

    Raises:
        NotAuthorisedError: figures are not for this person.
        UsageError: there is no case with a history here.
    """
    with agency.act(session) as unit:
        unit.permit("policy:read", f"levels {first} and {second}")
        unit.audit("policy:compare", f"levels {first} and {second}", purpose=session.purpose)
    one, two = agency.policies.levels(first), agency.policies.levels(second)
    found: list[Case] = []
    with agency.database.read() as connection:
        query = select(case.c.correlation, case.c.query).where(case.c.query.is_not(None)).order_by(case.c.case)
        for row in connection.execute(query).all():
            plain = agency.vault.open(connection, row.correlation, row.query, context="query")
            if plain is not None:
                asked = msgspec.msgpack.decode(plain, type=ImmigrationAlienQuery)
                found.append(Case(case=str(len(found) + 1), convictions=tuple(asked.convictions)))
    if not found:
        raise UsageError("there is no case with a history here", remedy="Compare over simulated people.")
    return msgspec.structs.replace(compare(found, one, two), moved=())
