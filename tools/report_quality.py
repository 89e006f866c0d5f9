"""Publish how the quality score relates to false non-matches: an error-versus-reject table.

python tools/report_quality.py CACHE DIR [DIR ...]: each DIR holds images named <finger>_<impression>.png.

The threshold of each folder is that of FMR 1e-3 over all pairs of different fingers. A pair's quality is that of its
worse print. The table says what FNMR remains when the pairs of the worst quality are captured again, after Grother
and Tabassi, Performance of Biometric Quality Measures, PAMI 2007, section 4. Reports only: nothing is fitted here.
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from scipy.stats import spearmanr

from tenprint import imaging
from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.matching import prepare, score
from tenprint.fingerprint.quality.assess import measure
from tenprint.fingerprint.quality.measures import MEASURES
from tenprint.fingerprint.quality.score import score_of

STDERR = Console(stderr=True)
NAMES = [each.name for each in MEASURES]
REJECTED = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3)


def measured(folder: Path, cache: Path) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Measures of each image, pairs of images that share a finger with their score, and impostor scores."""
    store = cache / f"{folder.name}.npz"
    if not store.exists():
        files = sorted(folder.glob("*.png"))
        images = [imaging.decode(file.read_bytes()) for file in track(files, folder.name, console=STDERR)]
        measures = [measure(image.pixels, image.ppi) for image in images]
        prepared = [prepare(extract(image.pixels, image.ppi)) for image in track(images, "extraction", console=STDERR)]
        fingers = [file.stem.rpartition("_")[0] for file in files]
        genuine, impostor = [], []
        for a, b in track(list(itertools.combinations(range(len(files)), 2)), "pairs", console=STDERR):
            if fingers[a] == fingers[b]:
                genuine.append((a, b, score(prepared[a], prepared[b])))
            else:
                impostor.append(score(prepared[a], prepared[b]))
        values = [[m.get(name, np.nan) for name in NAMES] for m in measures]
        np.savez(store, measures=np.array(values), genuine=np.array(genuine), impostor=np.array(impostor))
    data = np.load(store)
    return data["measures"], data["genuine"], data["impostor"]


def main() -> None:
    """Print one row a folder, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cache", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    print("| set | pairs | Spearman |", " | ".join(f"FNMR, {100 * r:.0f} % rejected" for r in REJECTED), "|")
    every: list[tuple[NDArray[np.float64], NDArray[np.bool_]]] = []
    for folder in options.folders:
        measures, genuine, impostor = measured(folder, options.cache)
        scores = np.array(
            [0 if np.isnan(row[0]) else score_of(dict(zip(NAMES, row, strict=True))) for row in measures], dtype=float
        )
        worse = np.minimum(*(scores[genuine[:, side].astype(int)] for side in (0, 1)))
        missed = genuine[:, 2] <= np.quantile(impostor, 1 - 1e-3)
        row(folder.name, worse, missed, spearmanr(worse, genuine[:, 2])[0])
        every.append((worse, missed))
    worse, missed = (np.concatenate(part) for part in zip(*every, strict=True))
    row("all", worse, missed, float("nan"))
    for low, high in ((0, 20), (20, 40), (40, 60), (60, 80), (80, 101)):
        part = (worse >= low) & (worse < high)
        if part.any():
            print(f"score {low}-{min(high, 100)}: {part.sum()} pairs, FNMR {100 * missed[part].mean():.2f} %")


def row(name: str, worse: NDArray[np.float64], missed: NDArray[np.bool_], relation: float) -> None:
    """Print what remains after rejecting the worst pairs."""
    order = np.argsort(worse, kind="stable")
    left = [100 * missed[order[round(share * len(order)) :]].mean() for share in REJECTED]
    print(f"| {name} | {len(order)} | {relation:.2f} |", " | ".join(f"{value:.2f}" for value in left), "|")


if __name__ == "__main__":
    main()
