"""The simulated staff of support centre and field offices, for worlds that are to look lived in: one path a case.

As in `staff`, these are scripts of a play. A request is proposed only where its preconditions are met.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from tenprint.agency.booking import custody, requests
from tenprint.agency.booking.tables import booking_request
from tenprint.cases import decision, research
from tenprint.cases.opening import find
from tenprint.cases.preconditions import Proposal, missing
from tenprint.cases.research import Answer, Asked
from tenprint.cases.rules import case_rules
from tenprint.cases.tables import case
from tenprint.cases.vocabulary import Action, Basis, Determination, Reason
from tenprint.exchange.unit import Unit
from tenprint.runtime.embedded import Embedded
from tenprint.simulate.world.staff import CLERK, SUPERVISOR, at_work

TECHNICIAN, OFFICER = "technician.hale", "officer.green"
LEFT, PROPOSED = 0, 1  # of five cases one waits for an officer, one for a supervisor; the others are confirmed
PATHS = 5
SETTLE_SECONDS = 300.0
# What follows at the jail on a request, in turn.
JAIL = (("book", "transfer"), ("book", "release"), ("book", "plan_release"), ())


def work(world: Embedded) -> None:
    """Let everybody do their part on the cases that are open now, and the jails on the requests that follow."""
    agency = world.enforcement
    with agency.database.read() as connection:
        waiting = connection.scalars(
            select(case.c.case).where(case.c.closed_at.is_(None), case.c.determination.is_(None)).order_by(case.c.case)
        ).all()
    for number, name in enumerate(waiting):
        _research(world, name, number)
        if number % PATHS == LEFT:
            continue
        _act(world, "officer", OFFICER, name, _decide)
        if number % PATHS != PROPOSED:
            _act(world, "supervisor", SUPERVISOR, name, _confirm)
    world.settle(SETTLE_SECONDS)
    _jails(world)
    world.settle(SETTLE_SECONDS)


def _act(world: Embedded, role: str, user: str, name: str, do: Callable[[Unit, str], None]) -> None:
    agency = world.enforcement
    with agency.act(at_work(user, role, agency, "criminal"), cause=f"{do.__name__.strip('_')}:{name}") as unit:
        do(unit, name)


def _research(world: Embedded, name: str, number: int) -> None:
    sources = case_rules().research.sources
    answered = sources if number % 2 else sources[:-1]
    asked = [Asked(source, Answer.NO_RECORD) for source in answered]

    def attach(unit: Unit, case_name: str) -> None:
        research.attach(unit, case_name, asked, "Each source was asked by name and number.")

    _act(world, "technician", TECHNICIAN, name, attach)


def _decide(unit: Unit, name: str) -> None:
    basis = next((Basis(entry) for entry in case_rules().action(Action.DETAINER).bases), None)
    proposal = Proposal(find(unit, name), Determination.SUBJECT_TO_REMOVAL, Action.DETAINER, basis)
    if missing(unit, proposal):
        decision.decide(
            unit, name, Determination.UNDETERMINED, Action.NO_ACTION, "What there is does not suffice.",
            reasons=[Reason.EVIDENCE_DOES_NOT_SUFFICE],
        )  # fmt: skip
        return
    decision.decide(
        unit, name, proposal.determination, proposal.action, "Two independent records affirm it.",
        reasons=[Reason.STATED_IN_GROUNDS], basis=basis,
    )  # fmt: skip


def _confirm(unit: Unit, name: str) -> None:
    decision.confirm(unit, name, agree=True, grounds="The evidence bears it.")


def _jails(world: Embedded) -> None:
    with world.booking.database.read() as connection:
        found = connection.execute(
            select(booking_request.c.request, booking_request.c.correlation).order_by(booking_request.c.request)
        ).all()
    session = at_work(CLERK, "jail_clerk", world.booking, "custody")
    for number, row in enumerate(found):
        with world.booking.act(session, cause=f"serve:{row.request}") as unit:
            requests.serve(unit, row.request)
        for event in JAIL[number % len(JAIL)]:
            with world.booking.act(session, cause=f"{event}:{row.request}") as unit:
                custody.record(unit, row.correlation, event)
