"""What every score must obey, whatever the templates."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.fingerprint.matching import false_match_rate, match, pack, prepare, score, score_many
from tenprint.fingerprint.template import Template


def template(seed: int, n: int, *, shift: tuple[float, float] = (0, 0), turn: float = 0.0) -> Template:
    """Random minutiae, moved rigidly as asked."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 300, n), rng.uniform(0, 400, n)
    theta = rng.uniform(0, 2 * np.pi, n)
    c, s = np.cos(turn), np.sin(turn)
    return Template(
        (c * x + s * y + shift[0]).astype(np.float32),
        (-s * x + c * y + shift[1]).astype(np.float32),
        ((theta + turn) % (2 * np.pi)).astype(np.float32),
        rng.integers(0, 3, n).astype(np.uint8),
        np.sort(rng.integers(0, 101, n))[::-1].astype(np.uint8),
        300,
        400,
    )


SEEDS, SIZES = st.integers(0, 1000), st.integers(0, 60)


@given(SEEDS, SEEDS, SIZES, SIZES)
@settings(max_examples=60, deadline=None)
def test_symmetric(one, other, n, m):
    a, b = prepare(template(one, n)), prepare(template(other, m))
    assert score(a, b) == score(b, a)


@given(SEEDS, st.integers(15, 60), st.floats(0, 2 * np.pi), st.floats(-200, 200), st.floats(-200, 200))
@settings(max_examples=40, deadline=None)
def test_moving_a_print_leaves_the_score(seed, n, turn, dx, dy):
    still = prepare(template(seed, n))
    same, moved = score(still, still), score(still, prepare(template(seed, n, shift=(dx, dy), turn=turn)))
    other = score(still, prepare(template(seed + 1, n)))
    assert abs(moved - same) <= 0.1 * (same - other)


@given(SEEDS, st.integers(0, 60))
@settings(max_examples=30, deadline=None)
def test_a_print_without_minutiae_matches_nothing(seed, n):
    a, empty = prepare(template(seed, n)), prepare(template(seed, 0))
    assert score(a, empty) == score(empty, empty)
    assert score(a, a) >= score(a, empty)


@given(SEEDS, st.lists(SIZES, min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_a_gallery_scores_as_single_prints_do(seed, sizes):
    probe = prepare(template(seed, 40))
    gallery = [prepare(template(seed + k, n)) for k, n in enumerate(sizes)]
    assert score_many(probe, pack(gallery)).tolist() == [score(probe, q) for q in gallery]


@given(SEEDS, SEEDS, st.integers(0, 50), st.integers(10, 50))
@settings(max_examples=25, deadline=None)
def test_match_says_the_score_and_mirrors_its_pairs(one, other, n, m):
    a, b = template(one, n), template(other, m, turn=0.4)
    forth, back = match(a, b), match(b, a)
    assert forth.score == back.score == score(prepare(a), prepare(b))
    assert sorted((q.a, q.b) for q in forth.pairs) == sorted((q.b, q.a) for q in back.pairs)
    assert len({q.a for q in forth.pairs}) == len({q.b for q in forth.pairs}) == len(forth.pairs)


@given(SEEDS, st.integers(25, 60), st.floats(-3, 3))
@settings(max_examples=15, deadline=None)
def test_match_explains_a_moved_print(seed, n, turn):
    result = match(template(seed, n), template(seed, n, shift=(30, -20), turn=turn))
    assert len(result.pairs) >= 0.8 * n
    assert all(q.a == q.b for q in result.pairs if q.weight > 1)
    assert max(q.shift for q in result.pairs if q.a == q.b) < 1
    assert abs((result.turn - np.degrees(turn) + 180) % 360 - 180) < 5
    assert np.isclose(sum(result.contributions.values()), result.score, atol=1e-3) or result.score < sum(
        result.contributions.values()
    )


@given(SEEDS, SEEDS, st.integers(2, 5))
@settings(max_examples=40, deadline=None)
def test_few_minutiae_prove_little(one, other, few):
    whole, part = template(one, 40), template(other, few)
    assert score(prepare(whole), prepare(part)) <= 4.5
    assert score(prepare(part), prepare(part)) <= 4.5


@given(st.lists(st.floats(-20, 40), min_size=2, max_size=20))
def test_false_match_rate_falls_with_the_score(scores):
    rates = [false_match_rate(s) for s in sorted(scores)]
    assert rates == sorted(rates, reverse=True)
    assert all(0 < r <= 1 for r in rates)
