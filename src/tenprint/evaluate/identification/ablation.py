"""What each stage is good for: the same searches without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tenprint.evaluate.identification.experiment import measure
from tenprint.evaluate.identification.figures import measurement_figures
from tenprint.evaluate.identification.mates import MateSet
from tenprint.evaluate.identification.pool import Pool
from tenprint.evaluate.identification.settings import Settings, Step
from tenprint.search import Options

KEPT = ("fnir_at_fpir_1e-2", "fnir_at_fpir_1e-3", "rank1", "missed", "median_s", "penetration")


def variants(options: Options, fingers: int, subjects: int) -> dict[str, Options]:
    """Return the cascade and its variants by name."""
    first, second = options.passed_by_filter(fingers, subjects), options.passed_by_local(fingers)
    return {
        "all stages": options,
        "without filter: all go to local scores": replace(options, passed=(subjects, second)),
        "without local scores": replace(options, local=False),
        "filter passes on a quarter": replace(options, passed=(max(first // 4, second), second)),
        "filter passes on four times as many": replace(options, passed=(first * 4, second)),
        "local scores alone decide: full comparison of one": replace(options, passed=(first, 1)),
        "filter alone decides: full comparison of one": replace(options, passed=(first, 1), local=False),
    }


def ablation(settings: Settings, mates: Sequence[MateSet], pool: Pool, step: Step) -> list[dict[str, Any]]:
    """Search at the first size with each variant."""
    rows = []
    for name, options in variants(settings.options, len(settings.positions), settings.sizes[0]).items():
        changed = replace(settings, sizes=settings.sizes[:1], options=options, filter_searches=0)
        figures = measurement_figures(next(iter(measure(changed, mates, pool, step))))
        rows.append({"variant": name, "subjects": changed.sizes[0]} | {key: figures[key] for key in KEPT})
    return rows
