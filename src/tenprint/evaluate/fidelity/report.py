"""The fidelity report: measure, compare, write Markdown, JSON and plots."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from tenprint.evaluate.fidelity.plots import plot_measures, plot_scores
from tenprint.evaluate.fidelity.scores import Distributions, compare_all
from tenprint.evaluate.fidelity.sets import (
    Sample,
    gallery_sample,
    real_sample,
    real_sets,
    synthetic_sample,
)
from tenprint.evaluate.fidelity.summary import RATES, Row, rows, tails, verdict

Step = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
DIFFICULTIES = ("good", "field", "poor")
HELD = "synthetic field"
SEED = 1_000  # people that no other evaluation renders


@dataclass(frozen=True, slots=True)
class Settings:
    """What is measured: fingers rendered, impressions of each, fingers of the template gallery, images of a set."""

    fingers: int = 200
    impressions: int = 2
    gallery_fingers: int = 1_000
    most: int = 160
    seed: int = SEED


def evaluate(data: Path | None, settings: Settings, step: Step) -> dict[str, Any]:
    """Measure real and synthetic sets.

    Args:
        data: a folder of images `<finger>_<impression>.<ext>` or of such folders; None: synthetic sets only.
        settings: how much.
        step: opens a progress bar for a named piece of work of so many items.

    Returns:
        Samples, score distributions, rows and the verdict, see `write`.
    """
    return judge(collect(data, settings, step), step)


def collect(data: Path | None, settings: Settings, step: Step) -> list[Sample]:
    """Measure the images of all sets and extract their templates; draw the template gallery."""
    samples: list[Sample] = []
    for name, images in real_sets(data) if data else []:
        with step(name, min(settings.most, len(images))) as tick:
            samples.append(real_sample(name, images, settings.most, tick))
    for difficulty in DIFFICULTIES:
        fingers = settings.fingers if difficulty == "field" else max(4, settings.fingers // 5)
        with step(f"synthetic {difficulty}", fingers * settings.impressions) as tick:
            samples.append(synthetic_sample(fingers, settings.impressions, difficulty, settings.seed, tick))
    samples.append(gallery_sample(settings.gallery_fingers, settings.impressions, settings.seed))
    return samples


def judge(samples: list[Sample], step: Step) -> dict[str, Any]:
    """Compare all templates within each set, and the sets with each other."""
    distributions: dict[str, Distributions] = {}
    with step("comparisons", len(samples)) as tick:
        for sample in samples:
            distributions[sample.name] = compare_all(sample.fingers, sample.templates)
            tick()
    table = rows(samples, HELD)
    real = [distributions[s.name] for s in samples if s.real]
    ratios = tails(distributions[HELD], distributions["template gallery"])
    result: dict[str, Any] = {
        "samples": samples,
        "distributions": distributions,
        "rows": table,
        "tails": {"images": ratios},
        "verdict": verdict(table, ratios),
    }
    if real:
        together = Distributions(np.concatenate([d.genuine for d in real]), np.concatenate([d.impostor for d in real]))
        distributions["real sets"] = together
        result["tails"]["real sets"] = tails(together, distributions["template gallery"])
        result["tails"]["images against real sets"] = tails(together, distributions[HELD])
    return result


def write(result: dict[str, Any], folder: Path) -> None:
    """Write fidelity.md, fidelity.json, measures.png and scores.png."""
    folder.mkdir(parents=True, exist_ok=True)
    plot_measures(result["samples"], folder / "measures.png")
    chosen = {name: d for name, d in result["distributions"].items() if name in ("real sets", HELD, "template gallery")}
    plot_scores(chosen, folder / "scores.png")
    (folder / "fidelity.json").write_bytes(msgspec.json.format(msgspec.json.encode(summary(result)), indent=1))
    (folder / "fidelity.md").write_text(markdown(result), encoding="utf-8")


def summary(result: dict[str, Any]) -> dict[str, Any]:
    """Return the figures as plain data."""
    table: list[Row] = result["rows"]
    return {
        "measures": {
            row.measure: {"medians": _rounded(row.medians), "real": _r(row.real), "ratio": _r(row.ratio)}
            for row in table
        },
        "fnmr": {
            name: {f"{rate:g}": _r(d.fnmr(rate)) for rate in RATES} for name, d in result["distributions"].items()
        },
        "pairs": {
            name: {"genuine": len(d.genuine), "impostor": len(d.impostor)}
            for name, d in result["distributions"].items()
        },
        "tail_ratios": {name: _rounded(ratios) for name, ratios in result["tails"].items()},
        **result["verdict"],
    }


def markdown(result: dict[str, Any]) -> str:
    """Return the report for people."""
    table: list[Row] = result["rows"]
    names = list(table[0].medians)
    lines = [
        "# How like real prints are the synthetic ones?",
        "",
        "Medians over the images of each set, measured in the same way. Made by `tenprint evaluate fidelity`.",
        f"Held to the real sets is the set *{HELD}*: single plain impressions of the preset `field`.",
        "",
        "| measure | " + " | ".join(names) + " | real, median of sets | synthetic / real |",
        "|---|" + "---|" * (len(names) + 2),
    ]
    for row in table:
        cells = " | ".join(f"{row.medians[name]:.3g}" for name in names)
        lines.append(f"| {row.measure.replace('_', ' ')} | {cells} | {row.real:.3g} | {row.ratio:.2f} |")
    lines += ["", "## Scores of our matcher", "", "| set | genuine pairs | impostor pairs | FNMR at FMR 1e-3 | 1e-4 |"]
    lines.append("|---|---|---|---|---|")
    for name, d in result["distributions"].items():
        lines.append(
            f"| {name} | {len(d.genuine)} | {len(d.impostor)} | {_percent(d.fnmr(1e-3))} | {_percent(d.fnmr(1e-4))} |"
        )
    lines += ["", "False match rate over the rate wanted, at the threshold of the reference (1 is alike):", ""]
    lines += ["| set against reference | " + " | ".join(f"FMR {r:g}" for r in RATES) + " |", "|---|---|---|---|"]
    labels = {
        "images": "template gallery against synthetic images",
        "real sets": "template gallery against real sets",
        "images against real sets": "synthetic images against real sets",
    }
    for name, ratios in result["tails"].items():
        lines.append(f"| {labels[name]} | " + " | ".join(f"{v:.2f}" for v in ratios.values()) + " |")
    lines += ["", "![Measures of each set](measures.png)", "", "![Scores of each set](scores.png)", ""]
    bars = result["verdict"]["bars"]
    lines += ["## Bars", ""] + [f"- {name}: {'met' if met else 'not met'}" for name, met in bars.items()]
    unlike = ", ".join(name.replace("_", " ") for name in result["verdict"]["unlike"]) or "nothing"
    lines += ["", f"More than 20 % from the real sets: {unlike}.", ""]
    return "\n".join(lines)


def _percent(value: float) -> str:
    return "too few pairs" if not np.isfinite(value) else f"{100 * value:.2f} %"


def _r(value: float) -> float | None:
    return round(float(value), 5) if np.isfinite(value) else None


def _rounded(values: dict[str, float]) -> dict[str, float | None]:
    return {name: _r(value) for name, value in values.items()}
