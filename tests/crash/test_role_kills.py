"""SIGKILL at random moments of role processes under load: over HTTPS on SQLite, over NATS on PostgreSQL.

0 lost: whatever an agency sent has arrived and is worked off, and each booking is answered. 0 doubled: no effect is
there twice. 0 stuck: all this without help, but for starting again what was killed. With TENPRINT_CRASH_TALLY=FILE each
run adds a line of JSON to a file, so that many short runs make a long one.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.support import servers
from tests.support.role_processes import ROLES, Books, RoleProcesses, warm

from tenprint import imaging
from tenprint.agency.booking.submit import submit
from tenprint.agency.booking.tables import booking_answer
from tenprint.clock import SystemClock
from tenprint.exchange.tables import evidence
from tenprint.policy import PolicyStore
from tenprint.runtime.deployment import create
from tenprint.runtime.embedded import Embedded
from tenprint.runtime.process import AgencyProcess
from tenprint.simulate.population import agencies_of, simulated_registry
from tenprint.simulate.prints import impression, master
from tenprint.simulate.world.parameters import ST_LOUIS_CITY, START
from tenprint.simulate.world.staff import examine
from tenprint.simulate.world.summary import duplicated_effects
from tenprint.transaction import build

KILLS = int(os.environ.get("TENPRINT_ROLE_KILLS", "1000"))
TALLY = os.environ.get("TENPRINT_CRASH_TALLY", "")
SEED = int(os.environ.get("TENPRINT_CRASH_SEED", "2010"))
PEOPLE, FINGERS = 4, (2, 7)
CLERK = "clerk"
SHORTEST_PAUSE, LONGEST_PAUSE = 0.02, 0.8  # s, between two kills
BOOKINGS_A_KILL = 0.5
QUIET_SECONDS = 600.0


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


def hand_in(deployment, files, share):
    """The booking agency's clerk: submits as the kills go on; killed, begins again from the first file."""
    with AgencyProcess(deployment / "booking.toml", activation=simulated_registry()) as sender:
        done = 0
        while done < len(files):
            wanted = int(float(share.read_text() or "0") * len(files))
            for data in files[done:wanted]:
                submit(sender.agency, data, user=CLERK)
            done = max(done, wanted)
            time.sleep(0.05)


def progress(share: Path, value: float) -> None:
    share.with_suffix(".new").write_text(str(value))
    share.with_suffix(".new").replace(share)


def kill_at_random(processes, share, moments):
    """Kill one process after the other, each started again at once."""
    killed = Counter()
    while killed.total() < KILLS:
        time.sleep(moments.uniform(SHORTEST_PAUSE, LONGEST_PAUSE))
        victim = moments.choice(sorted(processes.children))
        killed[victim] += processes.kill(victim)
        processes.start(victim)
        progress(share, killed.total() / KILLS)
    return killed


@pytest.mark.crash
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("kind", ["https-sqlite", "nats-postgres"])
def test_nothing_is_lost_doubled_or_stuck(kind, tmp_path):
    warm(tmp_path / "warm")
    files = transactions(max(4, int(KILLS * BOOKINGS_A_KILL)))
    deployment, share = tmp_path / "deployment", tmp_path / "share"
    url = None
    begun = datetime.now(UTC)
    with ExitStack() as stack:
        options = {"transport": "https", "first_port": servers.free_range(5)}
        if kind == "nats-postgres":
            url = stack.enter_context(servers.postgres())
            servers.create_databases(url, *ROLES)
            options |= {"transport": "nats", "nats": stack.enter_context(servers.nats()), "database": url}
        create(deployment, **options)
        progress(share, 0.0)
        with RoleProcesses(deployment) as processes:
            processes.run(CLERK, lambda: hand_in(deployment, files, share))
            killed = kill_at_random(processes, share, random.Random(SEED))
            os.waitpid(processes.children.pop(CLERK), 0)
            books = Books(deployment)
            left = books.wait_quiet(QUIET_SECONDS)
            books.close()
        world = Embedded(
            deployment, clock=SystemClock(), policies=PolicyStore(), activation=simulated_registry(), database_url=url
        )
        with world:
            world.start()
            while examine(world, lambda one, other: person_of(one) == person_of(other)):
                assert world.settle(QUIET_SECONDS), "stuck after the examiners"
            with world.booking.database.read() as connection:
                answered = list(connection.scalars(select(booking_answer.c.correlation)))
            refused = []
            for agency in world.agencies.values():
                with agency.database.read() as connection:
                    refused += list(connection.scalars(select(evidence.c.reason)))
            doubled = duplicated_effects(world) + len(answered) - len(set(answered))
    lost = len(files) - len(set(answered))
    report = {"kind": kind, "begun": begun.isoformat(), "seed": SEED, "kills": killed.total(), "killed": dict(killed)}
    report |= {"bookings": len(files), "lost": lost, "doubled": doubled, "stuck": sum(left.values())}
    report |= {"refused": len(refused), "seconds": round((datetime.now(UTC) - begun).total_seconds(), 1)}
    print(json.dumps(report))
    if TALLY:
        with Path(TALLY).open("a") as handle:
            handle.write(json.dumps(report) + "\n")
    assert (left, lost, doubled, refused) == ({}, 0, 0, [])
