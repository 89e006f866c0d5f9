"""The simulated people of the demo: examiners, a jail clerk, a supervisor. Each act carries one of their names.

They know the world's truth, as a script of a play does; nothing else in tenprint does. Cases of persons who do not
claim citizenship are left to the reader, who is the officer.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from sqlalchemy import select

from tenprint.agency.base import Agency
from tenprint.agency.booking.requests import claims_passed_on, pass_claim_on
from tenprint.agency.criminal.tables import criminal_encounter
from tenprint.agency.immigration.tables import immigration_encounter
from tenprint.cases.adjudication import Verdict, adjudication, conclude
from tenprint.cases.claim import resolve
from tenprint.cases.machine import CASE
from tenprint.cases.opening import case_number
from tenprint.exchange import states
from tenprint.exchange.messages import AdjudicatedSearch
from tenprint.runtime.embedded import Embedded

EXAMINERS = ("examiner.adams", "examiner.baker")
CLERK = "clerk.cole"
SUPERVISOR = "supervisor.dunn"


def examine(world: Embedded, is_same: Callable[[str, str], bool]) -> int:
    """Let the examiners conclude on every open adjudication; return how many.

    Args:
        world: the agencies.
        is_same: (correlation of the search, holder of a candidate's encounter) -> whether it is the same person.
    """
    number = 0
    for agency in (world.criminal, world.immigration):
        with agency.database.read() as connection:
            rows = connection.execute(select(adjudication).where(adjudication.c.closed_at.is_(None))).all()
            opened = [
                (r.correlation, agency.vault.open(connection, r.correlation, r.candidates, context="adjudication"))
                for r in rows
            ]
        for correlation, data in opened:
            candidates = msgspec.msgpack.decode(data or b"\x90", type=list[tuple[str, float]])
            subject = next((holder for holder, _ in candidates if is_same(correlation, holder)), None)
            verdict = Verdict.IDENTIFICATION if subject else Verdict.EXCLUSION
            for examiner in EXAMINERS:
                with agency.unit(cause=f"conclude:{examiner}:{correlation}"[:64], actor=examiner) as unit:
                    settled, found = conclude(unit, correlation, verdict, subject)
                    if settled:
                        unit.send(
                            "adjudicated",
                            agency.role,
                            AdjudicatedSearch(found),
                            correlation=correlation,
                            purpose="criminal",
                        )
            number += 1
    return number


def claim_citizenship(world: Embedded, correlation: str) -> None:
    """The booked person says to the jail clerk that they are a citizen; the clerk passes it on."""
    with world.booking.unit(cause=f"claim:{correlation}"[:64], actor=CLERK) as unit:
        if claims_passed_on(unit, correlation) == 0:
            pass_claim_on(unit, correlation, "person", "says to be a citizen of the United States by naturalisation")


def resolve_claim(world: Embedded, correlation: str) -> None:
    """The supervisor finds the certificate of naturalisation and closes the case."""
    number = case_number(correlation)
    agency: Agency = world.enforcement
    with agency.unit(cause=f"resolve:{number}", actor=SUPERVISOR) as unit:
        if states.current(unit.connection, CASE, number) == "held":
            resolve(unit, number, citizen=True, grounds="The certificate of naturalisation was seen.")


def holders_of(world: Embedded) -> tuple[dict[str, str], dict[str, str]]:
    """Return holder -> subject number of both repositories."""
    with world.criminal.database.read() as connection:
        criminal = {
            r.holder: r.fbi_number
            for r in connection.execute(select(criminal_encounter.c.holder, criminal_encounter.c.fbi_number))
        }
    with world.immigration.database.read() as connection:
        immigration = {
            r.holder: r.fin
            for r in connection.execute(select(immigration_encounter.c.holder, immigration_encounter.c.fin))
        }
    return criminal, immigration
