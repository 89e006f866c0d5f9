"""Same seed, same bytes: digests of small samples. A change here changes every synthetic print and gallery there is.

`python tests/golden/test_simulated_prints.py` prints the digests; the slow test emulates another processor.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tenprint.fingerprint.template import Template
from tenprint.simulate.gallery import generate
from tenprint.simulate.prints import Master, impression, master, slap

DIGESTS: dict[str, str] = {
    "finger 1 of 1": "7a74f0d7529c0a5f",
    "finger 1 of 1, plain, field": "195ac8000e42b255",
    "finger 1 of 1, rolled, poor": "289ba6380d0897d8",
    "finger 1 of 1, partial, good": "b590c4d455e4eeda",
    "finger 7 of 2": "a260d7d1ee305bdc",
    "finger 7 of 2, plain, field": "e7d602d87e405d83",
    "finger 7 of 2, rolled, poor": "5d81d2a750109f13",
    "finger 7 of 2, partial, good": "9655d4bf5ebb1118",
    "slap": "2918dde597f5138f",
    "gallery, plain": "94fca8901cd90413",
    "gallery, rolled": "cb90c8d995c9dd60",
}


def digest(*arrays: np.ndarray) -> str:
    return hashlib.sha256(b"".join(np.ascontiguousarray(a).tobytes() for a in arrays)).hexdigest()[:16]


def columns(t: Template) -> tuple[np.ndarray, ...]:
    return t.x, t.y, t.direction, t.kind, t.quality


def digests() -> dict[str, str]:
    skins: list[Master] = [master(1, finger=1), master(2, finger=7)]
    out: dict[str, str] = {}
    for skin in skins:
        name = f"finger {skin.finger} of {skin.seed}"
        out[name] = digest(skin.ridges, skin.mask, *columns(skin.minutiae))
        for kind, difficulty in (("plain", "field"), ("rolled", "poor"), ("partial", "good")):
            made = impression(skin, 3, kind=kind, difficulty=difficulty)
            out[f"{name}, {kind}, {difficulty}"] = digest(made.pixels, *columns(made.truth))
    out["slap"] = digest(slap([master(2, finger=f) for f in (7, 8)], 1, position=14).pixels)
    for kind in ("plain", "rolled"):
        drawn = generate(1000, 12, 5, kind=kind)
        out[f"gallery, {kind}"] = digest(drawn.x, drawn.y, drawn.direction, drawn.kind, drawn.quality, drawn.offsets)
    return out


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert digests() == DIGESTS


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_another_processor_gives_the_same_bytes(tmp_path: Path) -> None:
    """Compile for a processor without vector extensions, and switch numpy's off: the oldest machine there is."""
    environment = {
        **os.environ,
        "NUMBA_CACHE_DIR": str(tmp_path),
        "NUMBA_CPU_NAME": "generic",
        "NUMBA_CPU_FEATURES": "",
        "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512_SKX X86_V3 X86_V4",
    }
    run = subprocess.run(
        [sys.executable, "-W", "ignore", __file__], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip().splitlines() == [f'"{name}": "{value}",' for name, value in DIGESTS.items()]


if __name__ == "__main__":
    for name, value in digests().items():
        print(f'"{name}": "{value}",')
