"""Searches with many fingers: the coarse first look, how many are looked at, and when a subject is decided."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from search_templates import NearestMatcher, again, template

from tenprint.errors import UnavailableError
from tenprint.fingerprint.template import Template
from tenprint.search import Bands, Gallery, Options, Positions, identify, identify_many
from tenprint.search.answer import FingerScore
from tenprint.search.cascade import filtering, screen
from tenprint.search.cascade.filtering import FurtherSubject, filter_gallery, score_further
from tenprint.search.cascade.full import hands_in_turn, sure
from tenprint.search.cascade.limits import Limits
from tenprint.search.cascade.looked_at import likely_after_stage_1, looked_at
from tenprint.search.cascade.query import make_queries
from tenprint.search.cascade.scan import NOTHING
from tenprint.search.cascade.threads import mapper
from tenprint.search.parameters import CLEAR_ABOVE, PASSED_POSSIBLE

TEN = tuple(range(1, 11))
PEOPLE = 300

Person = dict[int, Template]


def swapped(fingers: Person) -> Person:
    return {(p + 4) % 10 + 1: t for p, t in fingers.items()}


@pytest.fixture(scope="module")
def people() -> dict[str, Person]:
    rng = np.random.default_rng(1)
    return {f"S{i}": {p: template(rng) for p in TEN} for i in range(PEOPLE)}


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory, people: dict[str, Person]) -> Gallery:
    gallery = Gallery.create(tmp_path_factory.mktemp("many") / "g", segment_rows=128)
    gallery.insert_many(people.items())
    return gallery


def test_the_first_look_passes_on_mates_also_with_hands_swapped_and_fingers_missing(
    gallery: Gallery, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(2)
    searches = []
    for number, name in enumerate(list(people)[::30]):
        search = {p: again(rng, t, keep=0.9) for p, t in people[name].items()}
        search = swapped(search) if number % 2 else search
        searches.append({p: t for p, t in search.items() if p not in (1, 8)} if number % 3 else search)
    queries = make_queries(searches, Positions.KNOWN, gallery.encoder)
    keep = [5] * len(queries)
    with gallery.snapshot() as snapshot:
        whole = filter_gallery(snapshot, queries, keep, Limits())
        monkeypatch.setattr(screen, "SCREEN_SUBJECTS", 10)
        monkeypatch.setattr(filtering, "can_screen", screen.can_screen)
        coarse = filter_gallery(snapshot, queries, keep, Limits())
        passed = screen.Screen(snapshot, queries).passed(snapshot.views[0])
    assert max(len(rows) for rows in passed) < PEOPLE / 4
    for number, (one, other) in enumerate(zip(whole, coarse, strict=True)):
        assert (one.views[0] * 128 + one.rows[0]) == number * 30
        assert (other.views[0], other.rows[0]) == (one.views[0], one.rows[0])
        assert other.scores[0] == one.scores[0]
        assert other.searched == PEOPLE
        assert other.everything


def test_a_stranger_is_held_back_and_an_erased_row_is_nobody(
    tmp_path: Path, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "SCREEN_SUBJECTS", 10)
    rng = np.random.default_rng(3)
    with Gallery.create(tmp_path / "g") as gallery:
        gallery.insert_many(people.items())
        (query,) = make_queries([people["S7"]], Positions.KNOWN, gallery.encoder)
        codes = gallery.encoder.encode([template(rng) for _ in TEN])
        with gallery.snapshot() as snapshot:
            assert score_further(snapshot, query, FurtherSubject(codes, 0x3FF)) == NOTHING
            assert score_further(snapshot, query, FurtherSubject(query.codes, 0x3FF)) > 100
            gallery.delete("S7")
            (filtered,) = filter_gallery(snapshot, [query], [PEOPLE], Limits())
        assert 7 not in filtered.rows
        # Whoever is erased while a search goes on is not missing from it.
        answer = identify(gallery, people["S8"], matcher=NearestMatcher())
        assert answer.coverage.complete


def test_answers_of_a_batch_are_those_of_single_searches(gallery: Gallery, people: dict[str, Person]) -> None:
    rng = np.random.default_rng(4)
    searches = [{p: again(rng, t) for p, t in people[f"S{i}"].items()} for i in (3, 99, 250)]
    searches.append({p: template(rng) for p in TEN})
    for threads in (1, 2):
        options = Options(matcher=NearestMatcher(), threads=threads)
        together = identify_many(gallery, searches, options=options)
        alone = [identify(gallery, search, options=options) for search in searches]
        assert [replace(a, seconds=0.0) for a in together] == [replace(a, seconds=0.0) for a in alone]
        assert [a.candidates[0].subject for a in together[:3]] == ["S3", "S99", "S250"]


def test_how_many_are_looked_at() -> None:
    chance = 11.5
    clear = np.array([chance + CLEAR_ABOVE, 6.0, 4.0, 0.0], np.float32)
    assert looked_at(clear, chance) == (2, True)
    unclear = np.linspace(chance, -10, 32).astype(np.float32)
    number, certain = looked_at(unclear, chance)
    assert not certain
    assert number == np.count_nonzero(unclear > -0.5) > PASSED_POSSIBLE
    assert looked_at(np.full(32, -9, np.float32), chance) == (PASSED_POSSIBLE, False)
    assert looked_at(np.empty(0, np.float32), chance) == (0, False)
    assert likely_after_stage_1(np.array([30.0, 4.5, 3.5], np.float32), chance) == 2


def scores(positions: tuple[int, ...], llr: float = 20.0) -> list[FingerScore]:
    return [FingerScore(p, p, llr, llr) for p in positions]


def test_a_subject_is_decided_only_where_both_hands_agree_and_nothing_contradicts() -> None:
    left = [(4, 4), (9, 9)]
    assert sure(scores((1, 6, 2, 7)), left)
    assert not sure(scores((1, 2, 3, 6)), left)
    assert not sure(scores((1, 6, 2, 7), 14.0), left)
    assert not sure([*scores((1, 6, 2, 7)), FingerScore(3, 3, -1.0, -1.0)], left)
    assert sure(scores((1, 2, 3, 4)), [(5, 5)])
    assert hands_in_turn([(2, 2), (3, 3), (7, 7), (1, 1)]) == [(2, 2), (7, 7), (3, 3), (1, 1)]
    assert hands_in_turn([]) == []


class CountingMatcher(NearestMatcher):
    def __init__(self, against: int = -1) -> None:
        self.against, self.compared = against, 0

    def compare(self, search: Template, filed: Template) -> tuple[float, float]:
        self.compared += 1
        llr = -2.0 if search.position == self.against else 25.0
        return llr, llr


def test_fingers_are_compared_until_policy_has_enough_or_one_disagrees(
    gallery: Gallery, people: dict[str, Person]
) -> None:
    search = {p: replace(t, position=p) for p, t in people["S5"].items()}

    def fingers(**given: object) -> int:
        answer = identify(gallery, search, **given)  # type: ignore[arg-type]
        assert answer.candidates[0].subject == "S5"
        return len(answer.candidates[0].fingers)

    assert fingers(matcher=CountingMatcher()) == 4
    assert fingers(matcher=CountingMatcher(), bands=Bands(lights_out_fingers=7)) == 7
    first = identify(gallery, search, matcher=CountingMatcher()).candidates[0].fingers
    assert fingers(matcher=CountingMatcher(against=first[1].position)) == 10
    whole = identify(gallery, search, options=Options(matcher=CountingMatcher(), exhaustive=True))
    assert {len(candidate.fingers) for candidate in whole.candidates} == {10}


def test_beside_a_sure_subject_as_many_are_compared_as_asked_for(tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    person = {p: template(rng) for p in TEN}
    with Gallery.create(tmp_path / "g") as gallery:
        gallery.insert_many((f"E{i}", {p: again(rng, t, keep=0.95) for p, t in person.items()}) for i in range(6))
        gallery.insert_many((f"S{i}", {p: template(rng) for p in TEN}) for i in range(40))
        everybody = identify(gallery, person, options=Options(matcher=CountingMatcher(), threads=1))
        assert {c.subject for c in everybody.candidates} >= {f"E{i}" for i in range(6)}
        few = identify(gallery, person, options=Options(matcher=CountingMatcher(), threads=1, further=2))
        assert len(few.candidates) == 3
        assert all(c.subject.startswith("E") for c in few.candidates)


def test_a_failed_part_is_reported_only_when_the_others_have_ended() -> None:
    ended = []

    def work(part: int) -> int:
        if part == 0:
            raise UnavailableError("the search was cancelled")
        time.sleep(0.05)
        ended.append(part)
        return part

    with pytest.raises(UnavailableError):
        mapper(2)(work, range(4))
    assert sorted(ended) == [1, 2, 3]
    assert list(mapper(2)(abs, (-1, -2))) == list(mapper(1)(abs, (-1, -2))) == [1, 2]


def test_nobody_is_found_in_an_empty_gallery_and_prints_without_minutiae_match_nobody(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    none, nothing = np.zeros(0, np.float32), np.zeros(0, np.uint8)
    blank = Template(x=none, y=none, direction=none, kind=nothing, quality=nothing, width=10, height=10)
    person = {p: template(rng) for p in TEN}
    with Gallery.create(tmp_path / "g") as gallery:
        assert identify(gallery, person).candidates == ()
        assert identify_many(gallery, []) == []
        gallery.insert("B", dict.fromkeys(TEN, blank))
        assert not identify(gallery, person).hits
        gallery.insert("A", person)
        assert not identify(gallery, dict.fromkeys(TEN, blank)).hits
        some = {p: t if p % 3 else blank for p, t in person.items()}
        assert identify(gallery, some).candidates[0].subject == "A"
        assert identify(gallery, some, positions="unknown").candidates[0].subject == "A"
