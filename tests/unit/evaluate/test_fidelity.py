"""The fidelity report: the same measures for real and synthetic prints, honest ratios, bars that can fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tenprint.errors import UsageError
from tenprint.evaluate.fidelity import Settings, evaluate, summary, write
from tenprint.evaluate.fidelity.measure import measure
from tenprint.evaluate.fidelity.scores import Distributions, compare_all, tail_ratio
from tenprint.evaluate.fidelity.sets import gallery_sample, real_sets
from tenprint.evaluate.fidelity.summary import Row, verdict
from tenprint.simulate.prints import impression, master


def test_measures_agree_with_what_was_drawn() -> None:
    made = master(31, finger=2)
    taken = impression(made, 1, kind="plain", difficulty="good", distortion=0.0)
    result = measure(taken.pixels, taken.ppi)
    assert result is not None
    measures, template = result
    height, width = taken.pixels.shape
    rows, columns = np.mgrid[0:height:8, 0:width:8].astype(float)
    x, y = taken.pose.skin(columns.ravel(), rows.ravel())
    drawn = (x >= 0) & (y >= 0) & (x < made.period.shape[1] - 1) & (y < made.period.shape[0] - 1)
    true_period = np.median(made.period[y[drawn].astype(int), x[drawn].astype(int)])
    assert measures.period == pytest.approx(true_period, rel=0.1)
    assert measures.density == pytest.approx(len(taken.truth) / measures.area, rel=0.35)
    assert len(template) > 20
    assert 0 < measures.quality <= 100


def test_an_empty_image_has_no_measures() -> None:
    assert measure(np.full((300, 300), 240, np.uint8), 500) is None


def test_genuine_and_impostor_pairs_are_told_apart() -> None:
    sample = gallery_sample(20, 2, 3)
    scores = compare_all(sample.fingers, sample.templates)
    assert len(scores.genuine) == 20
    assert len(scores.impostor) == 40 * 39 // 2 - 20
    assert np.median(scores.genuine) > scores.impostor.max()


def test_tails_are_compared_at_the_reference_threshold() -> None:
    rng = np.random.default_rng(1)
    none = np.empty(0, np.float32)
    a = Distributions(none, rng.normal(0, 1, 100_000).astype(np.float32))
    b = Distributions(none, rng.normal(0, 1, 100_000).astype(np.float32))
    shifted = Distributions(none, rng.normal(1, 1, 100_000).astype(np.float32))
    assert tail_ratio(a, b, 1e-3) == pytest.approx(1, abs=0.4)
    assert tail_ratio(a, shifted, 1e-3) > 10
    few = Distributions(none, rng.normal(0, 1, 100).astype(np.float32))
    assert np.isnan(tail_ratio(few, b, 1e-3))


def test_bars_fail_where_medians_differ() -> None:
    table = [
        Row("density", {}, 20.0, 23.0),
        Row("classical_density", {}, 20.0, 25.0),
        Row("period", {}, 9.0, 9.0),
        Row("quality", {}, 80.0, 60.0),
    ]
    result = verdict(table, {"0.001": 2.0, "0.0001": 4.0})
    assert result["bars"] == {
        "density": True, "classical_density": False, "period": True, "quality": False,
        "impostor tail at FMR 0.001": True, "impostor tail at FMR 0.0001": False,
    }  # fmt: skip
    assert result["unlike"] == ["classical_density", "quality"]


def test_sets_are_folders_of_named_images(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no images"):
        real_sets(tmp_path)
    (tmp_path / "one").mkdir()
    Image.new("L", (9, 9)).save(tmp_path / "one" / "7_1.png")
    (tmp_path / "one" / "notes.txt").write_text("")
    assert [(name, [p.name for p in images]) for name, images in real_sets(tmp_path)] == [("one", ["7_1.png"])]


def test_the_report_is_written(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for finger in (1, 2):
        for k in (1, 2):
            taken = impression(master(77, finger=finger), k, kind="plain")
            Image.fromarray(taken.pixels).save(data / f"{finger}_{k}.png", dpi=(500, 500))

    @contextmanager
    def step(name: str, total: int) -> Iterator[Callable[[], None]]:
        done = 0

        def tick() -> None:
            nonlocal done
            done += 1

        yield tick
        assert done == total, name

    result = evaluate(data, Settings(fingers=4, impressions=1, gallery_fingers=10, most=10), step)
    write(result, tmp_path / "report")
    figures = json.loads((tmp_path / "report" / "fidelity.json").read_text())
    assert figures == json.loads(json.dumps(summary(result)))
    assert figures["pairs"]["data"] == {"genuine": 2, "impostor": 4}
    assert 0.8 < figures["measures"]["period"]["ratio"] < 1.25
    text = (tmp_path / "report" / "fidelity.md").read_text()
    assert "too few pairs" in text
    assert (tmp_path / "report" / "scores.png").stat().st_size > 5000
