"""The quality score and its advice on pictures whose faults are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from tenprint.errors import ImageError
from tenprint.fingerprint.quality import MEASURES, Quality, assess
from tenprint.fingerprint.quality.advice import NO_PRINT
from tenprint.simulate.prints import Master, impression, master

RNG = np.random.default_rng(11)


@pytest.fixture(scope="module")
def finger() -> Master:
    return master(21, finger=2)


def taken(finger: Master, **conditions: float) -> Quality:
    return assess(impression(finger, 1, kind="plain", difficulty="good", **conditions).pixels, 500)


def rings(height: int = 374, width: int = 388, period: float = 9, swing: float = 100) -> np.ndarray:
    y, x = np.mgrid[:height, :width]
    inside = ((x - width / 2) / (0.34 * width)) ** 2 + ((y - height / 2) / (0.43 * height)) ** 2 <= 1
    ridges = 128 + swing * np.sin(np.hypot(x - width / 2, y - height * 0.6) * 2 * np.pi / period)
    return np.where(inside, ridges, 230).astype(np.uint8)


def test_a_good_print_scores_high_without_advice(finger: Master) -> None:
    quality = taken(finger)
    assert quality.score >= 70
    assert quality.advice == []
    assert set(quality.measures) == {measure.name for measure in MEASURES}


def test_measures_say_what_they_are() -> None:
    names = [measure.name for measure in MEASURES]
    assert len(set(names)) == len(names)
    assert all(measure.source for measure in MEASURES)


@pytest.mark.parametrize(
    ("conditions", "word"),
    [
        ({"moisture": -0.9, "pressure": -0.2}, "too dry"),
        ({"moisture": 0.95, "pressure": 0.9}, "too wet"),
        ({"contrast": 0.15, "background": 245}, "too light"),
        ({"shift_y": -140}, "finger too high"),
        ({"shift_y": 150}, "finger too low"),
        ({"shift_x": -130}, "finger too far left"),
        ({"shift_x": 130}, "finger too far right"),
    ],
)
def test_faults_are_named(finger: Master, conditions: dict[str, float], word: str) -> None:
    assert any(word in advice for advice in taken(finger, **conditions).advice)


@pytest.mark.parametrize(
    ("name", "values"), [("noise", (4, 30, 60)), ("moisture", (0.0, -0.6, -0.95)), ("contrast", (1.0, 0.3, 0.1))]
)
def test_worse_conditions_never_score_higher(finger: Master, name: str, values: tuple[float, ...]) -> None:
    scores = [taken(finger, **{name: value}).score for value in values]
    assert scores[0] > scores[-1]
    assert scores == sorted(scores, reverse=True)


def test_a_small_part_of_a_finger_scores_low(finger: Master) -> None:
    pixels = impression(finger, 1, kind="plain", difficulty="good").pixels
    small = assess(pixels[180:310, 130:250], 500)
    assert small.score < assess(pixels, 500).score - 15
    assert any("too little" in advice for advice in small.advice)


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((374, 388), 255, dtype=np.uint8),
        np.zeros((374, 388), dtype=np.uint8),
        np.tile(np.arange(256, dtype=np.uint8), (300, 2)),
        np.zeros((1, 1), dtype=np.uint8),
        np.zeros((3, 500), dtype=np.uint8),
        RNG.integers(0, 256, (374, 388), dtype=np.uint8),
    ],
    ids=["white", "black", "a ramp", "1x1", "a strip", "noise"],
)
def test_what_is_no_print_scores_nothing(pixels: np.ndarray) -> None:
    quality = assess(pixels, 500)
    assert quality.score == 0
    assert quality.advice == [NO_PRINT]
    assert quality.measures == {}


def test_a_photograph_scores_low() -> None:
    scene = gaussian_filter(RNG.normal(0, 1, (374, 388)), 6) * 1200 + 128
    assert assess(np.clip(scene, 0, 255).astype(np.uint8), 500).score == 0


def test_depth_and_colour_do_not_matter() -> None:
    grey = rings()
    expected = assess(grey, 500)
    assert assess(grey.astype(np.uint16) << 8, 500) == expected
    assert assess(np.repeat(grey[..., None], 3, axis=2), 500) == expected


def test_resolution_hardly_matters() -> None:
    assert abs(assess(rings(748, 776, 18), 1000).score - assess(rings(), 500).score) <= 5


def test_turning_the_finger_hardly_matters() -> None:
    grey = rings(388, 388)
    assert abs(assess(np.rot90(grey), 500).score - assess(grey, 500).score) <= 5


def test_impossible_images_are_refused() -> None:
    with pytest.raises(ImageError, match="too large"):
        assess(np.broadcast_to(np.uint8(0), (20_000, 20_000)), 500)
    with pytest.raises(ImageError, match="5 ppi"):
        assess(rings(), 5)
    with pytest.raises(ImageError, match="no image"):
        assess(np.zeros((0, 5), dtype=np.uint8), 500)
