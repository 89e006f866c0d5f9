"""From outcomes to the figures of the report, by their names there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
        rates[f"fnir_at_fpir_{name}_interval_95"] = interval(round(fnir * len(mates)), len(mates))
        rates[f"fpir_{name}_interval_95"] = interval(int(fpir * len(strangers)), len(strangers))
        rates[f"threshold_at_fpir_{name}"] = threshold_at(strangers, fpir)
    return {
        "searches": len(mates),
        "searches_without_mate": len(strangers),
        "timed": len(outcome.seconds),
        "median_s": float(np.median(outcome.seconds)),
        "p99_s": float(np.quantile(outcome.seconds, 0.99)),
        "timed_without_mate": len(outcome.stranger_seconds),
        "without_mate_median_s": _quantile(outcome.stranger_seconds, 0.5),
        "without_mate_p99_s": _quantile(outcome.stranger_seconds, 0.99),
        "all_median_s": _quantile([*outcome.seconds, *outcome.stranger_seconds], 0.5),
        "all_p99_s": _quantile([*outcome.seconds, *outcome.stranger_seconds], 0.99),
        "batch_s": _quantile(outcome.batch_seconds, 0.5),
        **rates,
        "rank1": rank_rate(outcome.ranks, 1),
        "rank10": rank_rate(outcome.ranks, 10),
        "missed": rank_rate_complement(outcome),
        "penetration": float(np.mean(outcome.passed)),
        "lowest_mate_llr": float(mates.min()),
        "highest_stranger_llr": float(strangers.max()),
    }


def _quantile(seconds: list[float], share: float) -> float | None:
    """Return a quantile of times, None where nothing was timed."""
    return float(np.quantile(seconds, share)) if seconds else None


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
        total.stranger_seconds += outcome.stranger_seconds
        total.batch_seconds += outcome.batch_seconds
        total.passed += outcome.passed
    return total


def measurement_figures(measurement: Measurement) -> dict[str, Any]:
    """Return the figures at one size: over all sets of mates, then of each."""
    everything = pooled(measurement.outcomes.values())
    strangers = everything.scores()[1]
    return {
        "subjects": measurement.subjects,
        **figures_of(everything),
        "resident_mb": measurement.resident_mb,
        "filter_mb": measurement.filter_mb,
        "bytes_per_subject": measurement.bytes_per_subject,
        "open_s": measurement.open_s,
        "filter_losses": measurement.filter_losses,
        "by_mates": {
            name: figures_of(outcome) | at_common_threshold(outcome, strangers)
            for name, outcome in measurement.outcomes.items()
        },
    }


def at_common_threshold(outcome: Outcome, strangers: NDArray[np.float64]) -> dict[str, Any]:
    """Return the error rates of a set of mates at the thresholds of the strangers of all sets.

    A gallery has one threshold for all who are searched for; and one set alone often has too few strangers for it.
    """
    mates, own = outcome.scores()
    rates: dict[str, Any] = {}
    for fpir, name in RATES:
        threshold = threshold_at(strangers, fpir)
        missed = int(np.count_nonzero(mates < threshold))
        rates[f"missed_at_common_threshold_{name}"] = missed
        rates[f"fnir_at_common_threshold_{name}"] = missed / len(mates)
        rates[f"fnir_at_common_threshold_{name}_interval_95"] = interval(missed, len(mates))
        rates[f"strangers_above_common_threshold_{name}"] = int(np.count_nonzero(own >= threshold))
    return rates
