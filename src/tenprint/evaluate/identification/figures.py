"""From outcomes to the figures of the report, by their names there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from tenprint.evaluate.identification.experiment import Measurement
from tenprint.evaluate.identification.rates import fnir_at, interval, rank_rate, threshold_at, upper_bound
from tenprint.evaluate.identification.searching import Outcome

RATES = ((1e-2, "1e-2"), (1e-3, "1e-3"))


def figures_of(outcome: Outcome) -> dict[str, Any]:
    """Return error rates, ranks and times of searches."""
    mates, strangers = outcome.scores()
    rates: dict[str, Any] = {}
    for fpir, name in RATES:
        fnir = fnir_at(mates, strangers, fpir)
        rates[f"fnir_at_fpir_{name}"] = fnir
        rates[f"fnir_at_fpir_{name}_upper_95"] = upper_bound(fnir, len(mates))
        rates[f"fpir_{name}_interval_95"] = interval(int(fpir * len(strangers)), len(strangers))
        rates[f"threshold_at_fpir_{name}"] = threshold_at(strangers, fpir)
    return {
        "searches": len(mates),
        "searches_without_mate": len(strangers),
        "timed": len(outcome.seconds),
        "median_s": float(np.median(outcome.seconds)),
        "p99_s": float(np.quantile(outcome.seconds, 0.99)),
        "batch_s": float(np.median(outcome.batch_seconds)),
        **rates,
        "rank1": rank_rate(outcome.ranks, 1),
        "rank10": rank_rate(outcome.ranks, 10),
        "missed": rank_rate_complement(outcome),
        "penetration": float(np.mean(outcome.passed)),
        "lowest_mate_llr": float(mates.min()),
        "highest_stranger_llr": float(strangers.max()),
    }


def rank_rate_complement(outcome: Outcome) -> float:
    """Return the share of mates that no stage passed on to the candidates."""
    return sum(rank is None for rank in outcome.ranks) / len(outcome.ranks)


def pooled(outcomes: Iterable[Outcome]) -> Outcome:
    """Return all searches as one outcome."""
    total = Outcome()
    for outcome in outcomes:
        total.mates += outcome.mates
        total.ranks += outcome.ranks
        total.strangers += outcome.strangers
        total.seconds += outcome.seconds
        total.batch_seconds += outcome.batch_seconds
        total.passed += outcome.passed
    return total


def measurement_figures(measurement: Measurement) -> dict[str, Any]:
    """Return the figures at one size: over all sets of mates, then of each."""
    return {
        "subjects": measurement.subjects,
        **figures_of(pooled(measurement.outcomes.values())),
        "resident_mb": measurement.resident_mb,
        "filter_mb": measurement.filter_mb,
        "bytes_per_subject": measurement.bytes_per_subject,
        "open_s": measurement.open_s,
        "filter_losses": measurement.filter_losses,
        "by_mates": {name: figures_of(outcome) for name, outcome in measurement.outcomes.items()},
    }
