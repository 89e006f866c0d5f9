"""Speed of ten-finger searches, and how many times a scan with the 1:1 matcher alone would take.

Run: pytest benchmarks/test_search.py -m "" --benchmark-only -s
The gallery holds modelled subjects, 100,000 unless TENPRINT_BENCH_SUBJECTS says otherwise. Processor time of one thread
is measured, so that other work on the machine does not count; a search that has two threads takes less.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice

import pytest

from tenprint.evaluate.identification.experiment import prepare_pool
from tenprint.evaluate.identification.mates import modelled_rounds
from tenprint.evaluate.identification.pool import distractors
from tenprint.evaluate.identification.settings import Settings
from tenprint.search import Gallery, Options, Positions, identify_many
from tenprint.search.cascade.filtering import filter_gallery
from tenprint.search.cascade.limits import Limits
from tenprint.search.cascade.query import make_queries
from tenprint.search.enrolment import enrol_prepared

CPU = {"timer": time.process_time}
SUBJECTS = int(os.environ.get("TENPRINT_BENCH_SUBJECTS", "100000"))
MOST = 16
BRUTE_FORCE_SUBJECTS = 50


@contextmanager
def silently(_words: str, _total: int | None) -> Iterator:
    yield lambda _done: None


@pytest.fixture(scope="module")
def pool():
    return prepare_pool(Settings(pool=4_000), silently)


@pytest.fixture(scope="module")
def mates():
    return list(islice(chain.from_iterable(modelled_rounds(MOST, "rolled", 1)), MOST))


@pytest.fixture(scope="module")
def gallery(pool, tmp_path_factory):
    with Gallery.create(tmp_path_factory.mktemp("search") / "g") as gallery:
        enrol_prepared(gallery, distractors(pool, SUBJECTS, 1), batch=4096)
        yield gallery


@pytest.fixture(scope="module")
def with_mates(gallery, mates):
    gallery.insert_many((mate.subject, mate.enrolled) for mate in mates)
    yield gallery
    for mate in mates:
        gallery.delete(mate.subject)


def searches(mates, number: int):
    return [mate.searched for mate in mates[:number]]


@pytest.mark.parametrize("batch", [1, 8, 16])
@pytest.mark.benchmark(group="search without a mate", **CPU)
def test_stranger(benchmark, gallery, mates, batch: int) -> None:
    answers = benchmark(lambda: identify_many(gallery, searches(mates, batch), options=Options(threads=1)))
    assert not any(answer.hits for answer in answers)


@pytest.mark.parametrize("batch", [1, 8, 16])
@pytest.mark.benchmark(group="search with a mate", **CPU)
def test_mate(benchmark, with_mates, mates, batch: int) -> None:
    answers = benchmark(lambda: identify_many(with_mates, searches(mates, batch), options=Options(threads=1)))
    assert [a.candidates[0].subject for a in answers] == [mate.subject for mate in mates[:batch]]


@pytest.mark.benchmark(group="parts of a search, 16 in a batch", **CPU)
def test_encode(benchmark, gallery, mates) -> None:
    benchmark(lambda: make_queries(searches(mates, MOST), Positions.KNOWN, gallery.encoder))


@pytest.mark.benchmark(group="parts of a search, 16 in a batch", **CPU)
def test_filter(benchmark, gallery, mates) -> None:
    queries = make_queries(searches(mates, MOST), Positions.KNOWN, gallery.encoder)
    with gallery.snapshot() as snapshot:
        benchmark(lambda: filter_gallery(snapshot, queries, [32] * MOST, Limits()))


@pytest.mark.benchmark(group="brute force", **CPU)
def test_brute_force(benchmark, gallery, pool, mates, tmp_path, capsys) -> None:
    """Every subject compared in full on every finger with the same matcher, in a small gallery; and the ratio."""
    options = Options(threads=1, exhaustive=True, local=False)
    with Gallery.create(tmp_path / "g") as small:
        enrol_prepared(small, distractors(pool, BRUTE_FORCE_SUBJECTS, 1))
        benchmark.pedantic(lambda: identify_many(small, searches(mates, 1), options=options), rounds=5, warmup_rounds=1)
    begun = time.process_time()
    identify_many(gallery, searches(mates, MOST), options=Options(threads=1))
    ours = (time.process_time() - begun) / MOST
    whole = benchmark.stats.stats.median / BRUTE_FORCE_SUBJECTS * SUBJECTS
    with capsys.disabled():
        print(f"\n{SUBJECTS:,} subjects: brute force {whole:,.1f} s, a search of 16 in a batch {ours * 1e3:.1f} ms")
        print(f"brute force takes {whole / ours:,.0f} times as long")
