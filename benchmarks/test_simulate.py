"""Speed of master prints, impressions and template galleries, on one core.

Run: pytest benchmarks/test_simulate.py -m "" --benchmark-only
"""

from __future__ import annotations

import time

import pytest

from tenprint.simulate.gallery import generate
from tenprint.simulate.gallery.file import encode
from tenprint.simulate.prints import impression, master, slap

SKIN = master(3)
# Processor time, so that other work on the machine does not count.
CPU = {"timer": time.process_time}


@pytest.mark.benchmark(group="master print 800x750", **CPU)
def test_master(benchmark) -> None:
    seeds = iter(range(10_000))
    made = benchmark(lambda: master(next(seeds)))
    assert made.ridges.shape == (750, 800)


@pytest.mark.benchmark(group="master print 1600x1500", **CPU)
def test_master_at_1000_ppi(benchmark) -> None:
    benchmark(lambda: master(3, ppi=1000))


@pytest.mark.benchmark(group="impression", **CPU)
@pytest.mark.parametrize("difficulty", ["good", "field", "poor"])
@pytest.mark.parametrize("kind", ["rolled", "plain"])
def test_impression(benchmark, kind: str, difficulty: str) -> None:
    seeds = iter(range(10_000))
    benchmark(lambda: impression(SKIN, next(seeds), kind=kind, difficulty=difficulty))


@pytest.mark.benchmark(group="slap of four 1600x1500", **CPU)
def test_slap(benchmark) -> None:
    hand = [master(5, finger=finger) for finger in (2, 3, 4, 5)]
    benchmark(lambda: slap(hand, 1))


@pytest.mark.benchmark(group="template gallery, 1000 fingers", **CPU)
@pytest.mark.parametrize("kind", ["plain", "rolled"])
def test_gallery(benchmark, kind: str) -> None:
    starts = iter(range(0, 10_000_000, 100))
    benchmark(lambda: generate(next(starts), 100, 1, kind=kind))


@pytest.mark.benchmark(group="template gallery, 1000 fingers", **CPU)
def test_gallery_to_bytes(benchmark) -> None:
    columns = generate(0, 100, 1)
    benchmark(lambda: encode(columns))
