from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from search_templates import again, template
from typer.testing import CliRunner

from tenprint.cli.gallery import app
from tenprint.errors import TemplateError, UsageError
from tenprint.search.gallery.stream import read_templates, write_templates

runner = CliRunner()


def run(*arguments: object, code: int = 0) -> dict:
    result = runner.invoke(app, [str(a) for a in arguments] + ["--json"], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_create_enrol_search_verify_compact_info(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    people = {f"S{i}": {p: template(rng) for p in (1, 2, 3, 4, 6, 7)} for i in range(40)}
    write_templates(tmp_path / "people", people.items())
    mate = {p: again(rng, t, noise=1.0, keep=0.95) for p, t in people["S23"].items()}
    write_templates(tmp_path / "search", [("?", mate)])
    gallery = tmp_path / "gallery"
    run("create", gallery)
    assert run("enrol", gallery, tmp_path / "people", "--batch", 16)["added"] == 40
    again_enrolled = run("enrol", gallery, tmp_path / "people")
    assert (again_enrolled["added"], again_enrolled["known"]) == (0, 40)
    answer = run("search", gallery, tmp_path / "search", "--limit", 3)
    assert answer["candidates"][0]["subject"] == "S23"
    assert 1 <= len(answer["candidates"]) <= 3
    assert answer["coverage"]["subjects"] == 40
    assert answer["policy"] != "unspecified"
    assert run("verify", gallery)["clean"]
    assert run("compact", gallery)["segments_rewritten"] == 0
    assert run("info", gallery)["rows"] == 40
    run("create", tmp_path / "second")
    assert run("enrol", tmp_path / "second", gallery)["added"] == 40


def test_verify_ends_with_an_error_for_a_damaged_gallery(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    write_templates(tmp_path / "people", [("A", {1: template(rng)}), ("B", {1: template(rng)})])
    run("create", tmp_path / "g")
    run("enrol", tmp_path / "g", tmp_path / "people")
    codes = tmp_path / "g" / "00000000.codes"
    with codes.open("r+b") as file:
        file.write(b"\xff")
    assert not run("verify", tmp_path / "g", code=1)["clean"]


def test_damaged_template_files_and_wrong_calls_are_told(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    file = tmp_path / "people"
    write_templates(file, [("A", {1: template(rng)})])
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(TemplateError):
        list(read_templates(file))
    run("create", tmp_path / "g")
    with pytest.raises(UsageError):
        run("search", tmp_path / "g")
    with pytest.raises(UsageError):
        run("search", tmp_path / "g", "--finger", "two")
    with pytest.raises(UsageError):
        run("enrol", tmp_path / "g", tmp_path / "nothing")
