"""Synthetic prints, extracted by both back ends and kept, so that a run that was stopped goes on where it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from tenprint.evaluate.verification.templates import load, save
from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.template import Template
from tenprint.simulate.prints import impression, master

STDERR = Console(stderr=True)
BACKENDS = ("classical", "net")
FIRST_SEED = 50_000  # no other tool and no test draws fingers from here on

# Kind and preset of each impression of a finger, and whether conditions are drawn over the whole range of WIDE.
PLAN = [
    ("rolled", "field", False), ("plain", "good", False), ("plain", "field", False), ("plain", "field", False),
    ("plain", "poor", False), ("plain", "poor", False), ("partial", "poor", False), ("plain", "poor", True),
    ("plain", "poor", True),
]  # fmt: skip
WIDE = {
    "moisture": (-0.95, 0.95), "pressure": (-0.9, 0.9), "contrast": (0.3, 1.0), "noise": (2.0, 30.0),
    "scratches": (0.0, 10.0), "unevenness": (0.0, 1.0), "distortion": (2.0, 10.0), "blur": (0.0, 1.0),
    "shift_x": (-90.0, 90.0), "shift_y": (-90.0, 90.0), "rotation": (-40.0, 40.0),
}  # fmt: skip


def collect(out: Path, fingers: int) -> None:
    """Draw, extract and keep what is not there yet, as `out/BACKEND/FINGER_IMPRESSION.npz`."""
    for backend in BACKENDS:
        (out / backend).mkdir(parents=True, exist_ok=True)
    for n in track(range(fingers), "fingers", console=STDERR):
        if all(_path(out, BACKENDS[-1], n, k).exists() for k in range(len(PLAN))):
            continue
        finger = master(FIRST_SEED + n, finger=1 + n % 10)
        for k, (kind, difficulty, wide) in enumerate(PLAN):
            draws = np.random.default_rng((n, k))
            conditions = {name: draws.uniform(*ends) for name, ends in WIDE.items()} if wide else {}
            picture = impression(finger, k, kind=kind, difficulty=difficulty, **conditions)
            for backend in BACKENDS:
                template = extract(picture.pixels, picture.ppi, backend=backend)
                save(template, _path(out, backend, n, k))


def gather(out: Path, backend: str, fingers: int) -> tuple[list[Template], np.ndarray]:
    """Return the templates of one back end and the number of the finger of each, those without minutiae left out."""
    made = [(load(_path(out, backend, n, k)), n) for n in range(fingers) for k in range(len(PLAN))]
    kept = [(template, n) for template, n in made if len(template)]
    return [template for template, _ in kept], np.array([n for _, n in kept])


def _path(out: Path, backend: str, finger: int, number: int) -> Path:
    return out / backend / f"{finger:04d}_{number}.npz"
