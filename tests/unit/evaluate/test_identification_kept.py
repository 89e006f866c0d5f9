"""What an identification experiment keeps between runs is used again only for what it was made for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from search_templates import template

from tenprint.errors import ConfigurationError
from tenprint.evaluate.identification import kept as module
from tenprint.evaluate.identification.fingers import Finger, rendered_fingers
from tenprint.evaluate.identification.kept import Kept
from tenprint.evaluate.identification.searching import Outcome
from tenprint.evaluate.identification.settings import Settings
from tenprint.evaluate.identification.versions import version_of, version_of_files

OUTCOME = Outcome(mates=[30.0, -1e9], ranks=[1, None], strangers=[-2.0, 0.5], seconds=[0.1], passed=[0.01])


def test_an_outcome_comes_back_for_the_same_question_only(tmp_path: Path) -> None:
    settings = Settings(pool=100, searches=2)
    kept = Kept(tmp_path, settings)
    assert kept.read("searches rolled", 1000, Outcome) is None
    kept.write("searches rolled", 1000, OUTCOME)
    assert Kept(tmp_path, settings).read("searches rolled", 1000, Outcome) == OUTCOME
    assert kept.read("searches plain", 1000, Outcome) is None
    assert kept.read("searches rolled", 2000, Outcome) is None
    for change in ({"searches": 3}, {"positions": (2, 7)}, {"rendered": 50}, {"batch": 4}, {"backend": "classical"}):
        assert Kept(tmp_path, replace(settings, **change)).read("searches rolled", 1000, Outcome) is None


@pytest.mark.parametrize("step", ["SEARCHING", "RENDERING"])
def test_an_outcome_of_another_version_of_the_program_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    settings = Settings(pool=100)
    Kept(tmp_path, settings).write("searches rolled", 1000, OUTCOME)
    monkeypatch.setattr(module, step, ("tenprint.clock",))
    assert Kept(tmp_path, settings).read("searches rolled", 1000, Outcome) is None


def test_a_gallery_of_other_fingers_or_of_another_model_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Kept(tmp_path, Settings(pool=100))
    for other in (Settings(pool=200), Settings(pool=100, seed=2)):
        with pytest.raises(ConfigurationError):
            Kept(tmp_path, other)
    monkeypatch.setattr(module, "MODELLING", ("tenprint.clock",))
    with pytest.raises(ConfigurationError, match="another version"):
        Kept(tmp_path, Settings(pool=100))


def test_mates_of_a_run_that_was_stopped_are_taken_out_of_the_gallery(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    kept = Kept(tmp_path, Settings(pool=100))
    with kept.gallery() as gallery:
        gallery.insert_many((name, {1: template(rng)}) for name in ("D1", "MATE000001", "D2"))
        kept.read("searches rolled", 2, Outcome)  # searching begins, and nobody says that it ended
    with kept.gallery() as gallery:
        assert sorted(gallery) == ["D1", "D2"]


def test_versions_tell_every_file_and_its_name(tmp_path: Path) -> None:
    assert version_of("tenprint.search.codes") == version_of("tenprint.search.codes")
    assert version_of("tenprint.search.codes") != version_of("tenprint.search.cascade")
    assert version_of("tenprint.clock") != version_of("tenprint.search.packing")
    one, two = tmp_path / "1_1.png", tmp_path / "1_2.png"
    one.write_bytes(b"a")
    two.write_bytes(b"b")
    both = version_of_files([one, two])
    two.write_bytes(b"c")
    assert version_of_files([one, two]) != both
    assert version_of_files([one]) not in (both, version_of_files([two]))


def test_templates_that_an_older_program_rendered_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tenprint.evaluate.identification import fingers as fingers_module

    rng, made = np.random.default_rng(2), []

    def render(seed: int, position: int, backend: str) -> Finger:
        made.append(seed)
        return Finger(f"synthetic-{seed}", (template(rng), template(rng)))

    monkeypatch.setattr(fingers_module, "_render", render)
    first = rendered_fingers(2, 7, "default", tmp_path, lambda done: None)
    again = rendered_fingers(2, 7, "default", tmp_path, lambda done: None)
    assert made == [7, 8]
    assert [f.name for f in again] == [f.name for f in first]
    np.testing.assert_array_equal(again[1].impressions[1].x, first[1].impressions[1].x)
    monkeypatch.setattr(fingers_module, "RENDERING", ("tenprint.clock",))
    rendered_fingers(2, 7, "default", tmp_path, lambda done: None)
    assert made == [7, 8, 7, 8]
