"""A gallery behaves as a dictionary that survives crashes, whatever the order of calls."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule
from search_templates import DigestEncoder, template

from tenprint.errors import ConflictError
from tenprint.fingerprint.template import Template
from tenprint.search import Gallery
from tenprint.search.gallery import compact, verify

Fingers = dict[int, Template]


class GalleryMachine(RuleBasedStateMachine):
    subjects = Bundle("subjects")

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="gallery-"))
        self.copies = 0
        self.path = self.folder / "0"
        self.gallery = Gallery.create(self.path, segment_rows=4, encoder=DigestEncoder())
        self.model: dict[str, Fingers] = {}
        self.count = 0
        self.rng = np.random.default_rng(0)

    def fingers(self, positions: set[int]) -> Fingers:
        return {position: template(self.rng, int(self.rng.integers(1, 12))) for position in positions}

    @rule(target=subjects, positions=st.sets(st.integers(1, 10), min_size=1, max_size=3))
    def insert(self, positions: set[int]) -> str:
        self.count += 1
        subject = f"S{self.count}"
        self.model[subject] = self.fingers(positions)
        self.gallery.insert(subject, self.model[subject])
        return subject

    @rule(number=st.integers(2, 9))
    def insert_many(self, number: int) -> None:
        batch = {f"B{self.count}-{i}": self.fingers({2}) for i in range(number)}
        self.count += 1
        self.gallery.insert_many(batch.items())
        self.model |= batch

    @rule(subject=subjects)
    def insert_again(self, subject: str) -> None:
        with pytest.raises(ConflictError):
            self.gallery.insert(subject, self.fingers({1}))

    @rule(subject=subjects, positions=st.sets(st.integers(1, 10), min_size=1, max_size=3))
    def update(self, subject: str, positions: set[int]) -> None:
        self.model[subject] = self.fingers(positions)
        self.gallery.update(subject, self.model[subject])

    @rule(subject=consumes(subjects))
    def delete(self, subject: str) -> None:
        del self.model[subject]
        self.gallery.delete(subject)

    @rule(survivor=subjects, absorbed=consumes(subjects))
    def merge(self, survivor: str, absorbed: str) -> None:
        if survivor not in self.model or survivor == absorbed:
            self.delete(absorbed)
            return
        self.gallery.merge(survivor, absorbed)
        taken = self.model.pop(absorbed)
        for position, finger in taken.items():
            mine = self.model[survivor].get(position)
            if mine is None or len(finger) > len(mine):
                self.model[survivor][position] = finger

    @rule()
    def compact(self) -> None:
        compact(self.gallery)

    @rule()
    def reopen(self) -> None:
        self.gallery.close()
        self.gallery = Gallery.open(self.path, encoder=DigestEncoder())

    @rule()
    def crash(self) -> None:
        """Go on with a copy of the files as they are, as after a kill; nothing of the process remains."""
        self.copies += 1
        copy = self.folder / str(self.copies)
        shutil.copytree(self.path, copy)
        self.gallery.close()
        self.path, self.gallery = copy, Gallery.open(copy, encoder=DigestEncoder())

    @invariant()
    def same_as_the_model(self) -> None:
        if not hasattr(self, "gallery"):
            return
        assert len(self.gallery) == len(self.model)
        assert sorted(self.gallery) == sorted(self.model)
        for subject, fingers in self.model.items():
            stored = self.gallery.get(subject)
            assert sorted(stored) == sorted(fingers)
            for position, finger in fingers.items():
                np.testing.assert_array_equal(stored[position].x, finger.x)
        assert verify(self.gallery).problems == ()

    def teardown(self) -> None:
        if hasattr(self, "gallery"):
            self.gallery.close()
            shutil.rmtree(self.folder)


TestGallery = GalleryMachine.TestCase
TestGallery.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
