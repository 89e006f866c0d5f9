"""SIGKILL at random moments of all five roles under load, on SQLite and on PostgreSQL: 0 lost, 0 doubled, 0 stuck.

The process that is killed is forked from one that has everything loaded, so that a kill costs no more than what it
interrupts.
"""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from tests.support import servers

from tenprint import imaging
from tenprint.agency.booking.submit import submit
from tenprint.agency.booking.tables import booking_answer
from tenprint.clock import ShiftedClock
from tenprint.exchange.tables import inbox, outbox
from tenprint.policy import PolicyStore
from tenprint.runtime.embedded import Embedded
from tenprint.simulate.population import agencies_of, simulated_registry
from tenprint.simulate.prints import impression, master
from tenprint.simulate.world.parameters import ST_LOUIS_CITY, START
from tenprint.simulate.world.staff import examine
from tenprint.simulate.world.summary import duplicated_effects
from tenprint.transaction import build

KILLS = int(os.environ.get("TENPRINT_ROLE_KILLS", "1000"))
PEOPLE, FINGERS = 4, (2, 7)
LONGEST_LIFE = 1.2  # s
BOOKINGS_A_KILL = 0.5


def prints_of(person):
    images = []
    for finger in FINGERS:
        pixels = impression(master(7000 + person, finger=finger), 1, kind="plain").pixels
        images.append(build.Print(imaging.encode_wsq(pixels, 500, 0.75), finger, 0, pixels.shape[1], pixels.shape[0]))
    return images


def transactions(number):
    ori = agencies_of(ST_LOUIS_CITY)[0].ori
    people = [prints_of(person) for person in range(PEOPLE)]
    base = {"2.005": "Y", "2.018": "DOE,JANE", "2.020": "MO", "2.022": "19800101", "2.024": "F", "2.025": "W"}
    base |= {"2.027": "506", "2.029": "140", "2.031": "BLU", "2.032": "BRO", "2.045": "20100922"}
    base |= {"2.047": [("20100922", "BURGLARY")]}
    return [
        build.car(base, people[n % PEOPLE], ori=ori, dai="MOSIR0000", tcn=f"CRASH{n:08d}", now=START).to_bytes()
        for n in range(number)
    ]


def person_of(correlation):
    return int(correlation[-8:]) % PEOPLE


def opened(folder, url, started):
    return Embedded(
        folder,
        clock=ShiftedClock(started, START),
        policies=PolicyStore(),
        activation=simulated_registry(),
        database_url=url,
    )


def live(folder, url, started, files):
    """What the killed process does: submit what is left, work, until it is killed or done."""
    with opened(folder, url, started) as world:
        world.start()
        for data in files:
            submit(world.booking, data, user="clerk")
        world.settle(3600)


def states(agency, table):
    with agency.database.read() as connection:
        return list(connection.scalars(select(table.c.state)))


@pytest.mark.crash
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_nothing_is_lost_doubled_or_stuck(database, tmp_path):
    moments = random.Random(2010)
    files = transactions(max(4, int(KILLS * BOOKINGS_A_KILL)))
    started = datetime.now(UTC)
    with ExitStack() as stack:
        url = None
        if database == "postgres":
            url = stack.enter_context(servers.postgres())
            servers.create_databases(url, "booking", "state", "criminal", "immigration", "enforcement")
        opened(tmp_path, url, started).close()
        killed = 0
        while killed < KILLS:
            share = files[: int((killed + 1) / KILLS * len(files)) or 1]
            child = os.fork()
            if child == 0:
                try:
                    live(tmp_path, url, started, share)
                finally:
                    os._exit(0)
            time.sleep(moments.uniform(0.02, LONGEST_LIFE))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            killed += 1
        with opened(tmp_path, url, started) as world:
            world.start()
            for data in files:
                submit(world.booking, data, user="clerk")
            assert world.settle(600), "stuck"
            while examine(world, lambda one, other: person_of(one) == person_of(other)):
                assert world.settle(600), "stuck after the examiners"
            for agency in world.agencies.values():
                assert set(states(agency, inbox)) <= {"done"}, agency.name
                assert set(states(agency, outbox)) <= {"sent"}, agency.name
            assert duplicated_effects(world) == 0
            with world.booking.database.read() as connection:
                answered = list(connection.scalars(select(booking_answer.c.correlation)))
        assert len(answered) == len(set(answered)) == len(files)
