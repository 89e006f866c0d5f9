"""Fit the weights of the quality score to our own matcher, on synthetic impressions only.

python tools/fit_quality.py OUT [--fingers N] [--backend B]

Takes impressions of synthetic fingers under all conditions, measures each, extracts and compares it with a rolled
and two plain references of its finger and with those of other fingers. The utility of an impression is where its mean
genuine score lies among all (utility as in ISO/IEC 29794-1:2016, 3.23). The weights that predict it are found by least
squares with no weight below zero, so that no better measure ever lowers the score. Prints the table for
`tenprint/fingerprint/quality/weights.py` and figures on fingers that were held out.
Resumes from OUT/quality.npz.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import scipy.optimize
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from scipy.stats import rankdata, spearmanr

from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.matching import prepare, score
from tenprint.fingerprint.quality.assess import measure
from tenprint.fingerprint.quality.measures import MEASURES
from tenprint.fingerprint.quality.score import TERMS
from tenprint.simulate.prints import impression, master

STDERR = Console(stderr=True)
# Kind, preset, and whether conditions are drawn over their whole range: good matchers miss only what is really bad.
PROBES = [
    ("rolled", "good", False), ("plain", "good", False), ("plain", "field", False), ("partial", "field", False),
    ("plain", "poor", False), ("partial", "poor", False), ("rolled", "poor", True), ("plain", "poor", True),
    ("plain", "poor", True), ("plain", "poor", True), ("partial", "poor", True), ("partial", "poor", True),
]  # fmt: skip
REFERENCES = [("rolled", "good"), ("plain", "field"), ("plain", "field")]
WHOLE_RANGE = {
    "moisture": (-0.95, 0.95), "pressure": (-0.9, 0.9), "contrast": (0.15, 1.0), "noise": (2.0, 40.0),
    "scratches": (0.0, 12.0), "unevenness": (0.0, 1.0), "distortion": (1.0, 10.0), "blur": (0.0, 1.0),
    "shift_x": (-110.0, 110.0), "shift_y": (-110.0, 110.0),
}  # fmt: skip
NAMES = [measure.name for measure in MEASURES]
QUANTILES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
PENALTIES = (0.0, 0.01, 0.03, 0.1, 0.3, 1.0)
OTHERS = 6  # impostor fingers compared with each probe


def collect(out: Path, fingers: int, backend: str) -> dict[str, NDArray[np.float64]]:
    """Measure and compare; one row a probe: finger, measures, mean genuine score, impostor scores."""
    store = out / "quality.npz"
    rows: list[list[float]] = np.load(store)["rows"].tolist() if store.exists() else []
    references = []
    for n in track(range(fingers), "masters", console=STDERR):
        finger = master(7_000 + n, finger=1 + n % 10)
        known = [impression(finger, 90 + k, kind=kind, difficulty=how) for k, (kind, how) in enumerate(REFERENCES)]
        references.append([prepare(extract(r.pixels, r.ppi, backend=backend)) for r in known])
        if any(row[0] == n for row in rows):
            continue
        for k, (kind, difficulty, harsh) in enumerate(PROBES):
            draws = np.random.default_rng((n, k))
            conditions = {name: draws.uniform(*ends) for name, ends in WHOLE_RANGE.items()} if harsh else {}
            print_ = impression(finger, k, kind=kind, difficulty=difficulty, **conditions)
            measures = measure(print_.pixels, print_.ppi)
            probe = prepare(extract(print_.pixels, print_.ppi, backend=backend))
            genuine = np.mean([score(probe, r) for r in references[n]])
            others = [score(probe, references[(n * 7 + j) % max(n, 1)][0]) for j in range(OTHERS)] if n else []
            values = [measures.get(name, np.nan) for name in NAMES]
            rows.append([n, *values, float(genuine), *(others or [np.nan] * OTHERS)])
        np.savez(store, rows=np.array(rows))
    table = np.array(rows)
    count = len(NAMES)
    measured = [dict(zip(NAMES, row, strict=True)) for row in table[:, 1 : 1 + count]]
    terms = [[0.0 if np.isnan(m["area"]) else term.of(m) for term in TERMS] for m in measured]
    return {
        "finger": table[:, 0], "terms": np.array(terms), "genuine": table[:, 1 + count],
        "impostor": table[:, 2 + count :],
    }  # fmt: skip


def fit(terms: NDArray[np.float64], utility: NDArray[np.float64], penalty: float) -> tuple[NDArray[np.float64], float]:
    """Ridge regression with weights >= 0 and a free constant."""
    spread, middle = terms.std(axis=0) + 1e-9, terms.mean(axis=0)
    shrink = np.sqrt(penalty * len(utility)) * np.eye(terms.shape[1])
    design = np.vstack([(terms - middle) / spread, shrink])
    target = np.concatenate([utility - utility.mean(), np.zeros(terms.shape[1])])
    weights = scipy.optimize.nnls(design, target)[0] / spread
    return weights, float(utility.mean() - middle @ weights)


def crossed(
    data: dict[str, NDArray[np.float64]], utility: NDArray[np.float64], seen: NDArray[np.bool_], penalty: float
) -> NDArray[np.float64]:
    """Predict each finger's impressions from a fit on the other three quarters of the fingers."""
    predicted = np.zeros(len(utility))
    for part in range(4):
        held = data["finger"] % 4 == part
        weights, constant = fit(data["terms"][~held & seen], utility[~held & seen], penalty)
        predicted[held] = data["terms"][held] @ weights + constant
    predicted[~seen] = predicted.min() - 1
    return predicted


