"""The demo's summary: counted from the journals, held against the world's truth; nothing in it is a constant."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from tenprint.agency.booking.tables import booking_answer
from tenprint.agency.criminal.tables import criminal_search
from tenprint.agency.immigration.tables import immigration_search
from tenprint.cases.tables import case
from tenprint.exchange.tables import inbox, outbox, transition
from tenprint.runtime.embedded import Embedded
from tenprint.simulate.world.plan import Plan
from tenprint.simulate.world.staff import holders_of
from tenprint.statistics import compute
from tenprint.statistics.figures import levels

# Steps of a case that only a person may take.
PERSONS_STEPS = ("determine", "confirm_request", "confirm_no_action", "cancel", "citizen", "not_citizen", "outcome")
# What a booking agency sends because a person asked it to or said something; all else is the submission itself.
ON_OCCASION = ("detainer_acknowledgement", "custody", "citizenship_claim")


def summarise(world: Embedded, plan: Plan) -> dict[str, Any]:
    """Return the summary."""
    figures = compute({role: agency.database for role, agency in world.agencies.items()})
    false, missed = _errors(world, plan)
    by_level: Counter[str] = Counter()
    for (_, level), count in levels(world.enforcement.database).items():
        by_level[level] += count
    names = [entry.name for entry in world.enforcement.policies.levels(at=world.clock.now()).classes]
    return {
        "bookings": figures["submissions"].total,
        "answered": figures["answered"].total,
        "criminal_hits": figures["criminal_hits"].total,
        "immigration_hits": figures["immigration_hits"].total,
        "notices": figures["notices"].total,
        "cases": figures["cases"].total,
        "cases_by_level": {name: by_level[name] for name in names},
        "searched_without_activation": _searched_without_activation(world),
        "lost": _lost(world, plan),
        "duplicated_effects": duplicated_effects(world),
        "false_matches": false,
        "missed_matches": missed,
        "extra_messages_for_booking_agency": _extra_messages(world),
        "decisions_made_by_software": _software_decisions(world),
        "citizens_held": figures["claims"].total,
        "citizens_confirmed": figures["citizens"].total,
        "adjudicated": _adjudicated(world),
        "digests": {name: figure.digest for name, figure in figures.items()},
    }


def _searched_without_activation(world: Embedded) -> int:
    """Count searches of the second repository for an ORI that the registry says was not active at receipt."""
    with world.criminal.database.read() as connection:
        received = dict(
            connection.execute(select(criminal_search.c.correlation, criminal_search.c.received_at)).tuples().all()
        )
    with world.immigration.database.read() as connection:
        rows = connection.execute(select(immigration_search.c.correlation, immigration_search.c.ori)).all()
    registry = world.criminal.activation
    return sum(
        row.correlation not in received or not registry.is_active(row.ori, received[row.correlation]).active
        for row in rows
    )


def _lost(world: Embedded, plan: Plan) -> int:
    """Count bookings of the plan without an answer, and messages that are dead or sent but never arrived."""
    with world.booking.database.read() as connection:
        answered = set(connection.scalars(select(booking_answer.c.correlation)))
    missing = sum(plan.correlation(booking) not in answered for booking in plan.bookings)
    arrived: set[str] = set()
    for agency in world.agencies.values():
        with agency.database.read() as connection:
            arrived |= set(connection.scalars(select(inbox.c.message_id).where(inbox.c.state == "done")))
    for agency in world.agencies.values():
        with agency.database.read() as connection:
            sent = connection.scalars(
                select(outbox.c.message_id).where(outbox.c.state.not_in(("withdrawn", "expunged")))
            )
            missing += sum(identifier not in arrived for identifier in sent)
    return missing


def duplicated_effects(world: Embedded) -> int:
    """Count whatever must happen once and happened more often: answers, searches, enrolments, cases, transitions."""
    extra = 0
    once = (
        (world.booking, "submission", ("submit",)),
        (world.booking, "submission", ("answer", "reject")),
        (world.criminal, "submission", ("accept", "reject")),
        (world.criminal, "submission", ("identify", "no_identification")),
        (world.immigration, "second_search", ("receive",)),
        (world.immigration, "second_search", ("match", "no_match")),
        (world.enforcement, "case", ("open",)),
    )
    for agency, machine, events in once:
        with agency.database.read() as connection:
            query = (
                select(func.count())
                .where(transition.c.machine == machine, transition.c.event.in_(events))
                .group_by(transition.c.key)
            )
            extra += sum(number - 1 for number in connection.scalars(query))
    with world.booking.database.read() as connection:
        query = (
            select(func.count())
            .where(booking_answer.c.kind.in_(("SRE", "ERRT")))
            .group_by(booking_answer.c.correlation)
        )
        extra += sum(number - 1 for number in connection.scalars(query))
    with world.enforcement.database.read() as connection:
        query = select(func.count()).select_from(case).group_by(case.c.correlation)
        extra += sum(number - 1 for number in connection.scalars(query))
    return extra


def _errors(world: Embedded, plan: Plan) -> tuple[int, int]:
    """Hold the identifications of both repositories against who is truly who; return (false, missed)."""
    criminal, immigration = holders_of(world)
    false = missed = 0
    with world.criminal.database.read() as connection:
        rows = {r.correlation: r for r in connection.execute(select(criminal_search))}
    for booking in plan.bookings:
        row = rows.get(plan.correlation(booking))
        if row is None or row.answered_at is None:
            continue
        own = {plan.correlation(booking)}
        people = {plan.person_of_holder(h) for h, n in criminal.items() if n == row.fbi_number and h not in own}
        false += bool(row.identified and people != {booking.person.index})
        missed += bool(not row.identified and plan.in_criminal(booking))
    with world.immigration.database.read() as connection:
        searches = {r.correlation: r for r in connection.execute(select(immigration_search))}
    for booking in plan.bookings:
        row = searches.get(plan.correlation(booking))
        if row is None or row.outcome is None:
            continue
        people = {plan.person_of_holder(h) for h, fin in immigration.items() if fin == row.fin}
        false += bool(row.outcome == "match" and people != {booking.person.index})
        missed += bool(row.outcome == "no_match" and booking.truth.in_immigration)
    return false, missed


def _extra_messages(world: Embedded) -> int:
    """Count what booking agencies had to send beyond one submission each, other than on a person's occasion."""
    with world.booking.database.read() as connection:
        query = select(func.count()).where(outbox.c.type.not_in(ON_OCCASION)).group_by(outbox.c.correlation)
        return sum(number - 1 for number in connection.scalars(query))


def _software_decisions(world: Embedded) -> int:
    """Count steps of cases that only a person may take and that no person took."""
    with world.enforcement.database.read() as connection:
        steps = connection.scalar(
            select(func.count()).where(
                transition.c.machine == "case",
                transition.c.event.in_(PERSONS_STEPS),
                transition.c.actor.in_(("system", "")),
            )
        )
        nobody = connection.scalar(
            select(func.count()).where(case.c.determination.is_not(None), case.c.determined_by.is_(None))
        )
    return int(steps or 0) + int(nobody or 0)


def _adjudicated(world: Embedded) -> int:
    """Count searches on which examiners concluded."""
    from tenprint.cases.adjudication import adjudication

    total = 0
    for agency in (world.criminal, world.immigration):
        with agency.database.read() as connection:
            query = select(func.count()).where(adjudication.c.closed_at.is_not(None))
            total += int(connection.scalar(query) or 0)
    return total
