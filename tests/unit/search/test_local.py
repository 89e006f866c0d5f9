from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from search_templates import again, template

from tenprint.fingerprint.template import Template
from tenprint.search import Gallery, Positions
from tenprint.search.cascade.candidates import make_shortlist
from tenprint.search.cascade.filtering import Filtered, filter_gallery
from tenprint.search.cascade.limits import Limits
from tenprint.search.cascade.local import evidence, rank_locally, tail_of
from tenprint.search.cascade.query import make_query
from tenprint.search.codes import standard_encoder
from tenprint.search.gallery import compact
from tenprint.search.parameters import BIT_WEIGHTS, CODE_BITS, LOCAL_FLOOR


def turned(t: Template, angle: float) -> Template:
    """Turn a print about its middle, counter-clockwise as seen."""
    c, s = np.cos(angle), np.sin(angle)
    x, y = t.x - 200, -(t.y - 250)
    return replace(
        t,
        x=(200 + c * x - s * y).astype(np.float32),
        y=(250 - (s * x + c * y)).astype(np.float32),
        direction=((t.direction + angle) % (2 * np.pi)).astype(np.float32),
    )


def all_of(gallery: Gallery) -> Filtered:
    """Every row, in an order that says nothing."""
    with gallery.snapshot() as snapshot:
        views = np.concatenate([np.full(v.rows, i, np.int32) for i, v in enumerate(snapshot.views)])
        rows = np.concatenate([np.arange(v.rows, dtype=np.int32) for v in snapshot.views])
    return Filtered(np.zeros(len(rows), np.float32), views, rows, len(rows))


def test_local_scores_find_a_turned_and_torn_mate_in_sealed_and_growing_segments(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    people = {f"S{i}": {2: template(rng), 7: template(rng)} for i in range(60)}
    with Gallery.create(tmp_path / "g", segment_rows=16) as gallery:
        gallery.insert_many(people.items())
        gallery.delete("S3")
        assert compact(gallery, below=1.0) > 0
        for name in ("S0", "S9", "S58", "S59"):
            search = {p: turned(again(rng, t), 0.7) for p, t in people[name].items()}
            query = make_query(search, Positions.KNOWN, gallery.encoder)
            with gallery.snapshot() as snapshot:
                shortlist = make_shortlist(snapshot, query, all_of(gallery))
                ranked = rank_locally(snapshot, shortlist, query, Limits(), map)
                assert ranked.survivors(snapshot, 1)[0].subject == name
                assert ranked.scores[0] > ranked.scores[1] + 5


def test_a_row_erased_during_the_search_counts_nothing(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    people = {f"S{i}": {1: template(rng)} for i in range(30)}
    with Gallery.create(tmp_path / "g") as gallery:
        gallery.insert_many(people.items())
        query = make_query(people["S7"], Positions.KNOWN, gallery.encoder)
        with gallery.snapshot() as snapshot:
            shortlist = make_shortlist(snapshot, query, all_of(gallery))
            gallery.delete("S7")
            ranked = rank_locally(snapshot, shortlist, query, Limits(), map)
            assert ranked.scores[ranked.rows.tolist().index(7)] == 0


def test_evidence_is_rarity_among_strangers() -> None:
    rng = np.random.default_rng(3)
    scores = rng.exponential(1.0, 5000).astype(np.float32)
    scores[:2] = np.nan, 12.0
    gains = evidence(scores, tail_of(scores))
    assert gains[0] == 0
    # Twelve times the scale of an exponential tail, half of which lies above the median: 12 - log 2 nats above it.
    assert gains[1] == pytest.approx(12 - np.log(2) + LOCAL_FLOOR, abs=1.0)
    assert gains[2:].min() == LOCAL_FLOOR
    nothing = np.full(3, np.nan, np.float32)
    assert not evidence(nothing, tail_of(nothing)).any()


def test_bits_near_their_plane_count_less() -> None:
    rng = np.random.default_rng(4)
    first = [template(rng, 60) for _ in range(40)]
    second = [again(rng, t, keep=0.85) for t in first]
    codes, weights = standard_encoder().encode_weighted(first)
    once, twice = weights[:, 0], weights[:, 1]
    share = [
        np.bitwise_count(bits).sum(1) / CODE_BITS
        for bits in (once & ~twice, ~once & twice, once & twice, ~(once | twice))
    ]
    assert np.array(share) == pytest.approx(1 / BIT_WEIGHTS)
    differ = codes ^ standard_encoder().encode(second)
    strong = np.bitwise_count(differ & once & twice).sum()
    weak = np.bitwise_count(differ & ~once & ~twice).sum()
    assert strong * 3 < weak


def test_hands_swapped_and_missing_fingers_are_assigned(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    people = {f"S{i}": {p: template(rng) for p in (1, 2, 3, 6, 7)} for i in range(20)}
    with Gallery.create(tmp_path / "g") as gallery, ThreadPoolExecutor(2) as pool:
        gallery.insert_many(people.items())
        right_as_left = {p + 5: again(rng, people["S4"][p]) for p in (1, 2, 3)}
        query = make_query(right_as_left, Positions.KNOWN, gallery.encoder)
        with gallery.snapshot() as snapshot:
            (filtered,) = filter_gallery(snapshot, [query], [5], Limits(), pool.map)
            first = make_shortlist(snapshot, query, filtered).survivors(snapshot, 1)[0]
        assert (first.subject, first.assignment) == ("S4", "hands swapped")
        assert sorted(first.pairs) == [(6, 1), (7, 2), (8, 3)]
        unknown = {1: again(rng, people["S9"][7]), 2: again(rng, people["S9"][2])}
        query = make_query(unknown, Positions.UNKNOWN, gallery.encoder)
        with gallery.snapshot() as snapshot:
            (filtered,) = filter_gallery(snapshot, [query], [5], Limits(), pool.map)
            first = make_shortlist(snapshot, query, filtered).survivors(snapshot, 1)[0]
        assert first.subject == "S9"
        assert sorted(first.pairs) == [(1, 7), (2, 2)]
        assert first.penalty == pytest.approx(np.log(5 * 4))
