"""Five times what can be worked off, for a while: nothing is lost, rapid ones are answered in time, it recovers alone.

What takes time (extraction) is a pause here, so that the capacity is known; journals, workers and databases are real.
`tenprint simulate load --rate R --rapid-every N` does the same with real prints.
"""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from booked_agencies import Booked
from sqlalchemy import select

from tenprint.agency.booking.submit import submit
from tenprint.agency.booking.tables import booking_answer
from tenprint.agency.criminal import agency as criminal_agency
from tenprint.agency.criminal import search as search_step
from tenprint.agency.immigration import identify as identify_step
from tenprint.agency.repository import Found
from tenprint.clock import SystemClock
from tenprint.exchange.tables import inbox, outbox
from tenprint.exchange.watch import alarms
from tenprint.policy import Band, PolicyStore
from tenprint.runtime.embedded import Embedded
from tenprint.simulate.load.answers import answers_of
from tenprint.simulate.population import simulated_registry
from tenprint.transaction import read

PAUSE = 0.2  # s that each booking takes at the criminal repository, two at a time: ten a second at the most
RATE, SECONDS, RAPID_EVERY = 50, 4, 20
ROOM = 60  # messages waiting, from which on an agency takes only urgent ones
RAPID_SECONDS = 10.0  # the class's deadline


@pytest.fixture
def world(tmp_path, monkeypatch):
    Booked.patch(monkeypatch)
    quick = criminal_agency.capture

    def slow(parsed):
        time.sleep(PAUSE)
        return quick(parsed)

    def nobody(_file, searches, bands):
        return [Found(Band.NO_MATCH, [], float("-inf"), "all", True, bands.version, "test")] * len(searches)

    monkeypatch.setattr(criminal_agency, "capture", slow)
    monkeypatch.setattr(search_step, "search_many", nobody)
    monkeypatch.setattr(identify_step, "search_many", nobody)
    monkeypatch.setattr("tenprint.agency.reception.MOST_WAITING", ROOM)
    with Embedded(tmp_path, clock=SystemClock(), policies=PolicyStore(), activation=simulated_registry()) as world:
        world.start()
        yield world


def file_of(number):
    built = read(Booked.car(SimpleNamespace(clock=SystemClock()), number % 1000, f"OVERLOAD{number:06d}"))
    built["1.006"] = "1" if number % RAPID_EVERY == 0 else "4"
    return built.to_bytes()


def dead(world):
    found = 0
    for agency in world.agencies.values():
        with agency.database.read() as connection:
            for table in (inbox, outbox):
                found += len(connection.execute(select(table.c.sequence).where(table.c.state == "dead")).all())
    return found


@pytest.mark.timeout(240)
def test_five_times_the_capacity(world):
    files = [file_of(number) for number in range(RATE * SECONDS)]
    due = {}
    for number, data in enumerate(files):
        due[submit(world.booking, data, user="clerk").correlation] = (number, world.clock.now())
        time.sleep(1 / RATE)
    with world.criminal.database.read() as connection:
        waiting = len(connection.execute(select(inbox.c.sequence).where(inbox.c.state == "waiting")).all())
    assert waiting > ROOM / 2, "it was no overload"
    assert world.settle(200, pause=0.25), "it did not recover"
    found = answers_of(world, due)
    assert len(found.first) == len(found.second) == len(files)
    seconds = {key: (found.first[key] - at).total_seconds() for key, (_, at) in due.items()}
    rapid = [seconds[key] for key, (number, _) in due.items() if number % RAPID_EVERY == 0]
    routine = [seconds[key] for key, (number, _) in due.items() if number % RAPID_EVERY]
    assert max(rapid) < RAPID_SECONDS
    assert max(rapid) < max(routine) / 2, "urgency made no difference"
    assert dead(world) == 0
    with world.booking.database.read() as connection:
        answered = list(connection.scalars(select(booking_answer.c.correlation)))
    assert len(answered) == len(set(answered)) == len(files)
    for agency in world.agencies.values():
        agency.watch()
        with agency.database.read() as connection:
            assert alarms(connection) == []
