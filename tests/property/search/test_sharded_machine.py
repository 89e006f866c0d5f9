"""A gallery in shards is the same gallery: the same subjects, the same hits, whatever happened to its shards."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule
from search_templates import again, template

from tenprint.errors import ConflictError, InputError
from tenprint.search import Gallery, identify
from tenprint.search.shards import ShardedGallery

MOST_SHARDS, MOST_COPIES = 5, 3


class ShardedMachine(RuleBasedStateMachine):
    subjects = Bundle("subjects")

    @initialize(shards=st.integers(1, 3), copies=st.integers(1, 2))
    def start(self, shards: int, copies: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sharded-"))
        self.whole = Gallery.create(self.folder / "whole")
        self.sharded = ShardedGallery(self.folder / "shards", shards, copies=copies)
        self.rng = np.random.default_rng(shards)
        self.fingers: dict[str, dict] = {}
        self.count = 0

    def make(self, positions: set[int]) -> dict:
        return {position: template(self.rng) for position in positions}

    @rule(target=subjects, positions=st.sets(st.integers(1, 10), min_size=2, max_size=4))
    def insert(self, positions: set[int]) -> str:
        self.count += 1
        subject = f"S{self.count}"
        self.fingers[subject] = self.make(positions)
        self.whole.insert(subject, self.fingers[subject])
        self.sharded.insert(subject, self.fingers[subject])
        return subject

    @rule(number=st.integers(2, 12))
    def insert_many(self, number: int) -> None:
        batch = {f"B{self.count}-{i}": self.make({2, 7}) for i in range(number)}
        self.count += 1
        self.fingers |= batch
        self.whole.insert_many(batch.items())
        assert self.sharded.insert_many(batch.items()) == number

    @rule(subject=subjects)
    def insert_again(self, subject: str) -> None:
        with pytest.raises(ConflictError):
            self.sharded.insert_many([("new", self.make({1, 2})), (subject, self.fingers[subject])])
        if "new" in self.sharded:  # another shard's part
            self.sharded.delete("new")

    @rule(subject=subjects, positions=st.sets(st.integers(1, 10), min_size=2, max_size=4))
    def update(self, subject: str, positions: set[int]) -> None:
        self.fingers[subject] = self.make(positions)
        self.whole.update(subject, self.fingers[subject])
        self.sharded.update(subject, self.fingers[subject])

    @rule(subject=consumes(subjects))
    def delete(self, subject: str) -> None:
        del self.fingers[subject]
        self.whole.delete(subject)
        self.sharded.delete(subject)
        with pytest.raises(InputError):
            self.sharded.get(subject)

    @rule(more_shards=st.integers(0, 1), more_copies=st.integers(0, 1))
    def reopen(self, more_shards: int, more_copies: int) -> None:
        shards = min(self.sharded.shards + more_shards, MOST_SHARDS)
        copies = min(len(self.sharded.status()[0].copies) + more_copies, MOST_COPIES)
        self.sharded.close()
        self.sharded = ShardedGallery(self.folder / "shards", shards, copies=copies)

    @rule()
    def rebalance(self) -> None:
        self.sharded.rebalance()
        assert self.sharded.rebalance() == 0

    @rule(data=st.data())
    def search(self, data: st.DataObject) -> None:
        """The mate of a search is a hit in both or in neither, with the same score and the same chance of a mistake."""
        if not self.fingers:
            return
        name = data.draw(st.sampled_from(sorted(self.fingers)))
        probe = {p: again(self.rng, t) for p, t in self.fingers[name].items()}
        one, many = identify(self.whole, probe), self.sharded.identify(probe)
        assert many.hits == one.hits
        assert many.gallery_size == one.gallery_size
        assert many.coverage.complete
        assert many.coverage.subjects == one.coverage.subjects == len(self.fingers)
        scores = {c.subject: (c.llr, c.false_match_probability) for c in one.candidates}
        for candidate in many.candidates:
            expected = scores.get(candidate.subject, (candidate.llr, candidate.false_match_probability))
            assert (candidate.llr, candidate.false_match_probability) == expected

    @invariant()
    def same_subjects(self) -> None:
        if not hasattr(self, "sharded"):
            return
        assert len(self.sharded) == len(self.whole) == len(self.fingers)
        assert sorted(self.sharded) == sorted(self.fingers)

    def teardown(self) -> None:
        if hasattr(self, "sharded"):
            for subject in self.fingers:
                theirs, ours = self.whole.get(subject), self.sharded.get(subject)
                assert sorted(theirs) == sorted(ours)
                for position in theirs:
                    np.testing.assert_array_equal(theirs[position].x, ours[position].x)
            assert self.sharded.verify() == []
            self.sharded.close()
            self.whole.close()
            shutil.rmtree(self.folder)


TestShardedGallery = ShardedMachine.TestCase
TestShardedGallery.settings = settings(max_examples=10, stateful_step_count=15, deadline=None)
