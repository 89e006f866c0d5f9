"""Make the projection of the filter codes: python tools/train_codes.py --rendered 250 --modelled 100

Trains on synthetic prints alone: prints rendered and extracted with the default back end (kept in --cache, so that a
second run is quick), and templates of modelled subjects, rolled and plain. No print of a real person is read. Writes
src/tenprint/search/codes/data/projection.npz.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from rich.progress import track

from tenprint.evaluate.identification.fingers import impressions_of, rendered_fingers
from tenprint.fingerprint.template import Template
from tenprint.search.codes.centre import centre_weights
from tenprint.search.codes.cylinders import describe
from tenprint.search.codes.projection import load_projection
from tenprint.search.codes.training import train
from tenprint.simulate.gallery import generate

OUT = Path(__file__).resolve().parents[1] / "src" / "tenprint" / "search" / "codes" / "data" / "projection.npz"
FIRST_RENDERED, FIRST_MODELLED = 5_000_000, 50_000_000
"""Seeds and subject numbers that nothing else uses, so that no training print is met in an evaluation."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", type=int, default=250, help="fingers that are rendered and extracted")
    parser.add_argument("--modelled", type=int, default=100, help="subjects of ten fingers, as minutiae only")
    parser.add_argument("--cache", type=Path, default=None, help="folder for the rendered fingers' templates")
    parser.add_argument("--seed", type=int, default=0, help="of sampling and rotation")
    options = parser.parse_args()
    described, weights = [], []
    for kind, impression in (("rolled", 0), ("plain", 1), ("plain", 2)):
        columns = generate(FIRST_MODELLED, options.modelled, kind=kind, impression=impression)
        for subject in range(FIRST_MODELLED, FIRST_MODELLED + options.modelled):
            _add(columns.fingers(subject).values(), described, weights)
    for index in track(range(options.rendered), "Rendering"):
        fingers = rendered_fingers(1, FIRST_RENDERED + index, "default", options.cache, lambda _: None)
        _add(impressions_of(fingers), described, weights)
    data = train(described, weights, options.seed)
    OUT.write_bytes(data)
    print(f"{load_projection(data).name}: {len(data):,} bytes from {len(described)} templates")


def _add(templates: Iterable[Template], described: list[np.ndarray], weights: list[np.ndarray]) -> None:
    """Add the neighbourhoods of templates and how much each counts."""
    for template in templates:
        weight = centre_weights(template.x, template.y, template.direction)
        middle = weight > 0
        described.append(describe(template.x[middle], template.y[middle], template.direction[middle]))
        weights.append(weight[middle])


if __name__ == "__main__":
    main()
