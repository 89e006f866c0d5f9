"""What shards and copies cost: searches, memory, disk, enrolment, filling a copy, moving to a further shard.

Run by hand: python benchmarks/shards.py --subjects 100000 --shards 1 2 4 --copies 1 2
Prints one line of JSON for each number of shards and copies. Subjects are put together from a pool of modelled fingers.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from itertools import islice
from pathlib import Path

import tenprint  # noqa: F401 # first: it says how many threads numpy may start
from tenprint.evaluate.identification.pool import Pool, distractors, make_pool
from tenprint.search.codes import standard_encoder
from tenprint.search.shards import ProcessBackend, ShardedGallery
from tenprint.simulate.gallery import stream

BATCH = 4096


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--subjects", type=int, default=100_000)
    parser.add_argument("--fingers", type=int, default=4_000, help="distinct fingers of the pool")
    parser.add_argument("--searches", type=int, default=60)
    parser.add_argument("--shards", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--copies", type=int, nargs="+", default=[1])
    given = parser.parse_args()
    drawn = stream(0, given.fingers // 10, 11, kind="rolled")
    fingers = [t for part in drawn for n in range(part.start, part.start + len(part)) for t in part.fingers(n).values()]
    pool = make_pool(fingers, standard_encoder())
    probes = [
        part.fingers(n) for part in stream(10**6, given.searches, 11) for n in range(part.start, part.start + len(part))
    ]
    for shards in given.shards:
        for copies in given.copies:
            with tempfile.TemporaryDirectory(prefix="tenprint-shards-") as folder:
                print(json.dumps(measure(Path(folder), pool, probes, given.subjects, shards, copies)), flush=True)


def measure(folder: Path, pool: Pool, probes: list, subjects: int, shards: int, copies: int) -> dict:
    result: dict = {"subjects": subjects, "shards": shards, "copies": copies}
    with ShardedGallery(folder, shards, ProcessBackend(), copies=copies) as gallery:
        source = distractors(pool, subjects, 3)
        spent = 0.0
        while part := list(islice(source, BATCH)):
            begun = time.perf_counter()
            gallery.insert_prepared(part)
            spent += time.perf_counter() - begun
        result["enrolled_a_second"] = round(subjects / spent)
        gallery.identify(probes[0])
        times = []
        for probe in probes:
            begun = time.perf_counter()
            answer = gallery.identify(probe)
            times.append(time.perf_counter() - begun)
            assert answer.coverage.complete
        result["median_s"] = round(statistics.median(times), 4)
        result["p99_s"] = round(sorted(times)[int(0.99 * (len(times) - 1))], 4)
        processes = [gallery._fleet.backend.submit(place, "process").result() for place in gallery._current()]
        memory = [resident(pid) for pid in processes]
        result["resident_mb_each"] = [round(own / 1e6) for own, _ in memory]
        result["of_it_files_mb"] = [round(mapped / 1e6) for _, mapped in memory]
    with ShardedGallery(folder, shards, ProcessBackend(), copies=copies + 1) as gallery:
        begun = time.perf_counter()
        while any(copy.state != "current" for shard in gallery.status() for copy in shard.copies):
            time.sleep(0.01)
        result["filled_a_second"] = round(subjects / (time.perf_counter() - begun))
    result["bytes_a_subject_and_copy"] = round(
        sum(p.stat().st_blocks * 512 for p in folder.rglob("*") if p.is_file()) / subjects / (copies + 1)
    )
    with ShardedGallery(folder, shards + 1, ProcessBackend()) as gallery:
        begun = time.perf_counter()
        moved = gallery.rebalance()
        result |= {"moved": moved, "moved_a_second": round(moved / (time.perf_counter() - begun))}
        result["moved_copies"] = copies + 1
        assert len(gallery) == subjects
    return result


def resident(pid: int) -> tuple[int, int]:
    """Return the bytes of memory that a process has, and how many of them are pages of files."""
    fields = dict(line.split(":", 1) for line in (Path("/proc") / str(pid) / "status").read_text().splitlines())
    return tuple(int(fields[name].split()[0]) * 1024 for name in ("VmRSS", "RssFile"))  # type: ignore[return-value]


if __name__ == "__main__":
    main()
