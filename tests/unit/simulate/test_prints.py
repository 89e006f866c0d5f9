"""Synthetic prints: the truth that comes along fits the picture, and the same seed gives the same bytes."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from tenprint.cli.simulate import app
from tenprint.errors import UsageError
from tenprint.fingerprint.template import BIFURCATION, ENDING, Template
from tenprint.simulate.prints import Master, Pattern, impression, master, slap
from tenprint.simulate.prints.adaptation import adapt
from tenprint.simulate.prints.layout import draw_layout
from tenprint.simulate.prints.parameters import PatternFrequencies
from tenprint.simulate.prints.pattern import PATTERNS, WHORL, draw_class, pattern_of
from tenprint.simulate.prints.streams import stream


@pytest.fixture(scope="module")
def loop() -> Master:
    return master(11, pattern=Pattern.LEFT_LOOP, finger=2)


@pytest.fixture(scope="module")
def whorl() -> Master:
    return master(12, pattern="whorl", finger=3)


def test_a_master_is_a_pure_function_of_its_seed(loop: Master) -> None:
    impression(loop, 5)  # draws in between change nothing
    again = master(11, pattern=Pattern.LEFT_LOOP, finger=2)
    assert np.array_equal(loop.ridges, again.ridges)
    assert np.array_equal(loop.minutiae.x, again.minutiae.x)
    assert not np.array_equal(loop.ridges, master(13, pattern=Pattern.LEFT_LOOP, finger=2).ridges)


def test_ridges_run_along_the_true_orientation(loop: Master) -> None:
    gy, gx = np.gradient(loop.ridges.astype(np.float64))
    inner = loop.mask.copy()
    inner[1:] &= loop.mask[:-1]
    gradient = np.arctan2(-gy, gx)  # y up
    weight = (gx**2 + gy**2) * inner
    off = np.cos(2 * (gradient - loop.orientation - np.pi / 2))
    assert (off * weight).sum() / weight.sum() > 0.9


def test_ridges_have_the_true_period(whorl: Master) -> None:
    """Zero crossings along a vertical line where ridges run level: two a period."""
    w = whorl.ridges.shape[1]
    column = w // 2
    level = np.abs(np.sin(whorl.orientation[:, column])) < 0.2
    rows = np.flatnonzero(whorl.mask[:, column] & level)
    run = max(np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1), key=len)
    assert len(run) > 60
    sign = whorl.ridges[run, column] > 0
    crossings = int((sign[1:] != sign[:-1]).sum())
    measured = 2 * len(run) / crossings
    assert measured == pytest.approx(float(whorl.period[run, column].mean()), rel=0.12)


def test_an_ending_has_a_ridge_ahead_and_none_behind(whorl: Master) -> None:
    t = whorl.minutiae
    d = 3.5
    ahead = _look(whorl, t, d)
    assert np.mean(ahead[t.kind == ENDING] > 0) > 0.95
    assert np.mean(ahead[t.kind == BIFURCATION] < 0) > 0.95
    # A line begins here: a period further on, it is still there.
    far = _look(whorl, t, 9.0)
    assert np.mean(far[t.kind == ENDING] > 0) > 0.85
    assert np.mean(far[t.kind == BIFURCATION] < 0) > 0.85


def _look(m: Master, t: Template, distance: float) -> np.ndarray:
    x = np.clip(np.rint(t.x + distance * np.cos(t.direction)), 0, m.ridges.shape[1] - 1).astype(int)
    y = np.clip(np.rint(t.y - distance * np.sin(t.direction)), 0, m.ridges.shape[0] - 1).astype(int)
    return m.ridges[y, x]


@pytest.mark.parametrize(
    ("pattern", "cores", "deltas"),
    [("arch", 0, 0), ("tented arch", 1, 1), ("left loop", 1, 1), ("right loop", 1, 1), ("whorl", 2, 2)],
)
def test_each_class_has_its_singular_points(pattern: str, cores: int, deltas: int) -> None:
    layout = draw_layout(PATTERNS.index(Pattern(pattern)), 1.6, stream(3))
    assert (len(layout.cores), len(layout.deltas)) == (cores, deltas)


def test_ridges_bulge_where_a_core_points() -> None:
    """The ridge ahead of a core crosses its direction, the one behind runs along it; with a random direction: 45."""
    ahead, behind = [], []
    for k in range(12):
        m = master(k, finger=k % 10 + 1)
        for core in (s for s in m.singular_points if s.kind == "core"):
            for way, off in ((24, ahead), (-24, behind)):
                x, y = core.x + way * np.cos(core.direction), core.y - way * np.sin(core.direction)
                turn = m.orientation[round(y), round(x)] - core.direction
                off.append(np.rad2deg(np.arctan2(abs(np.sin(turn)), abs(np.cos(turn)))))
    assert np.median(ahead) > 65
    assert np.median(behind) < 15


def test_spacing_gives_way_where_ridges_fan_out() -> None:
    """Ridges that run out from a point like spokes: left alone the spacing is even, adapted it grows outward."""
    y, x = np.mgrid[0:24, 0:24].astype(np.float32) * 32
    angle = np.arctan2(368.0 - y, x + 300.0)
    even = np.full((24, 24), 9.0, np.float32)
    adapted = even.copy()
    work = np.empty((8, 24, 24), np.float32)
    cosine, sine = (f(2 * angle).astype(np.float32) for f in (np.cos, np.sin))
    adapt(cosine, sine, adapted, np.float32((32 / 1e4) ** 2), np.float32(0), 4000, work)
    row = adapted[12, 4:20]
    wanted = (x[12, 4:20] + 300.0) / (x[12, 4] + 300.0)  # as far apart as the spokes
    assert row / row[0] == pytest.approx(wanted, rel=0.1)
    stiff = even.copy()
    adapt(cosine, sine, stiff, np.float32((32 / 60) ** 2), np.float32(0.05), 40, work)
    assert 1.02 < stiff[12, 19] / stiff[12, 4] < row[-1] / row[0]


def test_an_ulnar_loop_opens_toward_the_little_finger() -> None:
    drawn = Counter(
        (finger, pattern_of(draw_class(seed, finger, PatternFrequencies())))
        for finger in (5, 10)
        for seed in range(200)
    )
    assert drawn[5, Pattern.RIGHT_LOOP] > 50 * max(drawn[5, Pattern.LEFT_LOOP], 1) / 2
    assert drawn[10, Pattern.LEFT_LOOP] > 50 * max(drawn[10, Pattern.RIGHT_LOOP], 1) / 2


def test_classes_come_at_their_natural_shares() -> None:
    """Wilson, Candela and Watson (1993); 20,000 fingers, so three standard errors are below 0.01 (correlated: 0.02)."""
    drawn = Counter(
        pattern_of(draw_class(seed, finger, PatternFrequencies())) for seed in range(2000) for finger in range(1, 11)
    )
    share = {pattern: drawn[pattern] / 20000 for pattern in Pattern}
    assert share[Pattern.ARCH] == pytest.approx(0.037, abs=0.015)
    assert share[Pattern.TENTED_ARCH] == pytest.approx(0.029, abs=0.015)
    assert share[Pattern.LEFT_LOOP] == pytest.approx(0.338, abs=0.03)
    assert share[Pattern.RIGHT_LOOP] == pytest.approx(0.317, abs=0.03)
    assert share[Pattern.WHORL] == pytest.approx(0.279, abs=0.03)


def test_fingers_of_one_person_resemble_each_other() -> None:
    frequencies = PatternFrequencies()
    whorl = np.array([[draw_class(seed, finger, frequencies) >= WHORL for finger in (2, 7)] for seed in range(1500)])
    together = (whorl[:, 0] & whorl[:, 1]).mean()
    assert together > 1.4 * whorl[:, 0].mean() * whorl[:, 1].mean()


def test_an_impression_carries_the_truth_along(loop: Master) -> None:
    """A minutia of the impression lies on the skin where a true one lies, at the turned direction."""
    made = impression(loop, 3, kind="plain", difficulty="field", rotation=25.0, torsion=0.0)
    t = made.truth
    assert len(t) > 10
    x, y = made.pose.skin(t.x.astype(np.float64), t.y.astype(np.float64))
    d = np.hypot(x[:, None] - loop.minutiae.x[None], y[:, None] - loop.minutiae.y[None])
    assert d.min(axis=1).max() < 0.05
    turned = t.direction - loop.minutiae.direction[d.argmin(axis=1)] - np.deg2rad(25.0)
    turned = np.angle(np.exp(1j * turned))
    assert np.abs(np.median(turned)) < np.deg2rad(6)
    assert list(t.quality) == sorted(t.quality, reverse=True)


def test_difficulty_lowers_the_clarity_of_minutiae(loop: Master) -> None:
    mean = {
        d: np.mean([impression(loop, seed, kind="plain", difficulty=d).truth.finger_quality for seed in range(8)])
        for d in ("good", "field", "poor")
    }
    assert mean["good"] > mean["field"] > mean["poor"]


def test_pressure_makes_a_print_darker(loop: Master) -> None:
    light, firm = (impression(loop, 1, kind="plain", pressure=p).pixels.mean() for p in (-0.7, 0.7))
    assert firm < light - 5


def test_wsq_compression_loses_little(loop: Master) -> None:
    clean, coded = (impression(loop, 1, kind="plain", bitrate=b).pixels.astype(float) for b in (0.0, 0.75))
    error = np.sqrt(((clean - coded) ** 2).mean())
    assert 0.5 < error < 15


def test_sizes_and_resolutions(loop: Master) -> None:
    assert impression(loop, 1).pixels.shape == (750, 800)
    assert impression(loop, 1, kind="partial").pixels.shape == (300, 300)
    fine = master(11, pattern=Pattern.LEFT_LOOP, finger=2, ppi=1000)
    assert fine.ridges.shape == (1500, 1600)
    assert np.array_equal(fine.ridges[::2, ::2], loop.ridges)
    made = impression(fine, 1, kind="plain")
    assert made.pixels.shape == (1000, 800)
    assert made.truth.width == 400


def test_a_slap_places_its_fingers_side_by_side() -> None:
    fingers = [master(5, finger=f) for f in (2, 3, 5)]  # the ring finger is missing
    made = slap(fingers, 1, position=13)
    assert [f.position for f in made.fingers] == [2, 3, 5]
    boxes = [f.box for f in made.fingers]
    assert all(a[0] + a[2] <= b[0] + 10 for a, b in pairwise(boxes))
    for finger in made.fingers:
        x, y, w, h = finger.box
        part = made.pixels[y : y + h, x : x + w].astype(float)
        assert part.mean() < made.pixels.mean() - 10
        assert finger.truth.x.max() < w
        assert len(finger.truth) > 5


def test_wrong_calls_say_what_exists(loop: Master) -> None:
    with pytest.raises(UsageError, match="finger 11"):
        master(1, finger=11)
    with pytest.raises(UsageError, match="left loop"):
        master(1, pattern="spiral")
    with pytest.raises(UsageError, match="500 or 1000"):
        master(1, ppi=300)
    with pytest.raises(UsageError, match="partial"):
        impression(loop, 1, kind="latent")
    with pytest.raises(UsageError, match="good, field, poor"):
        impression(loop, 1, difficulty="awful")
    with pytest.raises(UsageError, match="moisture"):
        impression(loop, 1, wetness=1.0)
    with pytest.raises(UsageError, match="no slap"):
        slap([loop], 1, position=14)


def test_the_command_writes_pictures_truth_and_a_page(tmp_path: Path) -> None:
    arguments = ["prints", "--out", str(tmp_path), "-n", "1", "--finger", "3", "--impressions", "2", "--seed", "4"]
    run = CliRunner().invoke(app, [*arguments, "--condition", "moisture=-0.5", "--json"])
    assert run.exit_code == 0, run.output
    assert json.loads(run.stdout)["files"] == ["0004_03_1.png", "0004_03_2.png"]
    with Image.open(tmp_path / "0004_03_1.png") as picture:
        assert round(picture.info["dpi"][0]) == 500
        drawn = np.asarray(picture)
    again = impression(master(4, finger=3), 1, kind="plain", difficulty="field", moisture=-0.5)
    assert np.array_equal(drawn, again.pixels)
    truth = json.loads((tmp_path / "0004_03_1.json").read_text())
    assert len(truth["minutiae"]) == len(again.truth)
    assert truth["conditions"]["moisture"] == -0.5
    assert (tmp_path / "index.html").read_text().count("<figure>") == 2


def test_the_command_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    for arguments in (["prints"], ["prints", "--out", str(tmp_path), "--condition", "dry"]):
        run = CliRunner().invoke(app, arguments)
        assert isinstance(run.exception, UsageError)
