"""The report of an identification experiment: the figures that are compared, and everything behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tenprint.evaluate.identification.experiment import Measurement, brute_force_seconds
from tenprint.evaluate.identification.figures import measurement_figures
from tenprint.evaluate.identification.growth import with_doubling
from tenprint.evaluate.identification.machine import describe_machine
from tenprint.evaluate.identification.mates import MateSet
from tenprint.evaluate.identification.pool import Pool
from tenprint.evaluate.identification.settings import Settings

SUMMARY = (
    "subjects", "searches", "median_s", "p99_s", "fnir_at_fpir_1e-2", "fnir_at_fpir_1e-3", "rank1", "penetration",
    "resident_mb", "bytes_per_subject",
)  # fmt: skip
"""Keys of the report that other programs read, no more and no fewer."""

GROWTH = (*SUMMARY, "without_mate_median_s", "without_mate_p99_s", "batch_s", "open_s", "filter_mb")

CAVEATS = (
    "Distractors are modelled templates, whose false match rates are lower than those of real prints: the FPIR is too "
    "good.",
    "Mates are put together anew from a limited number of fingers: the intervals, made for independent searches, are "
    "too narrow.",
)


def make_report(settings: Settings, sets: Sequence[MateSet], pool: Pool, measured: list[Measurement]) -> dict[str, Any]:
    """Return the figures at the last size, how they grew, and under which circumstances they were measured."""
    rows = [measurement_figures(m) for m in measured]
    last = rows[-1]
    brute = brute_force_seconds(sets[0], pool, settings) * last["subjects"]
    return last | {
        "fingers": list(settings.positions),
        "distractors": "modelled templates, rolled, ten fingers drawn from a pool of distinct fingers",
        "distinct_distractor_fingers": len(pool),
        "mate_fingers": {s.name: len(s.fingers) for s in sets},
        "extraction": settings.backend,
        "brute_force_s": brute,
        "brute_force_ratio": brute / last["median_s"],
        "growth": with_doubling([{key: row[key] for key in GROWTH} for row in rows]),
        "caveats": list(CAVEATS),
        "machine": describe_machine(),
    }


def summary(report: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a report that has exactly the keys of `SUMMARY`."""
    return {key: report[key] for key in SUMMARY}


def report_text(report: dict[str, Any]) -> str:
    """Return the report in words for a terminal."""
    lines = [f"{key:24} {report[key]:,.6g}" for key in GROWTH if report[key] is not None]
    low, high = report["fpir_1e-3_interval_95"]
    lines.append(
        f"{'without mate':24} {report['searches_without_mate']:,} searches: an FPIR called 1e-3 lies, with 95 %, "
        f"between {low:.1e} and {high:.1e}"
    )
    for name, row in report["by_mates"].items():
        lines.append(
            f"{name + ':':24} FNIR at FPIR 1e-2 {row['fnir_at_fpir_1e-2']:.4f}, 1e-3 {row['fnir_at_fpir_1e-3']:.4f} "
            f"(at most {row['fnir_at_fpir_1e-3_upper_95']:.4f}), rank 1 {row['rank1']:.4f}, "
            f"{row['searches']:,} searches; {row['missed_at_common_threshold_1e-3']} missed at the common threshold"
        )
    for name, row in report["filter_losses"].items():
        lines.append(
            f"{'filter, ' + name + ':':24} {row['lost']:.6f} lost (at most {row['lost_upper_95']:.6f}) of "
            f"{row['searches']:,.0f}, smallest margin {row['smallest_margin_llr']:.1f} nats"
        )
    for row in report["growth"][1:]:
        lines.append(
            f"{row['subjects']:>12,} subjects   {row['median_s']:.3f} s, times {row['median_s_per_doubling']:.2f} for "
            f"each doubling; in batches {row['batch_s']:.3f} s, times {row['batch_s_per_doubling']:.2f}"
        )
    for row in report.get("ablation", ()):
        lines.append(
            f"{row['variant']:50} FNIR at FPIR 1e-3 {row['fnir_at_fpir_1e-3']:.4f}, missed {row['missed']:.4f}, "
            f"{row['median_s']:.3f} s"
        )
    lines.append(
        f"{'brute force':24} {report['brute_force_s']:,.0f} s, {report['brute_force_ratio']:,.0f} times as long"
    )
    return "\n".join([*lines, *report["caveats"]])
