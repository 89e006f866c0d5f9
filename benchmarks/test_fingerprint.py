"""Speed of extraction, template preparation and one-to-one matching, on one core.

Run: pytest benchmarks/test_fingerprint.py -m "" --benchmark-only -s
Comparisons a second are printed; real prints are taken from the development data where these are at hand.
"""

from __future__ import annotations

import time

import numpy as np
import pytest

from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.matching import pack, prepare, prepare_many, score_many
from tenprint.imaging import decode
from tenprint.simulate.prints import impression, master

# Processor time, so that other work on the machine does not count.
CPU = {"timer": time.process_time}
SKINS = [master(70 + n) for n in range(8)]


def compare_all(templates) -> float:
    """Comparisons a second, all prints against all, both of one finger and of two."""
    prepared = prepare_many(templates)
    gallery = pack(prepared)
    score_many(prepared[0], gallery)
    start = time.process_time()
    for probe in prepared:
        score_many(probe, gallery)
    return len(prepared) ** 2 / (time.process_time() - start)


@pytest.mark.benchmark(group="extraction 388x374", **CPU)
@pytest.mark.parametrize("backend", ["classical", "net"])
@pytest.mark.parametrize("skin", range(4))
def test_extract_small(benchmark, backend: str, skin: int) -> None:
    picture = impression(SKINS[skin], 1, kind="plain", difficulty="field", size=(388, 374))
    benchmark(lambda: extract(picture.pixels, picture.ppi, backend=backend))


@pytest.mark.benchmark(group="extraction 800x750", **CPU)
@pytest.mark.parametrize("backend", ["classical", "net"])
@pytest.mark.parametrize("skin", range(4))
def test_extract_rolled(benchmark, backend: str, skin: int) -> None:
    picture = impression(SKINS[skin], 1, kind="rolled", difficulty="field")
    benchmark(lambda: extract(picture.pixels, picture.ppi, backend=backend))


@pytest.mark.benchmark(group="template preparation", **CPU)
def test_prepare(benchmark) -> None:
    picture = impression(SKINS[0], 1, kind="plain", difficulty="field")
    template = extract(picture.pixels, picture.ppi)
    benchmark(lambda: prepare(template))


def test_matching_synthetic() -> None:
    pictures = [impression(skin, k, kind="plain", difficulty="field") for skin in SKINS for k in range(5)]
    templates = [extract(p.pixels, p.ppi) for p in pictures]
    speed = compare_all(templates)
    print(f"\nsynthetic: {np.mean([len(t) for t in templates]):.0f} minutiae, {speed:,.0f} comparisons a second")
    assert speed > 20_000


def test_matching_real() -> None:
    from pathlib import Path

    folder = Path(__file__).resolve().parents[2] / "shared" / "data" / "fvc2002_db2b"
    if not folder.is_dir():
        pytest.skip("no development data")
    images = [decode(path.read_bytes()) for path in sorted(folder.glob("*.png"))]
    templates = [extract(image.pixels, image.ppi or 500) for image in images]
    speed = compare_all(templates)
    print(f"\nreal: {np.mean([len(t) for t in templates]):.0f} minutiae, {speed:,.0f} comparisons a second")
    assert speed > 20_000
