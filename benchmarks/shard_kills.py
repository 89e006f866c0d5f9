"""How long until all shards answer again after one was killed (SIGKILL) while searches run?

Run by hand: python benchmarks/shard_kills.py --kills 25 --shards 4 --copies 1 --on ray|processes [--subjects 2000]
Prints one line a kill and a summary as JSON. Ends with an error at the first wrong answer.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import tempfile
import threading
import time

import tenprint  # noqa: F401 # first: it says how many threads numpy may start
from tenprint.search.shards import Backend, Place, ProcessBackend, RayBackend, ShardedGallery
from tenprint.simulate.gallery import stream


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--shards", type=int, default=4)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--subjects", type=int, default=2000)
    parser.add_argument("--on", choices=["ray", "processes"], default="processes")
    given = parser.parse_args()
    backend: Backend = RayBackend() if given.on == "ray" else ProcessBackend()
    with (
        tempfile.TemporaryDirectory() as folder,
        ShardedGallery(folder, given.shards, backend, copies=given.copies, wait=False) as gallery,
    ):
        drawn = stream(0, given.subjects, 5, kind="rolled")
        people = {f"S{n}": part.fingers(n) for part in drawn for n in range(part.start, part.start + len(part))}
        names = list(people)
        for start in range(0, len(names), 500):
            gallery.insert_many((name, people[name]) for name in names[start : start + 500])
        run(gallery, backend, people, given)
        assert gallery.verify() == []
        assert len(gallery) == given.subjects


def run(gallery: ShardedGallery, backend: Backend, people: dict, given: argparse.Namespace) -> None:
    rng = random.Random(1)
    names = list(people)
    back, gaps, answers, partial, slowest = [], [], 0, 0, 0.0
    for number in range(given.kills):
        while not all(copy.state == "current" for shard in gallery.status() for copy in shard.copies):
            time.sleep(0.01)
        place = Place(rng.randrange(given.shards), rng.randrange(given.copies))
        pid = backend.submit(place, "process").result()
        killed: list[float] = []

        def kill(pid: int = pid, killed: list[float] = killed) -> None:
            os.kill(pid, signal.SIGKILL)
            killed.append(time.perf_counter())

        timer = threading.Timer(rng.uniform(0.05, 0.3), kill)
        timer.start()
        gap_end = None
        while True:
            name = rng.choice(names)
            begun = time.perf_counter()
            answer = gallery.identify(people[name])
            ended = time.perf_counter()
            answers += 1
            hits = [c.subject for c in answer.hits]
            if answer.coverage.shards_answered == given.shards:
                assert hits == [name], f"wrong: {answer} for {name}: {hits}"
            else:
                partial += 1
                assert hits in ([], [name]), f"wrong: {answer} for {name}: {hits}"
                assert not answer.coverage.complete
                gap_end = ended
            assert answer.coverage.subjects_total == len(people)
            if killed:
                slowest = max(slowest, ended - begun)
                replaced = all(c.state == "current" for s in gallery.status() for c in s.copies)
                lives = sum(c.replaced for s in gallery.status() for c in s.copies)
                if replaced and lives > number and answer.coverage.complete:
                    break
        back.append(ended - killed[0])
        gaps.append(max(0.0, gap_end - killed[0]) if gap_end else 0.0)
        print(f"kill {number}: all back after {back[-1]:.2f} s, last partial answer after {gaps[-1]:.2f} s", flush=True)
    ordered = sorted(back)
    print(
        json.dumps(
            {
                "on": given.on,
                "shards": given.shards,
                "copies": given.copies,
                "subjects": given.subjects,
                "kills": given.kills,
                "answers": answers,
                "partial_answers": partial,
                "wrong_answers": 0,
                "all_back_s": {
                    "median": round(statistics.median(back), 3),
                    "p90": round(ordered[int(0.9 * (len(back) - 1))], 3),
                    "max": round(max(back), 3),
                },
                "last_partial_s": {"median": round(statistics.median(gaps), 3), "max": round(max(gaps), 3)},
                "slowest_answer_after_a_kill_s": round(slowest, 3),
            }
        )
    )


if __name__ == "__main__":
    main()
