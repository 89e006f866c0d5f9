"""Load or compile the search's kernels before a copy may answer, so that no search waits for that."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import numpy as np

from tenprint.fingerprint.template import Template
from tenprint.search.cascade.query import Positions
from tenprint.search.gallery import Gallery
from tenprint.search.identify import identify
from tenprint.search.options import Options

SUBJECTS, FINGERS, MINUTIAE = 3, 2, 24
SIZE = 300  # px


@functools.cache
def warm() -> None:
    """Search a small gallery of random minutiae; once in a process."""
    rng = np.random.default_rng(0)
    people = [{p: _finger(rng) for p in range(1, FINGERS + 1)} for _ in range(SUBJECTS)]
    with tempfile.TemporaryDirectory(prefix="tenprint-warm-") as folder, Gallery.create(Path(folder) / "g") as gallery:
        gallery.insert_many((str(number), person) for number, person in enumerate(people))
        for positions in Positions:
            identify(gallery, people[0], positions=positions, options=Options(passed=(SUBJECTS, 1), threads=1))


def _finger(rng: np.random.Generator) -> Template:
    return Template(
        x=rng.integers(0, SIZE, MINUTIAE).astype(np.float32),
        y=rng.integers(0, SIZE, MINUTIAE).astype(np.float32),
        direction=rng.uniform(0, 2 * np.pi, MINUTIAE).astype(np.float32),
        kind=np.zeros(MINUTIAE, np.uint8),
        quality=np.full(MINUTIAE, 60, np.uint8),
        width=SIZE,
        height=SIZE,
    )
