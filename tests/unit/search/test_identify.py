from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from search_templates import NearestMatcher, again, template

from tenprint.errors import UnavailableError, UsageError
from tenprint.search import Band, Bands, Gallery, identify
from tenprint.search.fusion import false_match_probability, fuse


def test_the_mate_is_found_and_the_stranger_is_not(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    people = {f"S{i}": {p: template(rng) for p in (1, 2, 6, 7)} for i in range(30)}
    with Gallery.create(tmp_path / "g") as gallery:
        gallery.insert_many(people.items())
        search = {p: again(rng, t) for p, t in people["S17"].items()}
        answer = identify(gallery, search, policy="2026-11", bands=Bands(1e-6, 1e-2), matcher=NearestMatcher())
        assert answer.candidates[0].subject == "S17"
        assert answer.band is Band.LIGHTS_OUT
        assert answer.coverage.complete
        assert "30 subjects" in str(answer)
        assert "2026-11" in str(answer)
        stranger = identify(gallery, {p: template(rng) for p in (1, 2)}, limit=5, matcher=NearestMatcher())
        assert stranger.band is Band.NO_MATCH
        assert len(stranger.candidates) <= 5
        assert not stranger.hits
        llrs = [c.llr for c in stranger.candidates]
        assert llrs == sorted(llrs, reverse=True)


def test_a_deadline_gives_a_partial_answer_that_says_so(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    with Gallery.create(tmp_path / "g") as gallery:
        gallery.insert_many((f"S{i}", {1: template(rng)}) for i in range(5))
        answer = identify(gallery, {1: template(rng)}, deadline=0.0, matcher=NearestMatcher())
        assert not answer.coverage.complete
        cancel = threading.Event()
        cancel.set()
        with pytest.raises(UnavailableError):
            identify(gallery, {1: template(rng)}, cancel=cancel, matcher=NearestMatcher())
        with pytest.raises(UsageError):
            identify(gallery, {}, matcher=NearestMatcher())


def test_chance_of_a_false_match_grows_with_the_gallery_and_falls_with_the_ratio() -> None:
    assert false_match_probability(20.0, 1000) == pytest.approx(1000 * np.exp(-20), rel=1e-3)
    assert false_match_probability(20.0, 10**6) > false_match_probability(20.0, 1000)
    assert false_match_probability(-5.0, 10) == 1.0
    assert false_match_probability(5.0, 0) == 0.0
    assert fuse([100.0, -100.0]) == pytest.approx(27.0)
    with pytest.raises(UsageError):
        Bands(0.5, 0.1)
