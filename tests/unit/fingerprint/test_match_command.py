"""`tenprint print match`: images and templates, JSON, the page."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from tenprint.cli.fingerprint import app
from tenprint.errors import TemplateError, UsageError
from tenprint.fingerprint.matching import match
from tenprint.fingerprint.matching.explain import page
from tenprint.fingerprint.template import Template
from tenprint.fingerprint.template.compact import pack
from tenprint.fingerprint.template.interchange import write


def template(seed: int, turn: float = 0.0) -> Template:
    rng = np.random.default_rng(seed)
    x, y, theta = rng.uniform(60, 240, 40), rng.uniform(60, 240, 40), rng.uniform(0, 2 * np.pi, 40)
    c, s = np.cos(turn), np.sin(turn)
    x, y = 150 + c * (x - 150) + s * (y - 150), 150 - s * (x - 150) + c * (y - 150)
    columns = [x.astype(np.float32), y.astype(np.float32), ((theta + turn) % (2 * np.pi)).astype(np.float32)]
    return Template(*columns, rng.integers(1, 3, 40).astype(np.uint8), np.full(40, 80, np.uint8), 300, 300)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "a.tm").write_bytes(pack(template(1)))
    (tmp_path / "b.fmr").write_bytes(write(template(1, turn=0.5)))
    (tmp_path / "c.tm").write_bytes(pack(template(2)))
    return tmp_path


def test_the_same_finger_turned_in_another_format(files):
    page_path = files / "page.html"
    run = CliRunner().invoke(
        app, ["match", str(files / "a.tm"), str(files / "b.fmr"), "--json", "--explain", str(page_path)]
    )
    assert run.exit_code == 0, run.output
    result = json.loads(run.stdout)
    assert result["score"] > 10
    assert len(result["pairs"]) >= 30
    assert result["turn"] == pytest.approx(np.degrees(0.5), abs=3)
    text = page_path.read_text()
    assert text.count("<line ") == len(result["pairs"])
    assert "http" not in text.replace("http://www.w3.org", "")


def test_different_fingers(files):
    run = CliRunner().invoke(app, ["match", str(files / "a.tm"), str(files / "c.tm")])
    assert run.exit_code == 0
    assert run.stdout.startswith("Score -")


def test_what_is_neither_image_nor_template_is_refused(files):
    (files / "broken.tm").write_bytes(b"TM\x09" + bytes(40))
    run = CliRunner().invoke(app, ["match", str(files / "a.tm"), str(files / "broken.tm")])
    assert isinstance(run.exception, TemplateError)
    run = CliRunner().invoke(app, ["match", str(files / "a.tm"), str(files / "none.tm")])
    assert isinstance(run.exception, UsageError)


def test_names_in_the_page_are_escaped():
    a = template(1)
    text = page(a, a, match(a, a), names=("<script>", "b"))
    assert "<script>" not in text
