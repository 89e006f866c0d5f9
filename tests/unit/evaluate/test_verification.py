"""Verification reports: rates by hand and against the reference tool, a whole run, going on after a stop."""

from __future__ import annotations

import csv
import importlib.util
import json

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from tenprint.cli.evaluate import app
from tenprint.errors import UsageError
from tenprint.evaluate.verification.images import find_images
from tenprint.evaluate.verification.rates import bootstrap, curve, equal_error_rate, fnmr_at, rates, threshold_at
from tenprint.evaluate.verification.templates import load


def test_rates_of_a_case_done_by_hand():
    genuine, impostor = np.array([1.0, 3, 4, 5]), np.array([0.0, 0, 1, 2])
    assert fnmr_at(genuine, impostor, 0.5) == 0.0
    assert fnmr_at(genuine, impostor, 0.25) == 0.25
    assert fnmr_at(genuine, impostor, 0.0) == 0.25
    assert equal_error_rate(genuine, impostor) == 0.25
    assert threshold_at(impostor, 0.25) == 2.0
    assert threshold_at(impostor, 0.0) == np.inf
    c = curve(genuine, impostor)
    assert c.fmr[-1] == 0.0
    assert c.fnmr[-1] == 1.0


def test_no_comparisons_give_no_rate():
    assert np.isnan(equal_error_rate(np.zeros(0), np.ones(3)))
    assert np.isnan(fnmr_at(np.zeros(0), np.ones(3), 0.1))


def test_intervals_are_of_fingers_and_hold_the_rate():
    rng = np.random.default_rng(3)
    names = [f"{finger}" for finger in range(30) for _ in range(3)]
    i, j = np.triu_indices(len(names), 1)
    a, b = np.array(names)[i], np.array(names)[j]
    scores = rng.normal(size=len(i)) + 2.5 * (a == b)
    known = rates(scores[a == b], scores[a != b])
    intervals = bootstrap(list(a), list(b), scores, rounds=100)
    assert set(intervals) == set(known)
    for key, (low, high) in intervals.items():
        assert low <= known[key] <= high
        assert high - low < 0.5
    low, high = intervals["eer"]
    assert high > low
    assert intervals == bootstrap(list(a), list(b), scores, rounds=100)


def test_rates_agree_with_the_reference_tool(shared):
    spec = importlib.util.spec_from_file_location("reference", shared / "tools" / "verification_rates.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    rng = np.random.default_rng(1)
    for n in (5, 40, 3000):
        genuine = np.round(rng.normal(2, 1, n), 1)
        impostor = np.round(rng.normal(0, 1, 4 * n), 1)
        ours = rates(genuine, impostor)
        assert ours["eer"] == pytest.approx(tool.eer(genuine, impostor), abs=1e-12)
        for power in (2, 3, 4):
            expected = tool.fnmr_at(genuine, impostor, 10.0**-power)
            assert ours[f"fnmr_at_fmr_1e-{power}"] == pytest.approx(expected, abs=1e-12)


def ridges(seed: int) -> np.ndarray:
    """Bent stripes, 9 px apart: enough for an extractor to say something."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:160, 0:160]
    bend = sum(rng.normal() * 6 * np.sin(x * rng.uniform(0.01, 0.05) + y * rng.uniform(0.01, 0.05)) for _ in range(4))
    return (127 + 100 * np.sin((y + bend) * 2 * np.pi / 9)).astype(np.uint8)


@pytest.fixture
def folder(tmp_path):
    target = tmp_path / "set"
    target.mkdir()
    for finger in (1, 2):
        for impression in (1, 2):
            Image.fromarray(ridges(finger * 10 + impression)).save(target / f"f_{finger}_{impression}.png")
    return target


def test_a_run_writes_its_report_and_goes_on_where_it_was(folder, tmp_path):
    out = tmp_path / "out"
    arguments = ["verification", str(folder), "--out", str(out), "--backend", "classical", "--rounds", "3", "--json"]
    first = CliRunner().invoke(app, arguments)
    assert first.exit_code == 0, first.output
    report = json.loads(first.stdout)
    assert (report["genuine"], report["impostor"], report["fingers"]) == (2, 4, 2)
    with (out / "scores.csv").open() as handle:
        rows = list(csv.reader(handle))
    assert rows[0] == ["a", "b", "genuine", "score"]
    assert [row[:3] for row in rows[1:3]] == [["f_1_1", "f_1_2", "1"], ["f_1_1", "f_2_1", "0"]]
    assert "<svg" in (out / "report.html").read_text()
    assert (out / "det.png").read_bytes().startswith(b"\x89PNG")

    stored = {path: path.stat().st_mtime_ns for path in (out / "templates").iterdir()}
    assert len(stored) == 4
    removed = sorted(stored)[0]
    removed.unlink()
    again = json.loads(CliRunner().invoke(app, arguments).stdout)
    assert again["rates"] == report["rates"]
    assert {p: p.stat().st_mtime_ns for p in (out / "templates").iterdir() if p != removed} == {
        path: time for path, time in stored.items() if path != removed
    }
    assert load(removed).width == 160


def test_an_unreadable_image_counts_as_not_matching(folder, tmp_path):
    (folder / "f_1_2.png").write_bytes(b"\x89PNG\r\n\x1a\nnot an image")
    arguments = ["verification", str(folder), "--out", str(tmp_path / "o"), "--backend", "classical", "--json"]
    report = json.loads(CliRunner().invoke(app, [*arguments, "--rounds", "2"]).stdout)
    assert report["failed"] == ["f_1_2"]
    assert report["genuine"] == 2


@pytest.mark.parametrize("names", [[], ["a_1.png"], ["a_1.png", "b.png"], ["a_1.png", "a_1.jpg"]])
def test_a_folder_that_is_no_test_set_is_refused(tmp_path, names):
    for name in names:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(UsageError):
        find_images(tmp_path)
