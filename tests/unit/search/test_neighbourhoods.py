"""Neighbourhoods and pairs on vectors against the same thing said slowly."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tenprint.search.cascade.local_pairs import FINE, best_mutual
from tenprint.search.cascade.neighbourhoods import (
    CAPACITY,
    FAR,
    POINTS,
    REACH,
    SECTOR_MASKS,
    SIDE,
    TURN,
    TURN_STEPS,
    describe_bits,
)  # fmt: skip
from tenprint.search.parameters import GRID_STEP, LOCAL_PAIRS, SECTORS, SIMILARITY_PRIOR


def finger(rng: np.random.Generator, n: int):
    places, direction = np.full((4, CAPACITY), FAR, np.float32), np.zeros(CAPACITY, np.float32)
    places[:2, :n] = rng.uniform(0, 300, (2, n)).astype(np.float32)
    direction[:n] = rng.uniform(0.001, TURN - 0.001, n).astype(np.float32)
    places[2, :n], places[3, :n] = np.cos(direction[:n]), np.sin(direction[:n])
    return places, direction


def described(places, direction, n: int, step: int = 1):
    words, counts = np.zeros(CAPACITY * SECTORS, np.uint64), np.zeros(CAPACITY, np.float32)
    m = describe_bits(n, places, direction, step, POINTS, SECTOR_MASKS, np.empty(CAPACITY, np.int32), words, counts)
    return m, words.reshape(CAPACITY, SECTORS), counts


def slowly(places, direction, n: int, i: int) -> np.ndarray:
    out, (x, y, c, s) = np.zeros(SECTORS, np.uint64), places[:, :n].astype(np.float64)
    for j in range(n):
        dx, dy = x[j] - x[i], y[j] - y[i]
        if j == i or math.hypot(dx, dy) >= REACH:
            continue
        u = int((c[i] * dx + s[i] * dy) / GRID_STEP + SIDE // 2 + 0.5)
        v = int((c[i] * dy - s[i] * dx) / GRID_STEP + SIDE // 2 + 0.5)
        turn = math.floor((float(direction[j]) - float(direction[i])) * TURN_STEPS / TURN) % TURN_STEPS
        out |= POINTS[u * SIDE + v] & SECTOR_MASKS[turn * SECTORS : (turn + 1) * SECTORS]
    return out


@pytest.mark.parametrize("n", [1, 16, 45, 76])
def test_neighbourhoods_are_those_said_slowly(n: int) -> None:
    places, direction = finger(np.random.default_rng(n), n)
    m, words, counts = described(places, direction, n)
    assert m == n
    wrong = sum(not np.array_equal(words[i], slowly(places, direction, n, i)) for i in range(n))
    assert wrong <= n // 20  # single numbers lie on a border and are rounded otherwise with more digits
    assert np.array_equal(counts[:n], np.bitwise_count(words[:n]).sum(1))
    few, coarse, _ = described(places, direction, n, step=3)
    assert few == len(range(0, n, 3))
    assert np.array_equal(coarse[:few], words[0:n:3])


def test_best_pairs_are_mutual_and_the_most_alike() -> None:
    rng = np.random.default_rng(7)
    a, b = (described(*finger(rng, n), n) for n in (50, 61))
    blocks = np.ascontiguousarray(a[1].reshape(-1, SECTORS, SECTORS).swapaxes(1, 2)).ravel()
    pairs, values = np.empty((2, LOCAL_PAIRS), np.int32), np.empty(LOCAL_PAIRS, np.float32)
    common, across, down = (np.zeros(CAPACITY, np.int32) for _ in range(3))
    found = best_mutual(50, blocks, a[2], 61, 1, b[1].ravel(), b[2], common, across, down, pairs, values)
    both = np.bitwise_count(a[1][:50, None] & b[1][None, :61]).sum(2)
    alike = 2 * both / (a[2][:50, None] + b[2][None, :61] + SIMILARITY_PRIOR)
    # Of equally good ones the last counts.
    level = np.floor(alike * FINE)
    nearest = 60 - np.argmax(level[:, ::-1], axis=1)
    backwards = 49 - np.argmax(level[::-1], axis=0)
    mutual = [(i, j) for i, j in enumerate(nearest.tolist()) if backwards[j] == i and level[i, j] > 0]
    assert found == min(len(mutual), LOCAL_PAIRS) > 10
    assert set(zip(*pairs[:, :found].tolist(), strict=True)) <= set(mutual)
    expected = sorted((alike[i, j] for i, j in mutual), reverse=True)[:found]
    assert values[:found] == pytest.approx(expected, abs=2 / FINE)
