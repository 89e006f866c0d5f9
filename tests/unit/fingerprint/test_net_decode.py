"""From the network's cells to minutiae: places, directions, twins."""

import math

import numpy as np
import pytest

from tenprint.fingerprint.extraction.net import parameters as p
from tenprint.fingerprint.extraction.net.decode import candidates, decode
from tenprint.fingerprint.template import BIFURCATION, ENDING


def blank(rows=6, columns=8):
    answer = np.zeros((9, rows, columns), np.float32)
    answer[p.SCORE] = -9.0
    return answer


def put(answer, row, column, *, score=2.0, offset=(0.0, 0.0), down=0.0, kind=1.0):
    answer[:6, row, column] = score, *offset, math.cos(down), math.sin(down), kind


def test_a_cell_speaks_of_its_centre_plus_its_offset():
    answer = blank()
    put(answer, 2, 3, offset=(0.25, -0.5), down=math.pi / 2, kind=-1.0)
    _, found = decode(answer, 48, 64)
    assert (found.x[0], found.y[0]) == (3 * 8 + 3.5 + 2, 2 * 8 + 3.5 - 4)
    assert found.direction[0] == pytest.approx(3 * math.pi / 2)  # down on the screen is 270 degrees as seen
    assert found.kind[0] == BIFURCATION
    assert found.quality[0] == pytest.approx(1 / (1 + math.exp(-2.0)))


def test_two_cells_that_mean_the_same_minutia_are_averaged():
    answer = blank()
    put(answer, 2, 3, offset=(0.5, 0.0), down=0.1)
    put(answer, 2, 4, offset=(-0.25, 0.0), down=-0.1)
    every, found = decode(answer, 48, 64)
    assert len(every.x) == 2
    assert len(found.x) == 1
    assert found.x[0] == pytest.approx((31.5 + 33.5) / 2)
    assert math.cos(found.direction[0]) == pytest.approx(1.0)
    assert found.kind[0] == ENDING


def test_a_weaker_minutia_too_near_is_dropped_without_moving_the_surer_one():
    answer = blank()
    put(answer, 2, 3, score=3.0)
    put(answer, 2, 4, score=1.0, offset=(-0.375, 0.0), down=math.pi)
    _, found = decode(answer, 48, 64)
    assert list(found.x) == [27.5]


def test_minutiae_beyond_the_image_are_padding():
    answer = blank()
    put(answer, 5, 7)
    put(answer, 1, 1)
    assert len(candidates(answer, 48, 64, 0.1).x) == 2
    assert list(candidates(answer, 40, 60, 0.1).x) == [11.5]


def test_the_surest_come_first_and_only_so_many():
    answer = blank()
    for column, score in enumerate((0.0, 2.0, 1.0, 3.0)):
        put(answer, 2, 2 * column, score=score)
    _, found = decode(answer, 48, 64, p.Parameters(most=3))
    assert list(np.round(found.x, 6)) == [51.5, 19.5, 35.5]
    assert (np.diff(found.quality) < 0).all()


def test_unsure_cells_are_no_minutiae():
    answer = blank()
    put(answer, 2, 2, score=-3.0)
    _, found = decode(answer, 48, 64)
    assert len(found.x) == 0