def area(predicted: NDArray[np.float64], low: NDArray[np.bool_]) -> float:
    """Probability that a low score's prediction is below another's."""
    ranks, count = rankdata(predicted), int(low.sum())
    return 1 - float((ranks[low].sum() - count * (count + 1) / 2) / (count * (len(low) - count)))


def main() -> int:
    """Collect, report by cross-validation over fingers, print the weights fitted on all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--fingers", type=int, default=60)
    parser.add_argument("--backend", default="default")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    data = collect(options.out, options.fingers, options.backend)
    impostors = data["impostor"][np.isfinite(data["impostor"])]
    # How far from the bottom: the share of these quantiles that the score reaches. What matches safely need not be told
    # apart, while the worst hundredth counts as much as the next fifth.
    utility = np.mean([data["genuine"] >= np.quantile(data["genuine"], q) for q in QUANTILES], axis=0)
    seen = data["terms"].any(axis=1)  # a picture without print has score 0 by rule
    trials = {penalty: crossed(data, utility, seen, penalty) for penalty in PENALTIES}
    relation = {penalty: float(spearmanr(trial, data["genuine"])[0]) for penalty, trial in trials.items()}
    penalty = max(relation, key=lambda each: relation[each])
    predicted = trials[penalty]
    print("penalties:", ", ".join(f"{each:g} {value:.3f}" for each, value in relation.items()))
    print(f"held-out fingers: {len(utility)} impressions, Spearman {spearmanr(predicted, data['genuine'])[0]:.3f}")
    print(f"FNMR at FMR 1e-3: {(data['genuine'] < np.quantile(impostors, 0.999)).mean():.4f}")
    for share in (0.02, 0.05, 0.1, 0.2):
        low = data["genuine"] < np.quantile(data["genuine"], share)
        alone = {term.name: area(data["terms"][:, n], low) for n, term in enumerate(TERMS)}
        best = max(alone, key=lambda name: alone[name])
        print(
            f"lowest {100 * share:.0f} % of scores: AUC {area(predicted, low):.3f}, best term {best} {alone[best]:.3f}"
        )
    weights, constant = fit(data["terms"][seen], utility[seen], penalty)
    predicted = data["terms"][seen] @ weights + constant
    zero, full = np.percentile(predicted, [0.5, 97])
    print(f"CONSTANT = {100 * (constant - zero) / (full - zero):.2f}")
    for term, weight in zip(TERMS, weights, strict=True):
        print(f'    "{term.name}": {100 * weight / (full - zero):.2f},')
    return 0


if __name__ == "__main__":
    sys.exit(main())
