"""When each booking had its first answer, and when its second was settled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from tenprint.agency.booking.tables import booking_answer
from tenprint.cases.tables import case
from tenprint.exchange.tables import machine_state, transition
from tenprint.runtime.embedded import Embedded


class Answers(NamedTuple):
    """Moments by correlation.

    Attributes:
        first: the SRE or ERRT reached the booking agency.
        second: the second repository's answer reached the state, or, on a match, a case was opened for an officer.
        waiting: bookings of which examiners have a candidate.
    """

    first: dict[str, datetime]
    second: dict[str, datetime]
    waiting: set[str]


def answers_of(world: Embedded, wanted: Collection[str]) -> Answers:
    """Read the moments from the agencies' databases."""
    with world.booking.database.read() as connection:
        rows = connection.execute(
            select(booking_answer.c.correlation, booking_answer.c.received_at).where(
                booking_answer.c.kind.in_(("SRE", "ERRT"))
            )
        ).tuples()
        first = {key: at for key, at in rows if key in wanted}
    with world.agencies["state"].database.read() as connection:
        rows = connection.execute(
            select(transition.c.key, transition.c.at).where(transition.c.event == "second_answer")
        ).tuples()
        second = {key: at for key, at in rows if key in wanted}
    with world.enforcement.database.read() as connection:
        rows = connection.execute(select(case.c.correlation, case.c.opened_at)).tuples()
        second |= {key: at for key, at in rows if key in wanted and at is not None}
    waiting: set[str] = set()
    for agency in (world.criminal, world.immigration):
        with agency.database.read() as connection:
            keys = connection.scalars(select(machine_state.c.key).where(machine_state.c.state == "adjudicating"))
            waiting |= {key for key in keys if key in wanted}
    return Answers(first, second, waiting)
