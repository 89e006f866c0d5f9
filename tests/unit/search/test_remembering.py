from __future__ import annotations

from pathlib import Path

import numpy as np
from search_templates import template

from tenprint.search import Gallery, identify
from tenprint.search.codes import standard_encoder
from tenprint.search.remembering import FINGERS, SECONDS, RememberingEncoder


def test_codes_of_a_search_serve_the_enrolment_once(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    people = {f"S{i}": {p: template(rng) for p in (1, 2, 6)} for i in range(3)}
    encoder = RememberingEncoder(standard_encoder())
    with Gallery.create(tmp_path / "g", encoder=encoder) as gallery, Gallery.create(tmp_path / "h") as plain:
        for name, fingers in people.items():
            gallery.insert(name, fingers)
            plain.insert(name, fingers)
        stored = gallery.get("S1")
        assert identify(gallery, stored).candidates[0].subject == "S1"
        assert encoder.remembered == 3
        gallery.delete("S1")
        gallery.insert("S1", stored)
        assert encoder.remembered == 0
        with gallery.snapshot() as ours, plain.snapshot() as theirs:
            assert (ours.views[0].codes[3] == theirs.views[0].codes[1]).all()


def test_codes_are_forgotten_in_time_and_in_number() -> None:
    rng = np.random.default_rng(2)
    now = 0.0
    encoder = RememberingEncoder(standard_encoder(), clock=lambda: now)
    first, second = template(rng), template(rng)
    encoder.encode_weighted([first])
    now = SECONDS / 2
    encoder.encode_weighted([second, second])
    assert encoder.remembered == 2
    now = SECONDS + 1
    assert (encoder.encode([first]) == standard_encoder().encode([first])).all()
    assert encoder.remembered == 1
    assert FINGERS >= 10 * 64
