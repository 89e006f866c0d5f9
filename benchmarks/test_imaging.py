"""Speed of decoding, encoding, segmentation and quality, against the package `wsq` (NIST's code) where it applies."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from tenprint import imaging
from tenprint.fingerprint.quality import assess
from tenprint.fingerprint.segmentation import segment_slap

REPOSITORY = Path(__file__).resolve().parent.parent


def rings(height: int, width: int) -> np.ndarray:
    y, x = np.mgrid[:height, :width]
    inside = ((x - width / 2) / (0.42 * width)) ** 2 + ((y - height / 2) / (0.45 * height)) ** 2 <= 1
    ridges = 128 + 100 * np.sin(np.hypot(x - width / 2, y - height * 0.6) * 2 * np.pi / 9)
    noise = np.random.default_rng(0).normal(0, 8, (height, width))
    return np.clip(np.where(inside, ridges, 230) + noise, 0, 255).astype(np.uint8)


ROLLED = rings(750, 800)
WSQ = imaging.encode_wsq(ROLLED)


@pytest.mark.benchmark(group="WSQ decode 800x750")
def test_wsq_decode(benchmark) -> None:
    benchmark(imaging.decode_wsq, WSQ)


@pytest.mark.benchmark(group="WSQ decode 800x750")
def test_wsq_decode_of_nist(benchmark) -> None:
    pytest.importorskip("wsq")
    benchmark(lambda: np.asarray(Pillow.open(io.BytesIO(WSQ))))


@pytest.mark.benchmark(group="WSQ encode 800x750")
def test_wsq_encode(benchmark) -> None:
    benchmark(imaging.encode_wsq, ROLLED)


@pytest.mark.benchmark(group="WSQ encode 800x750")
def test_wsq_encode_of_nist(benchmark) -> None:
    pytest.importorskip("wsq")
    benchmark(lambda: Pillow.fromarray(ROLLED).save(io.BytesIO(), "WSQ"))


@pytest.mark.benchmark(group="14 images of a card")
def test_a_card_in_parallel(benchmark) -> None:
    card = [WSQ] * 10 + [imaging.encode_wsq(rings(1000, 400))] * 2 + [imaging.encode_wsq(rings(1000, 1600))] * 2
    benchmark(imaging.decode_many, card)


@pytest.mark.benchmark(group="sandboxed decode 800x750")
@pytest.mark.parametrize("kind", ["PNG", "JP2"])
def test_sandboxed(benchmark, kind: str) -> None:
    data = imaging.encode_png(ROLLED) if kind == "PNG" else imaging.encode_jp2(ROLLED)
    benchmark(imaging.decode, data)


@pytest.mark.benchmark(group="quality 388x374")
def test_quality(benchmark) -> None:
    benchmark(assess, rings(374, 388), 500)


@pytest.mark.benchmark(group="slap 1600x1000")
def test_slap(benchmark) -> None:
    slap = np.hstack([rings(1000, 400)] * 4)
    benchmark(segment_slap, slap, 500, 13)
