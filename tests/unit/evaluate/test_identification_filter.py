"""The filter's losses, counted without enrolling the mates, are those of searches for enrolled mates."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from search_templates import NearestMatcher, again, template

from tenprint.evaluate.identification.codes import Codes
from tenprint.evaluate.identification.filter_loss import filter_loss, is_looked_at
from tenprint.evaluate.identification.rounds import Mate
from tenprint.search import Gallery, Options, Positions, identify
from tenprint.search.cascade.query import make_query
from tenprint.search.gallery.prepared import prepare_subject
from tenprint.search.parameters import CLEAR_ABOVE, CLEAR_FLOOR


def test_codes_that_are_remembered_are_those_of_the_search_and_of_the_gallery(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    fingers = {2: template(rng, 60), 7: template(rng, 90)}
    with Gallery.create(tmp_path / "g") as gallery:
        codes = Codes(gallery.encoder)
        for _ in range(2):
            query, expected = codes.query(fingers), make_query(fingers, Positions.KNOWN, gallery.encoder)
            np.testing.assert_array_equal(query.codes, expected.codes)
            np.testing.assert_array_equal(query.weights, expected.weights)
            subject = prepare_subject("A", fingers, gallery.encoder)
            np.testing.assert_array_equal(codes.further(fingers).codes[0], subject.codes)
            assert int(codes.further(fingers).heads[0]) == subject.head


@pytest.mark.parametrize("keep", [3, 40])
def test_lost_are_those_who_are_not_among_the_passed_on_when_they_are_enrolled(tmp_path: Path, keep: int) -> None:
    rng = np.random.default_rng(2)
    positions = (2, 7)
    mates = []
    for i in range(12):
        enrolled = {p: template(rng, 50) for p in positions}
        mates.append(Mate(f"M{i}", enrolled, {p: again(rng, t, keep=0.5, noise=6.0) for p, t in enrolled.items()}))
    options = Options(matcher=NearestMatcher(), passed=(keep, keep), limit=keep, local=False)
    with Gallery.create(tmp_path / "g") as gallery:
        gallery.insert_many((f"D{i}", {p: template(rng, 50) for p in positions}) for i in range(150))
        lost = filter_loss(gallery, [mates], positions, options, 5, lambda done: None)
        missing = 0
        for mate in mates:
            gallery.insert(mate.subject, mate.enrolled)
            answer = identify(gallery, mate.searched, options=options)
            missing += mate.subject not in [c.subject for c in answer.candidates]
            gallery.delete(mate.subject)
    assert lost["searches"] == 12
    assert lost["lost"] == pytest.approx(missing / 12)
    if keep == 3:
        assert 0 < missing < 12
    assert (lost["smallest_margin_llr"] < 0) == (missing > 0)


def test_a_mate_below_a_clear_stranger_is_lost_and_not_below_an_unclear_one() -> None:
    chance, keep = 10.0, 4
    clear = np.array([chance + CLEAR_ABOVE + 1, 1.0, 0.0, -1.0], np.float32)
    assert is_looked_at(CLEAR_FLOOR + 1, clear, keep, chance)
    assert not is_looked_at(CLEAR_FLOOR - 1, clear, keep, chance)
    assert is_looked_at(CLEAR_FLOOR - 1, clear, keep, None)
    assert not is_looked_at(-2.0, clear, keep, None)
