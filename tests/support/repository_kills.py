"""Kill a repository that enrols, searches and ends enrolments over shards, at random moments; look at what is left.

Each round forks a child that commits enrolments and removals to its database and brings its shards up to date between
them. The parent kills it (SIGKILL), opens both as a repository does after a crash, and compares: the shards hold just
whom the database has enrolled, each once, in every copy; nobody whose enrolment ended is in any byte of them.

Run by hand: python tests/support/repository_kills.py NUMBER [SEED]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import tenprint  # noqa: F401 # first: it says how many threads numpy may start

# isort: split
import numpy as np
from killed_child import kill_child
from search_templates import template
from sqlalchemy import select

from tenprint.agency.enrolments import enrolment, removal
from tenprint.agency.masterfile import MasterFile, pack
from tenprint.policy import PolicyStore
from tenprint.runtime.migrations import upgrade
from tenprint.search.index import ShardIndex
from tenprint.search.shards import ShardedGallery
from tenprint.search.shards.warm import warm
from tenprint.storage import Database, Vault

SHARDS, COPIES, MOST_SUBJECTS = 3, 2, 60
SLOWEST_KILL, PATIENCE = 1.0, 60.0  # s
KEY = b"k" * 32


def prints(holder: str) -> dict[int, bytes]:
    rng = np.random.default_rng(int(holder[1:]))
    return pack({position: template(rng, 24) for position in (2, 7)})


def opened(folder: Path) -> tuple[Database, MasterFile]:
    database = Database(f"sqlite:///{folder / 'agency.sqlite'}")
    upgrade(database)
    gallery = ShardedGallery(folder / "shards", SHARDS, copies=COPIES)
    return database, MasterFile(ShardIndex(gallery), database, Vault(KEY, destroyed=folder / "destroyed.list"))


def child(folder: Path, seed: int, _diary: int) -> None:
    rng = random.Random(seed)
    database, file = opened(folder)
    bands = PolicyStore().bands("2008-10")
    while True:
        with database.write() as connection:
            there = list(connection.scalars(select(enrolment.c.holder)))
            if rng.random() < 0.6 and len(there) < MOST_SUBJECTS:
                for _ in range(rng.randint(1, 6)):
                    holder = f"H{rng.randrange(1 << 30):010d}"
                    file.enrol(connection, holder, prints(holder))
            for holder in rng.sample(there, min(len(there), rng.randint(0, 3))):
                file.remove(connection, holder)
        if rng.random() < 0.7:
            if there and rng.random() < 0.3:
                file.search(prints(rng.choice(there)), bands)
            else:
                file.catch_up()


def look(folder: Path, kill: int) -> int:
    """Raise `AssertionError` where something was lost, doubled or left; return how many are enrolled."""
    database, file = opened(folder)
    try:
        gallery = file.gallery.gallery
        ends = time.monotonic() + PATIENCE
        while any(copy.state != "current" for shard in gallery.status() for copy in shard.copies):
            assert time.monotonic() < ends, f"kill {kill}: a copy does not come back"
            time.sleep(0.01)
        file.catch_up()
        with database.read() as connection:
            expected = sorted(connection.scalars(select(enrolment.c.holder)))
            assert not connection.scalars(select(removal.c.holder)).all(), f"kill {kill}: an erasure is still owed"
            assert all(connection.scalars(select(enrolment.c.applied))), f"kill {kill}: not all are applied"
        held = sorted(name for shard in range(SHARDS) for name in gallery.names_of(shard))
        assert held == expected, f"kill {kill}: the shards hold {len(held)}, the database {len(expected)}"
        assert gallery.verify() == [], f"kill {kill}: {gallery.verify()}"
        return len(expected)
    finally:
        file.close()
        database.close()


def run(folder: Path, kills: int, seed: int) -> int:
    """Return how many were enrolled at the most after a kill."""
    warm()
    rng = random.Random(seed)
    most = 0
    for kill in range(kills):
        work = partial(child, folder, seed * 1000 + kill)
        kill_child(folder / "diary", work, rng, SLOWEST_KILL, kill)
        most = max(most, look(folder, kill))
    return most


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        number, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
        print(f"{number} kills, at most {run(Path(made), number, first)} enrolled")
