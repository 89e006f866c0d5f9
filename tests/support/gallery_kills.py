"""Kill a process that changes a gallery, at random moments, and look at what is left.

Each round forks a child that inserts, updates, merges, deletes and compacts, and that writes down each operation
before it begins and after it was acknowledged. The parent kills it (SIGKILL), opens the gallery, verifies it, and
compares it with what was acknowledged; the one operation in flight may have happened or not, but not halfway.

Run by hand: python tests/support/gallery_kills.py NUMBER [SEED]
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path

import numpy as np
from killed_child import kill_child
from search_templates import DigestEncoder, template

from tenprint.search import Gallery
from tenprint.search.gallery import compact, prepare_subject, verify

SEGMENT_ROWS = 32
SLOWEST_KILL = 0.15
State = dict[str, int]
"""Subject -> number that its first finger's x coordinates were made from."""


def fingers(number: int) -> dict:
    return {1: template(np.random.default_rng(number), 12), 6: template(np.random.default_rng(number + 1), 12)}


def choose(rng: random.Random, state: State, serial: int) -> list:
    """Return the next operation as a list that can be written down."""
    names = sorted(state)
    kind = rng.choices(["insert", "update", "merge", "delete", "compact"], [6, 2, 1, 4, 1])[0]
    if kind == "insert" or len(names) < 2:
        many = rng.randint(1, 12)
        return ["insert", [[f"subject-{serial}-{i}", rng.randrange(1 << 30)] for i in range(many)]]
    if kind == "update":
        return ["update", rng.choice(names), rng.randrange(1 << 30)]
    if kind == "merge":
        return ["merge", *rng.sample(names, 2)]
    return [kind, rng.choice(names)] if kind == "delete" else [kind]


def perform(gallery: Gallery, operation: list) -> None:
    match operation:
        case ["insert", subjects]:
            gallery.insert_many((name, fingers(number)) for name, number in subjects)
        case ["update", name, number]:
            gallery.update(name, fingers(number))
        case ["merge", survivor, absorbed]:
            gallery.merge(survivor, absorbed)
        case ["delete", name]:
            gallery.delete(name)
        case ["compact"]:
            compact(gallery)


def after(state: State, operation: list) -> State:
    new = dict(state)
    match operation:
        case ["insert", subjects]:
            new |= dict(subjects)
        case ["update", name, number]:
            new[name] = number
        case ["merge", _, absorbed]:
            del new[absorbed]
        case ["delete", name]:
            del new[name]
    return new


def possible(state: State, pending: list | None) -> list[State]:
    """Return the states that may be found: a batch of inserts may be there in part, all else wholly or not."""
    if pending is None:
        return [state]
    if pending[0] == "insert":
        return [after(state, ["insert", pending[1][:k]]) for k in range(len(pending[1]) + 1)]
    return [state, after(state, pending)]


def tear_writes(rng: random.Random) -> None:
    """Make writes slow and in two halves, so that many kills fall into the middle of one.

    A few aligned bytes are copied at once by the kernel and are left whole.
    """
    real = os.pwrite

    def pwrite(fd: int, data: bytes, offset: int) -> int:
        half = len(data) // 2 if len(data) > 16 and rng.random() < 0.5 else 0
        if half:
            real(fd, memoryview(data)[:half], offset)
            time.sleep(rng.uniform(0, 0.004))
        return half + real(fd, memoryview(data)[half:], offset + half)

    os.pwrite = pwrite


def child(folder: Path, diary: int, seed: int, state: State) -> None:
    rng = random.Random(seed)
    gallery = Gallery.open(folder, encoder=DigestEncoder())
    tear_writes(rng)
    serial = 0
    while True:
        operation = choose(rng, state, seed * 1000 + serial)
        os.write(diary, (json.dumps(["begin", operation]) + "\n").encode())
        perform(gallery, operation)
        os.write(diary, b'["done"]\n')
        state = after(state, operation)
        serial += 1


def read_diary(path: Path, state: State) -> tuple[State, list | None, Counter]:
    pending, kinds = None, Counter()
    for line in path.read_text().splitlines():
        entry = json.loads(line)
        if entry[0] == "begin":
            pending = entry[1]
        else:
            state, pending = after(state, pending), None
            kinds["acknowledged"] += 1
    if pending is not None:
        kinds[f"killed in {pending[0]}"] += 1
    return state, pending, kinds


def found(gallery: Gallery) -> State:
    """Return the state as stored: each subject with a digest of its first finger, compared with what was put in."""
    return {name: gallery.get(name)[1].x.tobytes() for name in gallery}


def expected(state: State) -> dict:
    return {name: fingers(number)[1].x.tobytes() for name, number in state.items()}


def run_kills(folder: Path, kills: int, seed: int = 0) -> Counter:
    """Do so many kills; raises AssertionError at the first gallery that is not as it must be."""
    rng = random.Random(seed)
    prepare_subject("first", fingers(0), DigestEncoder())  # compiled here, not in each child until it is killed
    path = folder / "gallery"
    Gallery.create(path, encoder=DigestEncoder(), segment_rows=SEGMENT_ROWS).close()
    state: State = {}
    gone: set[str] = set()
    totals: Counter = Counter()
    for kill in range(kills):
        diary = folder / "diary"
        work = partial(child, path, seed=seed * 100_000 + kill, state=state)
        kill_child(diary, work, rng, SLOWEST_KILL, kill)
        before = set(state)
        state, pending, kinds = read_diary(diary, state)
        totals += kinds
        with Gallery.open(path, encoder=DigestEncoder()) as gallery:
            report = verify(gallery)
            assert report.problems == (), f"kill {kill}: {report.problems}"
            stored = found(gallery)
            matching = [s for s in possible(state, pending) if expected(s) == stored]
            assert matching, f"kill {kill} in {pending}: {len(stored)} subjects stored, {len(state)} acknowledged"
            state = matching[0]
            for name in gone - set(state):
                assert name not in gallery
        gone |= before - set(state)
        bytes_left = b"".join(p.read_bytes() for p in path.iterdir() if p.is_file())
        left = [name for name in sorted(gone - set(state))[-50:] if f"{name}".encode() + b"\x01" in bytes_left]
        assert not left, f"kill {kill}: bytes of {left} are left"
        if len(state) > 400:
            with Gallery.open(path, encoder=DigestEncoder()) as gallery:
                for name in rng.sample(sorted(state), 300):
                    gallery.delete(name)
                    del state[name]
                    gone.add(name)
    totals["kills"] = kills
    return totals


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        print(dict(run_kills(Path(temporary), int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)))
