"""A verification test from images to report."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np

from tenprint.evaluate.verification import report as pages
from tenprint.evaluate.verification.images import find_images
from tenprint.evaluate.verification.plot import det_figure
from tenprint.evaluate.verification.rates import bootstrap, curve, rates
from tenprint.evaluate.verification.scores import all_pairs, write_csv
from tenprint.evaluate.verification.templates import WORKERS, templates

Step = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
SCORE_DIGITS = 6  # as in scores.csv, so that rates from the file are those of the report


def run(
    folder: Path,
    out: Path,
    step: Step,
    *,
    backend: str = "default",
    ppi: float | None = None,
    workers: int = WORKERS,
    rounds: int = 200,
) -> dict[str, Any]:
    """Extract, compare all pairs, write scores.csv, report.json, report.html and det.png; return the report.

    Args:
        folder: images `<finger>_<impression>.<ext>`.
        out: folder for the results; templates are kept in `out/templates` and used again.
        step: called with a name and a number of steps; gives what is called at each.
        backend: of extraction.
        ppi: resolution of all images; None means what each file says, or 500.
        workers: threads for extraction and comparison.
        rounds: draws of the bootstrap.

    Raises:
        UsageError: the folder is not a test set, see `find_images`.
    """
    images = find_images(folder)
    out.mkdir(parents=True, exist_ok=True)
    with step("Extracting", len(images)) as advance:
        made, failed = templates(images, out / "templates", backend, advance, ppi=ppi, workers=workers)
    all_pairs(made[:2], lambda: None)  # compile first, so that the speed is that of comparing
    with step("Comparing", len(images)) as advance:
        start = time.perf_counter()
        first, second, scores = all_pairs(made, advance, workers=workers)
        seconds = time.perf_counter() - start
    scores = np.round(scores, SCORE_DIGITS)
    write_csv(images, first, second, scores, out / "scores.csv")
    fingers = np.array([image.finger for image in images])
    genuine = fingers[first] == fingers[second]
    with step("Bootstrap", 1) as advance:
        intervals = bootstrap(list(fingers[first]), list(fingers[second]), scores, rounds=rounds)
        advance()
    report = {
        "set": folder.name,
        "backend": backend,
        "source": next((t.source for t in made if len(t)), backend),
        "images": len(images),
        "fingers": len(set(fingers.tolist())),
        "genuine": int(genuine.sum()),
        "impostor": int((~genuine).sum()),
        "failed": failed,
        "rates": rates(scores[genuine], scores[~genuine]),
        "intervals": intervals,
        "rounds": rounds,
        "mean_minutiae": float(np.mean([len(t) for t in made])),
        "comparisons_per_second": len(scores) / seconds,
    }
    pages.write(report, det_figure(curve(scores[genuine], scores[~genuine]), folder.name), out)
    return report
