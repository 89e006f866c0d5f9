"""Accuracy of the back end `classical` with our matcher on real prints; the bars are those set for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.matching import pack, prepare, score_many

# Set -> resolution in ppi, FNMR in per cent at FMR 1e-3 over all pairs.
BARS = {"fvc2000_db1b": (500, 6.0), "fvc2002_db1b": (500, 4.0), "fvc2002_db2b": (569, 2.5), "fvc2004_db1b": (500, 16.0)}


@pytest.mark.slow
@pytest.mark.parametrize("name", BARS)
def test_false_non_matches_stay_below_the_bar(shared: Path, name: str) -> None:
    ppi, bar = BARS[name]
    files = sorted((shared / "data" / name).glob("*.png"))
    fingers = np.array([file.stem.rsplit("_", 1)[0] for file in files])
    prints = [prepare(extract(np.asarray(Image.open(f).convert("L")), ppi, backend="classical")) for f in files]
    gallery = pack(prints)
    genuine, impostor = [], []
    for k in range(len(prints) - 1):
        others = np.arange(k + 1, len(prints))
        scores = score_many(prints[k], gallery, others)
        genuine.append(scores[fingers[others] == fingers[k]])
        impostor.append(scores[fingers[others] != fingers[k]])
    ranked = np.sort(np.concatenate(impostor))[::-1]
    threshold = ranked[int(1e-3 * len(ranked))]
    assert 100 * np.mean(np.concatenate(genuine) <= threshold) <= bar
