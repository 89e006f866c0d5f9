"""Pictures of an identification report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from tenprint.evaluate.identification.experiment import Measurement
from tenprint.evaluate.identification.figures import pooled
from tenprint.evaluate.identification.rates import fnir_at, rank_rate
from tenprint.evaluate.identification.searching import Outcome

RATES = np.geomspace(1e-3, 0.3, 30)
TIMES = (
    ("median_s", "with a mate, median"), ("p99_s", "with a mate, 99 %"), ("without_mate_median_s", "without, median"),
    ("batch_s", "in batches"),
)  # fmt: skip


def save_plots(path: Path, measurement: Measurement, growth: list[Mapping[str, Any]]) -> None:
    """Write one PNG: DET, scores, CMC, and growth where there are several sizes."""
    matplotlib.use("Agg")
    figure = Figure(figsize=(12, 9), layout="constrained")
    axes = figure.subplots(2, 2)
    for name, outcome in measurement.outcomes.items():
        _det(axes[0, 0], name, outcome)
        axes[1, 0].plot(range(1, 21), [rank_rate(outcome.ranks, r) for r in range(1, 21)], label=name)
    _scores(axes[0, 1], pooled(measurement.outcomes.values()))
    axes[0, 0].set(xscale="log", xlabel="FPIR", ylabel="FNIR", title=f"DET, {measurement.subjects:,} subjects")
    axes[1, 0].set(xlabel="rank", ylabel="share of mates found", title="CMC", xticks=(1, 5, 10, 15, 20))
    axes[0, 0].legend()
    axes[1, 0].legend()
    _growth(axes[1, 1], growth)
    for axis in axes.flat:
        axis.grid(alpha=0.3)
    figure.savefig(path, dpi=90, metadata={"Software": None})


def save_growth(path: Path, growth: list[Mapping[str, Any]]) -> None:
    """Write one PNG: time by the size of the gallery, and by which factor a doubling changes it."""
    matplotlib.use("Agg")
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    times, factors = figure.subplots(1, 2)
    _growth(times, growth)
    for time, label in (TIMES[0], *TIMES[2:]):
        key = f"{time}_per_doubling"
        rows = [row for row in growth if row[key] is not None]
        factors.plot([row["subjects"] for row in rows], [row[key] for row in rows], marker="o", label=label)
    factors.axhline(2, color="0.4", linestyle="--", label="doubles")
    factors.set(
        xscale="log", xlabel="subjects", ylabel="time, new / old", title="When the gallery doubles", ylim=(0, 2.5)
    )
    factors.legend()
    for axis in (times, factors):
        axis.grid(alpha=0.3)
    figure.savefig(path, dpi=90, metadata={"Software": None})


def save_ablation(path: Path, rows: list[Mapping[str, Any]]) -> None:
    """Write one PNG: what each variant of the cascade misses and takes."""
    matplotlib.use("Agg")
    figure = Figure(figsize=(11, 0.55 * len(rows) + 1.6), layout="constrained")
    missed, times = figure.subplots(1, 2, sharey=True)
    names = [row["variant"] for row in rows]
    missed.barh(names, [row["fnir_at_fpir_1e-3"] for row in rows], color="tab:red")
    missed.set(xlabel="FNIR at FPIR 1e-3", title=f"Missed, {rows[0]['subjects']:,} subjects")
    times.barh(names, [row["median_s"] for row in rows], color="tab:blue")
    times.set(xlabel="seconds a search, median", title="Time", xscale="log")
    missed.invert_yaxis()
    for axis in (missed, times):
        axis.grid(alpha=0.3)
    figure.savefig(path, dpi=90, metadata={"Software": None})


def _growth(axis: Any, growth: list[Mapping[str, Any]]) -> None:
    sizes = [row["subjects"] for row in growth]
    for key, label in TIMES:
        axis.plot(sizes, [row[key] for row in growth], marker="o", label=label)
    axis.set(xscale="log", yscale="log", xlabel="subjects", ylabel="seconds a search", title="Growth")
    axis.legend()


def _det(axis: Any, name: str, outcome: Outcome) -> None:
    mates, strangers = outcome.scores()
    rates = RATES[RATES * len(strangers) >= 1]
    axis.plot(rates, [fnir_at(mates, strangers, rate) for rate in rates], marker=".", label=name)


def _scores(axis: Any, outcome: Outcome) -> None:
    mates, strangers = outcome.scores()
    found = mates[mates > -1e6]
    heard = strangers[strangers > -1e6]
    if len(found) and len(heard):
        bins = np.linspace(min(found.min(), heard.min()), max(found.max(), heard.max()), 60)
        axis.hist(heard, bins, alpha=0.6, label="best stranger of a search without mate")
        axis.hist(found, bins, alpha=0.6, label="mate")
    axis.set(xlabel="log-likelihood ratio (nats)", ylabel="searches", title="Scores")
    axis.legend()
