"""The simulated people of the demo: examiners, a jail clerk, a supervisor. Each act carries one of their names.

They know the world's truth, as a script of a play does; nothing else in tenprint does. Cases of persons who do not
claim citizenship are left to the reader, who is the officer.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from tenprint.accountability.session import EVERY_OFFICE, Session
from tenprint.agency.base import Agency
from tenprint.agency.booking.requests import claims_passed_on, pass_claim_on
from tenprint.agency.criminal.tables import criminal_encounter
from tenprint.agency.examination import material
from tenprint.agency.immigration.tables import immigration_encounter
from tenprint.agency.masterfile import unpack
from tenprint.cases.adjudication import Mark, Verdict, adjudication, conclude_by_letter, examiners_of, look
from tenprint.cases.adjudication.blind import task_name
from tenprint.cases.claim import resolve
from tenprint.cases.machine import CASE
from tenprint.cases.opening import case_number
from tenprint.exchange import states
from tenprint.exchange.unit import Unit
from tenprint.runtime.embedded import Embedded

EXAMINERS = ("examiner.adams", "examiner.baker")
CLERK = "clerk.cole"
SUPERVISOR = "supervisor.dunn"
MARKS = 12  # pairs of minutiae that a simulated examiner marks


def examine(world: Embedded, is_same: Callable[[str, str], bool]) -> int:
    """Let the examiners conclude on every open adjudication; return how many.

    Their marks are the clearest minutiae of either print, in order: this is the script of a play, no examination.

    Args:
        world: the agencies.
        is_same: (correlation of the search, holder of a candidate's encounter) -> whether it is the same person.
    """
    number = 0
    for agency in (world.criminal, world.immigration):
        with agency.database.read() as connection:
            query = select(adjudication.c.correlation).where(
                adjudication.c.closed_at.is_(None), adjudication.c.kind == "search"
            )
            waiting = connection.scalars(query).all()
        for correlation in waiting:
            for examiner in EXAMINERS:
                session = at_work(examiner, "examiner", agency, "examination")
                with agency.act(session, cause=f"conclude:{examiner}:{correlation}"[:64]) as unit:
                    if examiner not in examiners_of(unit, correlation):
                        _conclude(unit, correlation, is_same)
            number += 1
    return number


def _conclude(unit: Unit, correlation: str, is_same: Callable[[str, str], bool]) -> None:
    task = task_name(unit, correlation, unit.actor)
    _row, _payload, holders = look(unit, task)
    letter = next((letter for letter, holder in holders.items() if is_same(correlation, holder)), None)
    if letter is None:
        conclude_by_letter(unit, task, Verdict.EXCLUSION, None)
        return
    seen = material(unit, task)
    marks = _marks(seen.search.templates, seen.candidates[letter].templates)
    conclude_by_letter(unit, task, Verdict.IDENTIFICATION, letter, marks)


def _marks(search: dict[int, bytes], filed: dict[int, bytes]) -> list[Mark]:
    """Return the clearest minutiae of the first finger that both prints have, paired in their order."""
    a, b = unpack(search), unpack(filed)
    finger = next((finger for finger in a if finger in b), None)
    if finger is None:
        return []
    first, second = a[finger], b[finger]
    return [
        Mark(finger, (float(first.x[i]), float(first.y[i])), (float(second.x[i]), float(second.y[i])))
        for i in range(min(len(first), len(second), MARKS))
    ]


def claim_citizenship(world: Embedded, correlation: str) -> None:
    """The booked person says to the jail clerk that they are a citizen; the clerk passes it on."""
    session = at_work(CLERK, "jail_clerk", world.booking, "custody")
    with world.booking.act(session, cause=f"claim:{correlation}"[:64]) as unit:
        if claims_passed_on(unit, correlation) == 0:
            pass_claim_on(unit, correlation, "person", "says to be a citizen of the United States by naturalisation")


def resolve_claim(world: Embedded, correlation: str) -> None:
    """The supervisor finds the certificate of naturalisation and closes the case."""
    number = case_number(correlation)
    agency: Agency = world.enforcement
    with agency.act(at_work(SUPERVISOR, "supervisor", agency, "criminal"), cause=f"resolve:{number}") as unit:
        if states.current(unit.connection, CASE, number) == "held":
            resolve(unit, number, citizen=True, grounds="The certificate of naturalisation was seen.")


def at_work(user: str, role: str, agency: Agency, purpose: str) -> Session:
    """Return the session of a simulated person, at home in every office."""
    return Session(
        user=user, roles=frozenset({role}), agency=agency.name, purpose=purpose, office=EVERY_OFFICE, where="play"
    )


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
