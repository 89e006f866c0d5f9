"""The training patches: the truth is true, the images repeat and vary."""

import math

import numpy as np
import pytest

from tenprint.simulate.patches import labels, make_patch
from tenprint.simulate.patches.fields import blur, smooth_field
from tenprint.simulate.patches.ridges import make_ridges, phase_slope


def test_a_seed_gives_the_same_patch_and_another_seed_another():
    first, again, other = make_patch(5), make_patch(5), make_patch(6)
    assert (first.image == again.image).all()
    assert (first.minutiae == again.minutiae).all()
    assert (first.image != other.image).mean() > 0.5


def phase_round(ridges, x, y, radius):
    """Phase gained on a circle around a point, in turns: the number of spirals inside, with their signs."""
    total, before = 0.0, None
    for angle in np.linspace(0, 2 * math.pi, 73):
        value, _, _ = phase_slope(
            ridges.phase, ridges.points, x + radius * math.cos(angle), y + radius * math.sin(angle), -1
        )
        if before is not None:
            total += (value - before + math.pi) % (2 * math.pi) - math.pi
        before = value
    return round(total / (2 * math.pi))


def test_each_minutia_is_a_spiral_and_its_direction_points_to_the_additional_ridge():
    checked = 0
    for seed in range(12):
        ridges = make_ridges(np.random.default_rng(seed), (208, 208))
        for k, (x, y, sign) in enumerate(ridges.points):
            apart = np.hypot(ridges.points[:, 0] - x, ridges.points[:, 1] - y)
            apart[k] = 99
            if apart.min() < 12 or not 20 < x < 188 or not 20 < y < 188 or ridges.slope[k] < 0.7:
                continue
            assert phase_round(ridges, x, y, 5.0) == sign
            c, s = math.cos(ridges.direction[k]), math.sin(ridges.direction[k])
            ahead = phase_slope(ridges.phase, ridges.points, x + 4 * c, y + 4 * s, -1)
            behind = phase_slope(ridges.phase, ridges.points, x - 4 * c, y - 4 * s, -1)
            assert math.hypot(*ahead[1:]) > math.hypot(*behind[1:])  # ridges are denser where there is one more
            checked += 1
    assert checked > 30


def test_an_ending_has_ridge_ahead_and_valley_behind_and_a_bifurcation_the_contrary():
    checked = 0
    for seed in range(20):
        ridges = make_ridges(np.random.default_rng(seed), (208, 208))
        for k, (x, y, _) in enumerate(ridges.points):
            apart = np.hypot(ridges.points[:, 0] - x, ridges.points[:, 1] - y)
            apart[k] = 99
            if abs(ridges.ending[k]) < 0.8 or apart.min() < 14 or ridges.slope[k] < 0.8:
                continue
            c, s = 2 * math.cos(ridges.direction[k]), 2 * math.sin(ridges.direction[k])
            if not 4 < x < 203 or not 4 < y < 203:
                continue
            ahead, behind = ridges.wave[round(y + s), round(x + c)], ridges.wave[round(y - s), round(x - c)]
            assert ahead * ridges.ending[k] > 0 > behind * ridges.ending[k]
            checked += 1
    assert checked > 20


def test_clear_ridges_are_visible_and_covered_ones_are_not():
    ridges = make_ridges(np.random.default_rng(1), (208, 208))
    image = (128 - 100 * ridges.wave).astype(np.uint8)
    places = np.array([[100.0, 100.0], [60.0, 140.0]])
    assert (labels.visibility(ridges.wave, image, places) > 0.95).all()
    assert (labels.visibility(ridges.wave, 255 - image, places) < -0.95).all()
    assert np.abs(labels.visibility(ridges.wave, np.full_like(image, 200), places)).max() < 0.05


def test_half_of_the_minutiae_are_seen_and_none_where_there_is_no_print():
    weight = np.concatenate([make_patch(seed).minutiae[:, 4] for seed in range(60)])
    assert 0.35 < (weight > 0.5).mean() < 0.9
    blanks = [patch for patch in map(make_patch, range(120)) if patch.area.max() == 0]
    assert blanks
    assert max(patch.minutiae[:, 4].max(initial=0) for patch in blanks) < 0.5


@pytest.mark.parametrize("scale", [1.0, 3.0, 20.0])
def test_smooth_fields_have_the_deviation_asked_for(scale):
    rng = np.random.default_rng(0)
    deviation = np.mean([smooth_field(rng, (200, 200), scale, 2.0).std() for _ in range(10)])
    assert deviation == pytest.approx(2.0, rel=0.15)


def test_blur_keeps_the_mean_and_spreads_a_point():
    image = np.zeros((41, 41), np.float32)
    image[20, 20] = 1.0
    spread = blur(image, 2.0)
    assert spread.sum() == pytest.approx(1.0, abs=1e-3)
    y, x = np.mgrid[0:41, 0:41]
    assert (spread * (x - 20) ** 2).sum() == pytest.approx(4.0, rel=0.15)
    assert (spread * (y - 20) ** 2).sum() == pytest.approx(4.0, rel=0.15)
