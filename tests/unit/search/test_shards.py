from __future__ import annotations

import os
import signal
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from search_templates import again, template

from tenprint.errors import ConfigurationError, ConflictError, InputError
from tenprint.search.shards import ProcessBackend, ShardedGallery
from tenprint.search.shards.placement import shard_of


def people(rng: np.random.Generator, number: int) -> dict:
    return {f"S{i}": {p: template(rng) for p in (1, 2, 6, 7)} for i in range(number)}


def test_a_further_shard_takes_its_share_and_nothing_else_moves() -> None:
    names = [f"S{i}" for i in range(3000)]
    before, after = [shard_of(n, 4) for n in names], [shard_of(n, 5) for n in names]
    moved = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert all(b == 4 for _, b in moved)
    assert len(moved) == pytest.approx(600, rel=0.2)
    assert min(Counter(before).values()) > 600


def test_shards_answer_as_one_gallery_and_rebalance(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    subjects = people(rng, 40)
    search = {p: again(rng, t) for p, t in subjects["S21"].items()}
    with ShardedGallery(tmp_path / "g", 2) as gallery:
        gallery.insert_many(subjects.items())
        assert len(gallery) == 40
        with pytest.raises(ConflictError):
            gallery.insert("S3", subjects["S3"])
        answer = gallery.identify(search)
        assert answer.candidates[0].subject == "S21"
        assert (answer.coverage.shards_answered, answer.coverage.subjects) == (2, 40)
        gallery.delete("S21")
        with pytest.raises(InputError):
            gallery.get("S21")
    with ShardedGallery(tmp_path / "g", 3) as gallery:
        assert gallery.rebalance() > 0
        assert gallery.rebalance() == 0
        assert len(gallery) == 39
        assert gallery.verify() == []
        assert sorted(gallery.get("S20")) == [1, 2, 6, 7]
    with pytest.raises(ConfigurationError):
        ShardedGallery(tmp_path / "g", 2)


def test_a_killed_process_is_named_in_the_answer_or_waited_for(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    subjects = people(rng, 20)
    backend = ProcessBackend()
    with ShardedGallery(tmp_path / "g", 2, backend, wait=False) as gallery:
        gallery.insert_many(subjects.items())
        assert gallery.identify(subjects["S1"]).coverage.complete
        os.kill(backend.submit(1, "process").result(), signal.SIGKILL)
        answer = gallery.identify(subjects["S1"])
        assert not answer.coverage.complete
        assert "1 of 2 shards" in str(answer)
        assert answer.coverage.subjects_total == 20
        gallery.wait = True
        os.kill(backend.submit(0, "process").result(), signal.SIGKILL)
        answer = gallery.identify(subjects["S1"])
        assert answer.coverage.complete
        assert answer.candidates[0].subject == "S1"
