"""Kill a process that changes a gallery in shards, at random moments, and look at what is left.

Each round forks a child that inserts, updates, deletes, adds shards and copies, and moves subjects to them, and that
writes down each operation before it begins and after it was acknowledged. The parent kills it (SIGKILL), opens the
shards, waits until the copies are alike, and compares them with what was acknowledged.

Run by hand: python tests/support/shard_kills.py NUMBER [SEED]
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path

import tenprint  # noqa: F401 # first: it says how many threads numpy may start

# isort: split
from gallery_kills import State, expected, fingers, read_diary, tear_writes
from killed_child import kill_child

from tenprint.search.shards import ShardedGallery
from tenprint.search.shards.placement import shard_of
from tenprint.search.shards.warm import warm

MOST_SHARDS, MOST_COPIES, MOST_SUBJECTS = 4, 3, 150
SLOWEST_KILL = 1.0
STAYS = 0.9  # chance that the next round goes on with the same shards after they are at their most


def choose(rng: random.Random, state: State, serial: int, shards: int, copies: int) -> list:
    """Return the next operation as a list that can be written down."""
    names = sorted(state)
    kind = rng.choices(["insert", "update", "delete", "grow", "move"], [6, 2, 4, 2, 1])[0]
    if kind == "grow" and (shards < MOST_SHARDS or copies < MOST_COPIES):
        return ["grow", min(shards + rng.randint(0, 2), MOST_SHARDS), min(copies + rng.randint(0, 1), MOST_COPIES)]
    if kind == "move":
        return ["move"]
    if kind == "insert" or len(names) < 2:
        return ["insert", [[f"subject-{serial}-{i}", rng.randrange(1 << 30)] for i in range(rng.randint(1, 12))]]
    return ["update", rng.choice(names), rng.randrange(1 << 30)] if kind == "update" else ["delete", rng.choice(names)]


def child(path: Path, diary: int, seed: int, state: State) -> None:
    rng = random.Random(seed)
    tear_writes(rng)
    gallery = ShardedGallery(path)
    serial = 0
    while True:
        operation = choose(rng, state, seed * 1000 + serial, gallery.shards, len(gallery.status()[0].copies))
        os.write(diary, (json.dumps(["begin", operation]) + "\n").encode())
        match operation:
            case ["insert", subjects]:
                gallery.insert_many((name, fingers(number)) for name, number in subjects)
            case ["update", name, number]:
                gallery.update(name, fingers(number))
            case ["delete", name]:
                gallery.delete(name)
            case ["grow", shards, copies]:
                gallery.close()
                gallery = ShardedGallery(path, shards, copies=copies)
            case ["move"]:
                gallery.rebalance()
        os.write(diary, b'["done"]\n')
        state = after(state, operation)
        serial += 1


def after(state: State, operation: list) -> State:
    new = dict(state)
    match operation:
        case ["insert", subjects]:
            new |= dict(subjects)
        case ["update", name, number]:
            new[name] = number
        case ["delete", name]:
            del new[name]
    return new


def settled(state: State, pending: list | None, stored: dict) -> State | None:
    """Return the state that is stored, if it is one that may be: all that was acknowledged, the last one or not."""
    states = [state] if pending is None else [state, after(state, pending)]
    if pending is not None and pending[0] == "insert":  # of each shard a part may be there
        states = [after(state, ["insert", [entry for entry in pending[1] if entry[0] in stored]])]
    return next((s for s in states if expected(s) == stored), None)


def look(path: Path, kill: int) -> dict:
    """Return what all copies agree to hold, after everything was brought into order."""
    with ShardedGallery(path) as gallery:
        shards = gallery.shards
        end = time.monotonic() + 60
        while any(copy.state != "current" for shard in gallery.status() for copy in shard.copies):
            assert time.monotonic() < end, f"kill {kill}: {gallery.status()}"
            time.sleep(0.005)
        assert gallery.verify() == [], f"kill {kill}: {gallery.verify()}"
        before = sorted(gallery)
        if kill % 3 == 0:  # otherwise the next child finds the move half done
            gallery.rebalance()
            assert sorted(gallery) == before, f"kill {kill}: moving lost or doubled a subject"
            assert len(gallery) == len(before)
            for shard in range(shards):
                for name in gallery._reader.read(shard, "subjects"):
                    assert shard_of(name, shards) == shard, f"kill {kill}: {name} is misplaced"
        assert not list((path / "promises").iterdir()), f"kill {kill}: promises are left"
        return {name: gallery.get(name)[1].x.tobytes() for name in before}


def run_kills(folder: Path, kills: int, seed: int = 0) -> Counter:
    """Do so many kills; raises AssertionError at the first gallery that is not as it must be."""
    warm()
    rng = random.Random(seed)
    path, state = folder / "shards", {}
    totals: Counter = Counter()
    for kill in range(kills):
        diary = folder / "diary"
        work = partial(child, path, seed=seed * 100_000 + kill, state=state)
        kill_child(diary, work, rng, SLOWEST_KILL, kill)
        state, pending, kinds = read_diary(diary, state)
        totals += kinds
        stored = look(path, kill)
        found = settled(state, pending, stored)
        assert found is not None, f"kill {kill} in {pending}: {len(stored)} stored, {len(state)} acknowledged"
        state = found
        if len(state) > MOST_SUBJECTS or rng.random() > STAYS:
            shutil.rmtree(path)
            state = {}
            totals["galleries"] += 1
    totals["kills"] = kills
    return totals


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        print(dict(run_kills(Path(temporary), int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)))
