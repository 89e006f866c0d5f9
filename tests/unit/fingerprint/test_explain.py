"""The transparency log, the page drawn from it, and the commands on one print."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from tenprint.cli.fingerprint import app
from tenprint.errors import UsageError
from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.extraction.explain import page
from tenprint.fingerprint.extraction.explain.stages import STAGES
from tenprint.fingerprint.transparency import KEYS, Recorder


@pytest.fixture(scope="module")
def print_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Straight ridges of 9 px with one minutia at (131, 122), as a PNG of 500 ppi."""
    y, x = np.mgrid[0:240, 0:260].astype(float)
    phase = 2 * math.pi / 9 * y + np.arctan2(y - 122, x - 131)
    path = tmp_path_factory.mktemp("print") / "finger & <one>.png"
    pixels = np.round(128 - 100 * np.cos(phase)).astype(np.uint8)
    Image.fromarray(pixels).save(path, dpi=(500, 500))
    return path


def test_every_intermediate_is_published_under_its_key_and_lies_over_the_image(print_file: Path) -> None:
    log = Recorder()
    pixels = np.asarray(Image.open(print_file))
    template = extract(pixels, 500, backend="classical", transparency=log)
    assert set(log.arrays) == set(KEYS)
    cells = -(-pixels.shape[0] // 4), -(-pixels.shape[1] // 4)
    for key in ("normalised", "enhanced", "binary", "ridges", "valleys"):
        assert log.arrays[key].shape == pixels.shape
    for key in ("mask", "orientation", "coherence", "period", "share"):
        assert log.arrays[key].shape == cells
    inside = log.arrays["mask"]
    far = inside & (np.hypot(*np.mgrid[-31:29, -33:32]) > 12)
    turn = np.abs((log.arrays["orientation"][far] + math.pi / 2) % math.pi - math.pi / 2)
    assert turn.max() < 0.15  # the ridges are level
    assert np.abs(log.arrays["period"][far] - 9).max() < 0.8
    assert len(log.arrays["minutiae"]) == len(template) == 1


def test_listening_changes_nothing(print_file: Path) -> None:
    pixels = np.asarray(Image.open(print_file))
    silent = extract(pixels, 500, backend="classical")
    heard = extract(pixels, 500, backend="classical", transparency=Recorder())
    assert np.array_equal(silent.x, heard.x)
    assert np.array_equal(silent.direction, heard.direction)


def test_page_is_self_contained_and_escapes_names(print_file: Path) -> None:
    log = Recorder()
    template = extract(np.asarray(Image.open(print_file)), 500, backend="classical", transparency=log)
    text = page(template, log.arrays, name=print_file.name, ppi=500)
    assert text.count("<figure>") == len(STAGES)
    assert "finger &amp; &lt;one&gt;.png" in text
    assert "<one>" not in text
    assert 'src="http' not in text
    assert 'href="http' not in text
    assert "<script" not in text
    assert text.count("<tr><td>") == len(template)


def test_commands_extract_and_explain(print_file: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    answer = runner.invoke(app, ["extract", str(print_file), "--backend", "classical", "--json"])
    assert answer.exit_code == 0, answer.output
    (minutia,) = json.loads(answer.stdout)["minutiae"]
    assert math.hypot(minutia["x"] - 131, minutia["y"] - 122) < 5
    out = tmp_path / "page.html"
    answer = runner.invoke(app, ["explain", str(print_file), "-o", str(out), "--backend", "classical"])
    assert answer.exit_code == 0, answer.output
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["extract", str(tmp_path / "none.png")])
    assert isinstance(answer.exception, UsageError)
    assert "none.png" in str(answer.exception)
