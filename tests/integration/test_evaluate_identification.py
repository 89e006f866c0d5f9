"""`tenprint evaluate identification` at a small size: reports, growth, ablation, filter losses, and going on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from search_templates import again, template
from typer.testing import CliRunner

from tenprint.cli import evaluate_identification as command
from tenprint.cli.evaluate import app
from tenprint.evaluate.identification import mates as mates_module
from tenprint.evaluate.identification.fingers import Finger
from tenprint.evaluate.identification.report import SUMMARY

runner = CliRunner()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fingers of random minutiae instead of rendered ones, and steps of growth that take no minutes."""

    def fingers(number: int, seed: int, backend: str, cache: Path | None, progress) -> list[Finger]:
        rng, made = np.random.default_rng(seed), []
        for i in range(number):
            first = template(rng, 50)
            made.append(Finger(f"F{i}", (first, again(rng, first, noise=1.0), again(rng, first, noise=1.0))))
            progress(1)
        return made

    monkeypatch.setattr(mates_module, "rendered_fingers", fingers)
    monkeypatch.setattr(command, "GROWTH", (200, 400, 10_000))


def run(*arguments: object) -> dict:
    sizes = ("--subjects", 600, "--searches", 6, "--timed", 3, "--rendered", 20, "--pool", 200, "--batch", 4)
    result = runner.invoke(
        app, [str(a) for a in ("identification", *sizes, *arguments, "--json")], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_growth_ablation_filter_losses_and_pictures(tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    brief = run("--growth", "--ablation", "--filter-searches", 10, "--mates", "rolled", "--out", out)
    assert set(brief) == set(SUMMARY)
    assert json.loads(out.read_bytes()) == brief
    assert brief["subjects"] == 600
    assert brief["searches"] == 6
    assert brief["rank1"] == 1.0
    assert brief["bytes_per_subject"] < 40_000
    details = json.loads(out.with_suffix(".details.json").read_bytes())
    assert [row["subjects"] for row in details["growth"]] == [200, 400, 600]
    assert all(row["median_s_per_doubling"] > 0 for row in details["growth"][1:])
    names = [row["variant"] for row in details["ablation"]]
    assert names[0] == "all stages"
    assert len(names) == len(set(names)) == 7
    assert set(details["filter_losses"]) == {"rendered rolled", "modelled rolled", "modelled plain"}
    assert details["filter_losses"]["rendered rolled"]["lost"] == 0
    assert details["brute_force_ratio"] > 0
    for name in ("report.png", "report.growth.png", "report.ablation.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG"), name


def test_a_run_goes_on_from_what_it_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tenprint.evaluate.identification import experiment

    first = run("--fingers", "index", "--keep", tmp_path / "kept", "--out", tmp_path / "a.json")
    searched: list[int] = []
    real = experiment.search_rounds
    monkeypatch.setattr(experiment, "search_rounds", lambda *a: searched.append(1) or real(*a))
    again_ = run("--fingers", "index", "--keep", tmp_path / "kept", "--out", tmp_path / "b.json")
    assert searched == [1]  # only the comparison with brute force
    assert again_["median_s"] == first["median_s"]
    assert json.loads((tmp_path / "b.details.json").read_bytes())["fingers"] == [2, 7]


def test_wrong_fingers_and_kinds_are_told() -> None:
    for arguments in (("--fingers", "0,2"), ("--fingers", "thumb"), ("--mates", "latent")):
        result = runner.invoke(app, ["identification", *arguments])
        assert result.exit_code != 0
