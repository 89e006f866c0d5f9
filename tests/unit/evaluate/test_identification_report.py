"""Figures of an identification report against figures counted by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tenprint.evaluate.identification import report as module
from tenprint.evaluate.identification.experiment import Measurement
from tenprint.evaluate.identification.figures import at_common_threshold, figures_of
from tenprint.evaluate.identification.growth import with_doubling
from tenprint.evaluate.identification.mates import MateSet
from tenprint.evaluate.identification.plots import save_ablation, save_growth, save_plots
from tenprint.evaluate.identification.pool import Pool
from tenprint.evaluate.identification.rates import MISSED, fnir_at, interval, rank_rate, threshold_at
from tenprint.evaluate.identification.report import SUMMARY, make_report, report_text, summary
from tenprint.evaluate.identification.searching import Outcome
from tenprint.evaluate.identification.settings import Settings

KEYS = {
    "subjects", "searches", "median_s", "p99_s", "fnir_at_fpir_1e-2", "fnir_at_fpir_1e-3", "rank1", "penetration",
    "resident_mb", "bytes_per_subject",
}  # fmt: skip


def _outcome(mates: list[float], ranks: list[int | None], strangers: list[float], seconds: float) -> Outcome:
    times = [seconds] * len(mates)
    return Outcome(mates, ranks, strangers, times, [seconds / 2], [0.01] * len(mates))


def _measurement(subjects: int, seconds: float) -> Measurement:
    rolled = _outcome([40.0, 3.0, MISSED, 50.0], [1, 2, None, 1], [5.0] + [-1.0] * 199, seconds)
    plain = _outcome([30.0, 20.0], [1, 1], [-2.0] * 200, seconds)
    loss = {"searches": 10.0, "passed_on": 64.0, "lost": 0.1, "lost_upper_95": 0.45, "smallest_margin_llr": -1.0}
    return Measurement(subjects, {"rolled": rolled, "plain": plain}, 900.0, 648.0, 3874.0, 0.2, {"rolled": loss})


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch) -> dict:
    monkeypatch.setattr(module, "brute_force_seconds", lambda *_: 0.01)
    pool = Pool([b""] * 3, np.zeros((3, 8), np.uint64), np.zeros(3, np.uint64))
    measured = [_measurement(1000, 0.1), _measurement(4000, 0.2)]
    return make_report(Settings(sizes=(1000, 4000)), [MateSet("rolled", [], None)], pool, measured)


def test_the_summary_has_the_keys_that_others_read_and_what_was_counted(report: dict) -> None:
    brief = summary(report)
    assert set(SUMMARY) == set(brief) == KEYS
    json.dumps(report)
    assert brief["subjects"] == 4000
    assert brief["searches"] == 6
    # 400 without a mate: at 1e-2 four may reach the threshold, so it lies just above -1; at 1e-3 none, so above 5.
    assert brief["fnir_at_fpir_1e-2"] == pytest.approx(1 / 6)
    assert brief["fnir_at_fpir_1e-3"] == pytest.approx(2 / 6)
    assert brief["rank1"] == pytest.approx(4 / 6)
    assert report["missed"] == pytest.approx(1 / 6)
    assert report["by_mates"]["plain"]["fnir_at_fpir_1e-3"] == 0
    assert report["brute_force_s"] == pytest.approx(40.0)
    assert report["brute_force_ratio"] == pytest.approx(200.0)


def test_growth_says_what_a_doubling_does(report: dict) -> None:
    first, second = report["growth"]
    assert first["median_s_per_doubling"] is None
    assert second["median_s_per_doubling"] == pytest.approx(2**0.5)  # twice the time for four times the subjects
    rows = with_doubling([{"subjects": n, "median_s": n * 1e-3, "batch_s": n * 1e-3} for n in (10, 30, 300)])
    assert [row["median_s_per_doubling"] for row in rows[1:]] == pytest.approx([2, 2])


def test_the_report_in_words_names_every_set_and_every_caveat(report: dict) -> None:
    report["ablation"] = [{"variant": "all stages", "fnir_at_fpir_1e-3": 0.0, "missed": 0.0, "median_s": 0.1}]
    text = report_text(report)
    for part in ("rolled:", "plain:", "filter, rolled:", "all stages", "each doubling", "200 times", "FPIR is too"):
        assert part in text, part


def test_thresholds_and_intervals_against_tables() -> None:
    strangers = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0])
    assert threshold_at(strangers, 0.1) == pytest.approx(8.0)
    assert (strangers >= threshold_at(strangers, 0.1)).sum() == 1
    assert (strangers >= threshold_at(strangers, 0.01)).sum() == 0
    assert fnir_at(np.array([8.5, 9.5, 1.0, 8.0]), strangers, 0.1) == 0.5
    # No error in 3,000: 95 % two-sided, 1 - 0.025 ** (1 / 3000).
    assert interval(0, 3000) == (0.0, pytest.approx(1.2289e-3, rel=1e-3))
    assert interval(5, 10)[0] == pytest.approx(0.1871, abs=1e-3)
    assert rank_rate([1, 2, None, 11], 10) == 0.5
    assert figures_of(_outcome([1.0], [1], [0.0], 0.1))["missed"] == 0


def test_pictures_are_drawn(tmp_path: Path, report: dict) -> None:
    variants = [{"variant": f"v{i}", "subjects": 1000, "fnir_at_fpir_1e-3": 0.1 * i, "median_s": 0.1} for i in (1, 2)]
    save_plots(tmp_path / "a.png", _measurement(4000, 0.2), report["growth"])
    save_growth(tmp_path / "b.png", report["growth"])
    save_ablation(tmp_path / "c.png", variants)
    for path in tmp_path.iterdir():
        data = path.read_bytes()
        assert data.startswith(b"\x89PNG")
        assert len(data) > 5000


def test_a_gallery_has_one_threshold_for_all_sets(report: dict) -> None:
    # At 1e-3 of 400 nobody may be above: the highest of all, 5.0 of the rolled set, counts for the plain set too.
    rolled, plain = report["by_mates"]["rolled"], report["by_mates"]["plain"]
    assert rolled["missed_at_common_threshold_1e-3"] == 2
    assert plain["missed_at_common_threshold_1e-3"] == 0
    assert rolled["strangers_above_common_threshold_1e-3"] == 0
    assert rolled["strangers_above_common_threshold_1e-2"] == 1
    low, high = rolled["fnir_at_common_threshold_1e-3_interval_95"]
    assert low < 0.5 < high < 1
    # The plain set alone has a lower threshold, which its mates pass as well; a mate below the common one is missed.
    scores = Outcome([4.0, 30.0], [1, 1], [-2.0] * 200)
    rates = at_common_threshold(scores, np.array([5.0] + [-2.0] * 399))
    assert rates["missed_at_common_threshold_1e-3"] == 1
    assert rates["missed_at_common_threshold_1e-2"] == 0


def test_times_without_a_mate_are_told_apart(report: dict) -> None:
    assert report["without_mate_median_s"] is None
    outcome = Outcome([4.0, 30.0], [1, 1], [-2.0] * 3, [0.1, 0.3], [0.05], [0.01] * 2, [0.6, 0.8, 1.0])
    figures = figures_of(outcome)
    assert figures["median_s"] == pytest.approx(0.2)
    assert figures["without_mate_median_s"] == pytest.approx(0.8)
    assert figures["all_median_s"] == pytest.approx(0.6)
    assert figures["all_p99_s"] == pytest.approx(0.992)
    rows = with_doubling([{"subjects": 1000, **figures}, {"subjects": 4000, **figures, "without_mate_median_s": 3.2}])
    assert rows[1]["without_mate_median_s_per_doubling"] == pytest.approx(2.0)
