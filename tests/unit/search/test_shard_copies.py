"""Copies of shards: one answers while another is replaced, and no two ever differ for long."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from failing_shards import FailingBackend
from search_templates import template

from tenprint.errors import ConfigurationError, ConflictError, UnavailableError
from tenprint.search.shards import Place, ShardedGallery
from tenprint.search.shards.placement import shard_of

A, B = Place(0, 0), Place(0, 1)


def fingers(number: int) -> dict:
    rng = np.random.default_rng(number)
    return {p: template(rng) for p in (2, 7)}


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.01)


def states(gallery: ShardedGallery) -> list[str]:
    return [copy.state for shard in gallery.status() for copy in shard.copies]


def all_current(gallery: ShardedGallery) -> bool:
    return set(states(gallery)) == {"current"}


@pytest.fixture
def backend() -> FailingBackend:
    return FailingBackend()


@pytest.fixture
def gallery(tmp_path: Path, backend: FailingBackend):
    with ShardedGallery(tmp_path / "g", 1, backend, copies=2, wait=False) as gallery:
        gallery.insert_many((f"S{i}", fingers(i)) for i in range(8))
        until(lambda: all_current(gallery))
        yield gallery


def test_a_copy_answers_while_the_other_is_replaced(gallery: ShardedGallery, backend: FailingBackend) -> None:
    backend.down.add(A)
    for i in range(8):
        answer = gallery.identify(fingers(i))
        assert answer.coverage.complete
        assert answer.candidates[0].subject == f"S{i}"
    assert states(gallery)[1] == "current"
    assert gallery.status()[0].answers
    backend.down.add(B)
    answer = gallery.identify(fingers(1))
    assert "0 of 1 shards" in str(answer)
    assert (answer.coverage.subjects_total, answer.coverage.complete) == (8, False)
    assert not gallery.status()[0].answers


def test_a_copy_gets_what_it_missed_before_it_answers(gallery: ShardedGallery, backend: FailingBackend) -> None:
    backend.down.add(B)
    backend.kill(B)
    until(lambda: states(gallery)[1] == "starting")
    gallery.delete("S1")
    gallery.update("S2", fingers(20))
    gallery.insert_many([("N1", fingers(30)), ("N2", fingers(31))])
    backend.down.clear()
    until(lambda: all_current(gallery))
    assert gallery.verify() == []
    backend.down.add(A)
    assert not gallery.identify(fingers(1)).hits
    assert gallery.identify(fingers(20)).candidates[0].subject == "S2"
    assert gallery.identify(fingers(31)).candidates[0].subject == "N2"
    assert list((gallery.path / "promises").iterdir()) == []


def test_what_a_copy_missed_is_remembered_over_a_restart(tmp_path: Path) -> None:
    backend = FailingBackend()
    with ShardedGallery(tmp_path / "g", 1, backend, copies=2) as gallery:
        gallery.insert_many((f"S{i}", fingers(i)) for i in range(4))
        until(lambda: all_current(gallery))
        backend.down.add(A)
        until(lambda: states(gallery)[0] == "starting")
        gallery.delete("S1")
        gallery.insert("S9", fingers(9))
    backend = FailingBackend()
    backend.down.add(B)  # the only one that has it all
    with pytest.raises(UnavailableError):
        ShardedGallery(tmp_path / "g", backend=backend, patience=0.5)
    with ShardedGallery(tmp_path / "g") as gallery:
        until(lambda: all_current(gallery))
        assert gallery.verify() == []
        assert sorted(gallery) == ["S0", "S2", "S3", "S9"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("method", ["insert", "settle", "delete", "update"])
def test_a_death_in_the_middle_of_a_change_leaves_the_copies_alike(
    gallery: ShardedGallery, backend: FailingBackend, method: str, when: str
) -> None:
    backend.dies[method] = when
    change: Callable[[], object] = {
        "insert": lambda: gallery.insert("N", fingers(40)),
        "settle": lambda: gallery.insert("N", fingers(40)),
        "delete": lambda: gallery.delete("S3"),
        "update": lambda: gallery.update("S3", fingers(41)),
    }[method]
    if method == "settle":  # of the second copy: the change is made, and brought to it later
        change()
        assert "N" in gallery
    else:
        with pytest.raises(UnavailableError):
            change()
    until(lambda: all_current(gallery))
    assert gallery.verify() == []
    assert list((gallery.path / "promises").iterdir()) == []
    names = set(gallery)
    assert {f"S{i}" for i in range(8) if i != 3} <= names <= {"N", *(f"S{i}" for i in range(8))}


def test_a_refused_change_leaves_nothing_behind(gallery: ShardedGallery) -> None:
    with pytest.raises(ConflictError):
        gallery.insert_many([("N", fingers(50)), ("S1", fingers(1))])
    assert "N" not in gallery
    assert list((gallery.path / "promises").iterdir()) == []


def test_a_copy_whose_disk_was_lost_is_made_anew(gallery: ShardedGallery, backend: FailingBackend) -> None:
    backend.lose_disk(A)
    until(lambda: all_current(gallery) and gallery.status()[0].copies[0].replaced > 0)
    gallery.insert("N", fingers(60))
    assert gallery.verify() == []
    backend.down.add(B)
    assert gallery.identify(fingers(5)).candidates[0].subject == "S5"
    assert len(gallery) == 9


def test_the_only_copy_is_never_replaced_by_an_empty_one(tmp_path: Path) -> None:
    with ShardedGallery(tmp_path / "g", 2) as gallery:
        gallery.insert_many((f"S{i}", fingers(i)) for i in range(6))
    whole = tmp_path / "g" / "shard-0001"
    whole.rename(tmp_path / "away")
    with pytest.raises(ConfigurationError, match="there is no gallery in"):
        ShardedGallery(tmp_path / "g")
    assert not (whole / "copy-0" / "MANIFEST").exists()
    with ShardedGallery(tmp_path / "other", 1) as other:
        other.insert("X", fingers(1))
    (tmp_path / "other" / "shard-0000").rename(tmp_path / "moved")
    (tmp_path / "moved").rename(whole)
    with pytest.raises(ConfigurationError, match="another gallery"):
        ShardedGallery(tmp_path / "g")


def test_a_lost_shard_is_named_in_answers_of_a_running_gallery(tmp_path: Path) -> None:
    backend = FailingBackend()
    with ShardedGallery(tmp_path / "g", 2, backend) as gallery:
        gallery.insert_many((f"S{i}", fingers(i)) for i in range(6))
        backend.lose_disk(A)
        until(lambda: states(gallery) == ["lost", "current"])
        answer = gallery.identify(fingers(1), deadline=0.5)
        assert "1 of 2 shards" in str(answer)
        assert answer.coverage.subjects_total == 6
        assert "there is no gallery" in gallery.status()[0].copies[0].problem
        there = next(f"N{i}" for i in range(99) if shard_of(f"N{i}", 2) == 0)
        with pytest.raises(ConfigurationError):
            gallery.insert(there, fingers(70))


def test_copies_that_are_added_later_are_filled(tmp_path: Path) -> None:
    with ShardedGallery(tmp_path / "g", 2) as gallery:
        gallery.insert_many((f"S{i}", fingers(i)) for i in range(10))
    backend = FailingBackend()
    with ShardedGallery(tmp_path / "g", 2, backend, copies=3) as gallery:
        gallery.delete("S4")
        until(lambda: all_current(gallery))
        assert gallery.verify() == []
        backend.down |= {Place(s, c) for s in (0, 1) for c in (0, 1)}
        for i in (0, 1, 2, 3):
            assert gallery.identify(fingers(i)).candidates[0].subject == f"S{i}"
        assert not gallery.identify(fingers(4)).hits


def test_a_broken_copy_is_not_asked_and_made_anew_when_its_folder_is_taken_away(
    gallery: ShardedGallery, backend: FailingBackend, tmp_path: Path
) -> None:
    folder = A.folder(gallery.path)
    heap = next(folder.glob("*.heap"))
    data = bytearray(heap.read_bytes())
    data[100:] = bytes(len(data) - 100)
    heap.write_bytes(data)
    for i in range(8):
        answer = gallery.identify(fingers(i))
        assert (answer.candidates[0].subject, answer.coverage.complete) == (f"S{i}", True)
    assert states(gallery) == ["lost", "current"]
    assert "checksum" in gallery.status()[0].copies[0].problem
    gallery.insert("N", fingers(80))
    folder.rename(tmp_path / "away")
    until(lambda: all_current(gallery))
    assert gallery.verify() == []
    backend.down.add(B)
    assert gallery.identify(fingers(80)).candidates[0].subject == "N"


def test_a_slow_copy_is_not_waited_for(gallery: ShardedGallery, backend: FailingBackend) -> None:
    backend.slow.add(A)
    try:
        for _ in range(2):  # in turn, so that the slow one is asked first once
            begun = time.perf_counter()
            answer = gallery.identify(fingers(3))
            assert answer.candidates[0].subject == "S3"
            assert time.perf_counter() - begun < 10
    finally:
        backend.released.set()
