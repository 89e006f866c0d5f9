"""Searches with few fingers: the first of the shortlist are looked at first, the others where nobody is certain."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from search_templates import DigestEncoder, NearestMatcher, again, template

from tenprint.search import Gallery, Options, identify

FIRST, PEOPLE = 5, 120


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict]:
    monkeypatch.setattr("tenprint.search.options.LOOKED_AT_FIRST", {2: FIRST})
    rng = np.random.default_rng(4)
    return {f"S{i:03d}": {p: template(rng) for p in (2, 7)} for i in range(PEOPLE)}


def test_the_others_are_looked_at_only_when_nobody_is_certain(tmp_path: Path, people: dict[str, dict]) -> None:
    rng = np.random.default_rng(5)
    with Gallery.create(tmp_path / "g", encoder=DigestEncoder()) as gallery:
        gallery.insert_many(people.items())
        # The very print: its code is nearest, so the mate is among the first, and certain.
        same = identify(gallery, people["S077"], matcher=NearestMatcher())
        assert same.candidates[0].subject == "S077"
        assert same.passed_by_filter == FIRST
        # Other impressions have codes that say nothing, so the mates lie anywhere in the order of the filter.
        found, looked_at = 0, []
        for subject in list(people)[::12]:
            search = {p: again(rng, t, noise=1.0, keep=0.95) for p, t in people[subject].items()}
            answer = identify(gallery, search, matcher=NearestMatcher())
            found += answer.candidates[0].subject == subject
            looked_at.append(answer.passed_by_filter)
        assert found == len(looked_at)
        assert max(looked_at) == PEOPLE
        stranger = identify(gallery, {p: template(rng) for p in (2, 7)}, matcher=NearestMatcher())
        assert stranger.passed_by_filter == PEOPLE
        assert stranger.coverage.complete


def test_a_thorough_search_finds_the_other_record_of_somebody_who_is_certain(
    tmp_path: Path, people: dict[str, dict]
) -> None:
    rng = np.random.default_rng(6)
    search = people["S077"]
    # Another record of the same person, with prints of another day: their codes say nothing.
    other = {p: again(rng, t, noise=1.0, keep=0.95) for p, t in search.items()}
    with Gallery.create(tmp_path / "g", encoder=DigestEncoder()) as gallery:
        gallery.insert_many([*people.items(), ("other", other)])
        usual = identify(gallery, search, matcher=NearestMatcher())
        assert usual.passed_by_filter == FIRST
        thorough = identify(gallery, search, options=Options(matcher=NearestMatcher(), thorough=True))
        assert thorough.passed_by_filter == PEOPLE + 1
        assert [c.subject for c in thorough.candidates[:2]] == ["S077", "other"]
        assert thorough.candidates[1].llr > thorough.candidates[2].llr + 20
        for further in (0, None):
            many = identify(gallery, search, options=Options(matcher=NearestMatcher(), further=further, thorough=True))
            assert [c.subject for c in many.candidates[:2]] == ["S077", "other"]
