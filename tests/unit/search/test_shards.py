from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from search_templates import again, template

from tenprint.errors import ConfigurationError, ConflictError, InputError, UnavailableError
from tenprint.search.codes import standard_encoder
from tenprint.search.gallery import prepare_subject
from tenprint.search.shards import Place, ProcessBackend, ShardedGallery
from tenprint.search.shards.placement import homes, shard_of


def people(rng: np.random.Generator, number: int) -> dict:
    return {f"S{i}": {p: template(rng) for p in (1, 2, 6, 7)} for i in range(number)}


def test_a_further_shard_takes_its_share_and_nothing_else_moves() -> None:
    names = [f"S{i}" for i in range(3000)]
    before, after = [shard_of(n, 4) for n in names], [shard_of(n, 5) for n in names]
    moved = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert all(b == 4 for _, b in moved)
    assert len(moved) == pytest.approx(600, rel=0.2)
    assert min(Counter(before).values()) > 600
    assert all(homes(n, 5, [4]) == list(dict.fromkeys([a, b])) for n, a, b in zip(names, after, before, strict=True))


def test_shards_answer_as_one_gallery_and_rebalance(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    subjects = people(rng, 40)
    search = {p: again(rng, t) for p, t in subjects["S21"].items()}
    with ShardedGallery(tmp_path / "g", 2) as gallery:
        gallery.insert_many(subjects.items())
        assert len(gallery) == 40
        assert sorted(gallery) == sorted(subjects)
        with pytest.raises(ConflictError):
            gallery.insert("S3", subjects["S3"])
        with pytest.raises(ConflictError):
            gallery.insert_many([("T", subjects["S3"]), ("T", subjects["S4"])])
        assert gallery.insert_prepared([prepare_subject("T", subjects["S3"], standard_encoder())]) == 1
        gallery.delete("T")
        answer = gallery.identify(search)
        assert answer.candidates[0].subject == "S21"
        assert (answer.coverage.shards_answered, answer.coverage.subjects) == (2, 40)
        gallery.delete("S21")
        assert "S21" not in gallery
        with pytest.raises(InputError):
            gallery.get("S21")
        with pytest.raises(InputError):
            gallery.update("S21", subjects["S21"])
        with pytest.raises(UnavailableError):
            ShardedGallery(tmp_path / "g", 2)
    with ShardedGallery(tmp_path / "g", 3) as gallery:
        with pytest.raises(ConflictError):  # it still lies where it lay
            gallery.insert_many((name, subjects[name]) for name in ("S3", "S4", "S5"))
        moved = gallery.rebalance()
        assert moved == sum(shard_of(n, 3) != shard_of(n, 2) for n in subjects if n != "S21")
        assert gallery.rebalance() == 0
        assert len(gallery) == 39
        assert gallery.verify() == []
        assert sorted(gallery.get("S20")) == [1, 2, 6, 7]
    with pytest.raises(ConfigurationError):
        ShardedGallery(tmp_path / "g", 2)
    with ShardedGallery(tmp_path / "g") as gallery:  # as many as there are
        assert gallery.shards == 3


def test_searches_and_changes_during_a_move_miss_nothing(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    subjects = people(rng, 120)
    with ShardedGallery(tmp_path / "g", 2) as gallery:
        gallery.insert_many(subjects.items())
    with ShardedGallery(tmp_path / "g", 5) as gallery:
        over = threading.Event()
        wrong: list[str] = []
        seen = 0

        def search() -> None:
            nonlocal seen
            while not over.is_set():
                for name in list(subjects)[20:]:
                    answer = gallery.identify(subjects[name])
                    if [c.subject for c in answer.hits] != [name] or answer.coverage.shards_answered != 5:
                        wrong.append(f"{name}: {answer}")
                    seen += 1
                    if over.is_set():
                        break

        thread = threading.Thread(target=search)
        thread.start()
        gallery.rebalance()
        gallery.delete("S1")
        gallery.update("S2", subjects["S0"])
        over.set()
        thread.join()
        assert (wrong, seen > 0) == ([], True)
        assert len(gallery) == 119
        assert gallery.verify() == []
        assert all(shard_of(name, 5) == shard for shard in range(5) for name in gallery._reader.read(shard, "subjects"))


def test_a_stop_in_the_middle_of_a_move_loses_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(4)
    subjects = people(rng, 30)
    with ShardedGallery(tmp_path / "g", 1) as gallery:
        gallery.insert_many(subjects.items())
    moving = [name for name in subjects if shard_of(name, 2) == 1]
    with ShardedGallery(tmp_path / "g", 2) as gallery, monkeypatch.context() as patch:
        patch.setattr(gallery._grace, "wait", lambda: 1 / 0)  # after the new place has them, before the old one not
        with pytest.raises(ZeroDivisionError):
            gallery.rebalance()
    with ShardedGallery(tmp_path / "g") as gallery:
        answer = gallery.identify(subjects[moving[0]])
        assert [c.subject for c in answer.candidates].count(moving[0]) == 1
        assert sorted(gallery) == sorted(subjects)
        gallery.delete(moving[0])
        assert moving[0] not in gallery
        gallery.update(moving[1], subjects["S0"])
        assert gallery.rebalance() == len(moving) - 2
        assert len(gallery) == 29
        assert len(gallery.get(moving[1])[1]) == len(subjects["S0"][1])
        assert gallery.verify() == []


def test_a_killed_process_is_named_in_the_answer_or_waited_for(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    subjects = people(rng, 20)
    backend = ProcessBackend()
    with ShardedGallery(tmp_path / "g", 2, backend, wait=False) as gallery:
        gallery.insert_many(subjects.items())
        assert gallery.identify(subjects["S1"]).coverage.complete
        os.kill(backend.submit(Place(1, 0), "process").result(), signal.SIGKILL)
        answer = gallery.identify(subjects["S1"])
        assert not answer.coverage.complete
        assert "1 of 2 shards" in str(answer)
        assert answer.coverage.subjects_total == 20
        assert gallery.identify(subjects["S1"], wait=True).coverage.complete
        gallery.wait = True
        os.kill(backend.submit(Place(0, 0), "process").result(), signal.SIGKILL)
        answer = gallery.identify(subjects["S1"])
        assert answer.coverage.complete
        assert answer.candidates[0].subject == "S1"
        assert [status.copies[0].replaced for status in gallery.status()] == [1, 1]
        gallery.insert("new", subjects["S1"])  # changes too
        assert gallery.verify() == []
